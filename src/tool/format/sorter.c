/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sorter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "model/addr.h"
#include "model/socks.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/huge.h"
#include "util/map.h"

enum {
	/* The size in bytes of the buffer for the name of a field, with its NUL. */
	NAME_SIZE = 64,
	/* The number of sockets by which data are loaded into the cache of the processor
	 * ahead of their use. */
	AHEAD = 8,
	/* The size in bytes of the buffer for the digits of a number, with its NUL. */
	DIGITS_SIZE = 24,
	/* The number of different values that a byte can have. */
	BYTE_VALUES = 256,
};

/* The data by which sockets are sorted: a row of words (numbers of 64 bits) for each
 * socket. Two rows are compared word by word. The words are the section of the socket (if
 * there are sections), the values of the sort keys (an address takes two words), and the
 * position of the socket in the list of sockets. A text is stored as its index in
 * `names`; before rows are sorted, the index is replaced by the rank of the text in
 * alphabetical order. */
struct sorter {
	const struct sort_spec *spec;
	bool has_sections;
	uint64_t *rows;
	size_t count;
	/* The number of words in each row. */
	size_t words;
	bool has_texts;
	char **names;
	size_t names_len, names_cap;
	/* The index in `names` of a text, found by the hash of the text. */
	struct map by_hash;
	/* The buffer whose error is set if the look-up of a name fails; no text is
	 * appended to it. */
	struct strbuf errors;
};

static int sort_key_add(struct sort_spec *spec, const char *name, bool is_descending)
{
	struct sort_key *key = &spec->keys[spec->len];

	if (spec->len == SORT_KEYS_MAX)
		return -E2BIG;
	if (!row_field_find(name, &key->field) || !row_field_is_comparable(&key->field))
		return -EINVAL;
	key->is_descending = is_descending;
	spec->len++;
	if (key->field.place != ROW_LOCAL && key->field.place != ROW_PEER)
		return 0;
	return sort_key_add(spec,
			    key->field.place == ROW_PEER ? "peer_port" : "local_port",
			    is_descending);
}

int sort_spec_parse(struct sort_spec *spec, const char *text, const char **ret_bad)
{
	for (const char *at = text;; at++) {
		char name[NAME_SIZE];
		const bool is_descending = *at == '-';
		const size_t n = strcspn(at += is_descending, ",");

		*ret_bad = at;
		if (n >= sizeof(name))
			return -EINVAL;
		memcpy(name, at, n);
		name[n] = '\0';
		const int r = sort_key_add(spec, name, is_descending);
		if (r < 0)
			return r;
		at += n;
		if (!*at)
			return 0;
	}
}

void sort_spec_need(const struct sort_spec *spec, struct filter_needs *needs)
{
	for (size_t i = 0; i < spec->len; i++)
		row_field_need(&spec->keys[i].field, needs);
}

static bool is_text(const struct sort_key *key)
{
	const enum field_type type = row_field_type(&key->field);

	return type == FIELD_WORD || type == FIELD_BYTES;
}

/* Returns the number of words that a sort key takes in each row. */
static size_t key_words(const struct sort_key *key)
{
	return row_field_type(&key->field) == FIELD_ADDR ? 2 : 1;
}

static void sorter_release(struct sorter *sorter)
{
	for (size_t i = 0; i < sorter->names_len; i++)
		free(sorter->names[i]);
	free(sorter->names);
	map_release(&sorter->by_hash);
	strbuf_release(&sorter->errors);
	free(sorter->rows);
}

/* Sets *ret to the index of a text in sorter->names, and adds the text if it is new. The
 * text has n bytes without NULs. Returns 0 or -ENOMEM. */
static int number_text(struct sorter *sorter, const char *text, size_t n, uint64_t *ret)
{
	uint64_t hash = map_hash(text, n);
	uint32_t at = map_get(&sorter->by_hash, hash);

	/* Two texts may have the same hash: the text that is added later is then stored
	 * under the next hash that is free. */
	while (at != MAP_NONE &&
	       (strncmp(sorter->names[at], text, n) != 0 || sorter->names[at][n] != '\0'))
		at = map_get(&sorter->by_hash, ++hash);
	*ret = at;
	if (at != MAP_NONE)
		return 0;

	int r = grow(&sorter->names, &sorter->names_cap, sorter->names_len + 1,
		     sizeof(*sorter->names));
	if (r < 0)
		return r;
	*ret = sorter->names_len;
	r = map_set(&sorter->by_hash, hash, (uint32_t)sorter->names_len);
	if (r < 0)
		return r;
	sorter->names[sorter->names_len] = strndup(text, n);
	return sorter->names[sorter->names_len] ? (sorter->names_len++, 0) : -ENOMEM;
}

static uint64_t word_at(const uint8_t *bytes)
{
	uint64_t word = 0;

	for (size_t i = 0; i < sizeof(word); i++)
		word = word << 8 | bytes[i];
	return word;
}

/* Sets *ret to the index in sorter->names of the text by which a value is sorted. Returns
 * 0 or -ENOMEM. */
static int put_text(struct sorter *sorter, const struct field_member *member,
		    uint64_t *ret)
{
	const struct field_value *value = &member->value;
	const char *word = member->type == FIELD_WORD ? value->word : NULL;
	char text[SOCK_NAME_MAX + DIGITS_SIZE];

	if (word)
		return number_text(sorter, word, strlen(word), ret);
	if (member->type != FIELD_BYTES) {
		const int n =
			snprintf(text, sizeof(text), "%ju", (uintmax_t)value->number);
		return number_text(sorter, text, (size_t)n, ret);
	}
	if (!memchr(value->bytes, '\0', value->number))
		return number_text(sorter, value->bytes, value->number, ret);

	/* A value with a NUL is an abstract name of a unix socket. The buffer has room
	 * for the longest such name (SOCK_NAME_MAX bytes); a longer value would be
	 * cut. */
	const size_t n = value->number < sizeof(text) ? value->number : sizeof(text);
	for (size_t i = 0; i < n; i++)
		text[i] = (char)(value->bytes[i] ? value->bytes[i] : '@');
	return number_text(sorter, text, n, ret);
}

/* Sets the words of the row of a socket for one sort key. Returns 1; 0 if the socket
 * lacks the field of the key; or -errno. */
static int put_key(struct sorter *sorter, const struct sort_key *key,
		   const struct row *row, uint64_t *words)
{
	const struct holder *first =
		row->holders ? owner_index_first(row->holders, row->s->inode) : NULL;
	struct field_member member;

	if (!row_field_get(&key->field, row,
			   first ? owner_index_process(row->holders, first) : NULL,
			   &sorter->errors, &member))
		return sorter->errors.error;
	if (member.type == FIELD_ADDR) {
		const struct addr mapped = addr_map(member.value.addr);

		words[0] = word_at(mapped.bytes);
		words[1] = word_at(mapped.bytes + 8);
		return 1;
	}
	words[0] = member.value.number;
	int r = is_text(key) ? put_text(sorter, &member, words) : 0;
	return r < 0 ? r : sorter->errors.error ? sorter->errors.error : 1;
}

/* Sets all words of the row of a socket except the last word, the position of the socket.
 * Returns 0 or -errno. */
static int put_row(struct sorter *sorter, const struct row *source, uint64_t *words)
{
	if (sorter->has_sections)
		*words++ = source->s->proto <= PROTO_ICMP ? 0 : source->s->proto;
	for (size_t i = 0; i < sorter->spec->len; i++) {
		const struct sort_key *key = &sorter->spec->keys[i];
		const int r = put_key(sorter, key, source, words);

		if (r < 0)
			return r;
		/* UINT64_MAX stands for a field that the socket lacks, and puts the
		 * socket last. For a descending key, numbers are reversed here, but texts
		 * only when rank_texts replaces them by their ranks. */
		for (size_t k = 0; k < key_words(key); k++, words++) {
			if (r == 0)
				*words = UINT64_MAX;
			else if (*words == UINT64_MAX)
				--*words;
			if (r > 0 && key->is_descending && !is_text(key))
				*words = UINT64_MAX - 1 - *words;
		}
	}
	return 0;
}

static int compare_names(const void *a, const void *b, void *arg)
{
	char *const *names = arg;

	return strcmp(names[*(const uint32_t *)a], names[*(const uint32_t *)b]);
}

/* Replaces the index of each text in the rows by the rank of the text in alphabetical
 * order, or in reverse order for a descending key. Returns 0 or -ENOMEM. */
static int rank_texts(struct sorter *sorter)
{
	const size_t n = sorter->names_len;
	_cleanup_free_ uint32_t *order = calloc(n + 1, sizeof(*order));
	_cleanup_free_ uint32_t *rank = calloc(n + 1, sizeof(*rank));

	if (!order || !rank)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, n, sizeof(*order), compare_names, sorter->names);
	for (size_t i = 0; i < n; i++)
		rank[order[i]] = (uint32_t)i;
	size_t word = sorter->has_sections;
	for (size_t key = 0; key < sorter->spec->len; key++) {
		const struct sort_key *sort_key = &sorter->spec->keys[key];

		for (size_t i = 0; is_text(sort_key) && i < sorter->count; i++) {
			uint64_t *at = &sorter->rows[i * sorter->words + word];

			if (*at != UINT64_MAX)
				*at = sort_key->is_descending ? n - 1 - rank[*at]
							      : rank[*at];
		}
		word += key_words(sort_key);
	}
	return 0;
}

/* Copies the rows to `ret`, sorted by one byte of one word. `counts` has the number of
 * rows for each value of this byte. Rows in which this byte is equal keep their order. */
static void sort_by_byte(const struct sorter *sorter, size_t word, unsigned byte,
			 const size_t *counts, uint64_t *ret)
{
	size_t begin[BYTE_VALUES];
	size_t sum = 0;

	for (size_t i = 0; i < BYTE_VALUES; i++) {
		begin[i] = sum;
		sum += counts[i];
	}
	for (size_t i = 0; i < sorter->count; i++) {
		const uint64_t *row = sorter->rows + i * sorter->words;
		uint64_t *to =
			ret + begin[row[word] >> byte * 8 & 0xff]++ * sorter->words;

		for (size_t k = 0; k < sorter->words; k++)
			to[k] = row[k];
	}
}

/* Sorts the rows by radix: by each byte of each word except the last word, beginning with
 * the least significant byte of the last key. A byte that is equal in all rows is
 * skipped. Returns 0 or -ENOMEM. */
static int sort_rows(struct sorter *sorter)
{
	_cleanup_free_ uint64_t *spare =
		huge_alloc(sorter->count * sorter->words * sizeof(*spare));

	if (!spare)
		return -ENOMEM;
	for (size_t word = sorter->words - 1; word-- > 0;) {
		size_t counts[sizeof(uint64_t)][BYTE_VALUES] = { 0 };

		for (size_t i = 0; i < sorter->count; i++) {
			const uint64_t value = sorter->rows[i * sorter->words + word];

			for (unsigned byte = 0; byte < sizeof(value); byte++)
				counts[byte][value >> byte * 8 & 0xff]++;
		}
		for (unsigned byte = 0; byte < sizeof(uint64_t); byte++) {
			const uint64_t first = sorter->rows[word] >> byte * 8 & 0xff;

			if (counts[byte][first] == sorter->count)
				continue;
			sort_by_byte(sorter, word, byte, counts[byte], spare);

			uint64_t *sorted = spare;
			spare = sorter->rows;
			sorter->rows = sorted;
		}
	}
	return 0;
}

/* Makes the row of words for each socket of the list. Returns 0, -ENOMEM, or the error of
 * a failed look-up of a name. */
static int make_rows(struct sorter *sorter, const struct socks *socks,
		     const struct out_spec *out, const struct owner_index *holders)
{
	struct sock s;
	const struct row source = { .spec = out, .s = &s, .holders = holders };
	uint64_t *row = NULL;
	size_t next = 0, far = 0;
	uint64_t inode = 0;

	sorter->words = sorter->has_sections + 1;
	for (size_t i = 0; i < sorter->spec->len; i++) {
		sorter->words += key_words(&sorter->spec->keys[i]);
		sorter->has_texts |= is_text(&sorter->spec->keys[i]);
	}
	sorter->rows = row = huge_alloc(socks->count * sorter->words * sizeof(*row));
	if (!row)
		return -ENOMEM;
	for (size_t i = 0; holders && i < AHEAD && socks_skip(socks, &far, &inode); i++)
		owner_index_prefetch(holders, inode);
	for (size_t at = 0; socks_next(socks, &next, &s); at = next) {
		if (holders && socks_skip(socks, &far, &inode))
			owner_index_prefetch(holders, inode);

		const int r = put_row(sorter, &source, row);

		if (r < 0)
			return r;
		row[sorter->words - 1] = at;
		row += sorter->words;
		sorter->count++;
	}
	return 0;
}

/* Returns the position in the list of sockets of the socket that a row of words stands
 * for. */
static size_t position_of(const struct sorter *sorter, size_t row)
{
	return sorter->rows[(row + 1) * sorter->words - 1];
}

/* Makes the processor load into its cache the socket that is emitted 2 * AHEAD rows
 * after `row`, and the owners of the socket that is emitted AHEAD rows after `row`.
 * Sorted sockets are spread over memory, and the processor would otherwise wait for each
 * socket. */
static void fetch_ahead(const struct sorter *sorter, const struct socks *socks,
			const struct owner_index *holders, size_t row)
{
	const size_t near = row + AHEAD, far = near + AHEAD;
	uint64_t inode = 0;

	if (far < sorter->count)
		socks_prefetch(socks, position_of(sorter, far));
	if (!holders || near >= sorter->count)
		return;
	size_t at = position_of(sorter, near);
	if (socks_skip(socks, &at, &inode))
		owner_index_prefetch(holders, inode);
}

int sort_emit(const struct sort_spec *spec, bool has_sections, const struct socks *socks,
	      const struct out_spec *out, const struct owner_index *holders, sock_fn fn,
	      void *arg)
{
	_cleanup_(sorter_release) struct sorter sorter = { .spec = spec,
							   .has_sections = has_sections };
	struct sock s;
	int r = 0;

	if (!socks->count)
		return 0;
	r = make_rows(&sorter, socks, out, holders);
	if (r == 0 && sorter.has_texts)
		r = rank_texts(&sorter);
	if (r == 0 && spec->len)
		r = sort_rows(&sorter);
	for (size_t i = 0; r == 0 && i < sorter.count && (!spec->top || i < spec->top);
	     i++) {
		size_t at = position_of(&sorter, i);

		fetch_ahead(&sorter, socks, holders, i);
		if (socks_next(socks, &at, &s))
			r = fn(&s, arg);
	}
	return r;
}
