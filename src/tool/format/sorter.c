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
#include "util/map.h"

enum {
	/* The size of the buffer for the name of a field, with its NUL. */
	NAME_SIZE = 64,
	/* How far ahead of the socket that is emitted the memory of sockets is prefetched. */
	AHEAD = 8,
	/* The size of the buffer for the digits of a number, with its NUL. */
	DIGITS_SIZE = 24,
};

/* The sockets, with a row of words for each, which are compared as numbers one after the
 * other: the section of the socket, the keys (an address takes two words), and the
 * position of the socket in `socks`. A text is stored as its index in `names`, and before
 * sorting as its rank in alphabetical order. */
struct sorter {
	struct sort_spec spec;
	bool has_sections;
	struct socks socks;
	uint64_t *rows;
	size_t rows_len, rows_cap;
	/* How many words a row has. */
	size_t words;
	/* A mask of those words of a row that stand for texts: bit i for word i. */
	uint32_t texts;
	char **names;
	size_t names_len, names_cap;
	/* The index of a text in `names`, found by the hash of the text. */
	struct map by_hash;
	/* The error of a look-up of a name is stored here; no text is appended. */
	struct strbuf errors;
};

static int sort_key_add(struct sort_spec *spec, const char *name, bool is_descending)
{
	struct sort_key *key = &spec->keys[spec->len];

	if (spec->len == SORT_KEYS_MAX || !row_field_find(name, &key->field) ||
	    !row_field_is_comparable(&key->field))
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
		if (sort_key_add(spec, name, is_descending) < 0)
			return -EINVAL;
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

static bool is_address(const struct sort_key *key)
{
	return row_field_type(&key->field) == FIELD_ADDR;
}

static bool is_text(const struct sort_key *key)
{
	const enum field_type type = row_field_type(&key->field);

	return type == FIELD_WORD || type == FIELD_BYTES;
}

static void cleanup_sorter(struct sorter **sorter)
{
	sorter_free(*sorter);
}

int sorter_new(const struct sort_spec *spec, bool has_sections, struct sorter **ret)
{
	_cleanup_(cleanup_sorter) struct sorter *sorter = calloc(1, sizeof(*sorter));
	if (!sorter)
		return -ENOMEM;

	sorter->spec = *spec;
	sorter->has_sections = has_sections;
	sorter->words = 1;
	for (size_t i = 0; i < spec->len; i++) {
		if (is_text(&spec->keys[i]))
			sorter->texts |= UINT32_C(1) << sorter->words;
		sorter->words += is_address(&spec->keys[i]) ? 2 : 1;
	}
	sorter->words++;
	*ret = TAKE(sorter);
	return 0;
}

static void sorter_clear(struct sorter *sorter)
{
	for (size_t i = 0; i < sorter->names_len; i++)
		free(sorter->names[i]);
	sorter->names_len = 0;
	map_release(&sorter->by_hash);
	socks_clear(&sorter->socks);
	sorter->rows_len = 0;
}

struct sorter *sorter_free(struct sorter *sorter)
{
	if (!sorter)
		return NULL;
	sorter_clear(sorter);
	socks_release(&sorter->socks);
	strbuf_release(&sorter->errors);
	free(sorter->names);
	free(sorter->rows);
	free(sorter);
	return NULL;
}

/* Sets *ret to the index of a text in sorter->names, and adds the text if it is new. The
 * text has n bytes without NULs. Returns 0 or -ENOMEM. */
static int number_text(struct sorter *sorter, const char *text, size_t n, uint64_t *ret)
{
	uint64_t hash = map_hash(text, n);
	uint32_t at = map_get(&sorter->by_hash, hash);

	/* two texts may have the same hash: the text added later is then stored under the
	 * next hash */
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

/* Sets *ret to the index in sorter->names of the text that stands for a value. Returns 0
 * or -ENOMEM. */
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

	/* the value has a NUL, so that it is an abstract name of a unix socket, which is
	 * short enough for the buffer */
	const size_t n = value->number < sizeof(text) ? value->number : sizeof(text);
	for (size_t i = 0; i < n; i++)
		text[i] = (char)(value->bytes[i] ? value->bytes[i] : '@');
	return number_text(sorter, text, n, ret);
}

/* Sets the words of a row for one key. Returns 1, 0 if the socket lacks the field of the
 * key, or -errno. */
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

int sorter_add(struct sorter *sorter, const struct out_spec *out, const struct sock *s,
	       const struct owner_index *holders)
{
	const struct row source = { .spec = out, .s = s, .holders = holders };
	int r = grow(&sorter->rows, &sorter->rows_cap, sorter->rows_len + sorter->words,
		     sizeof(*sorter->rows));
	if (r < 0)
		return r;

	uint64_t *row = sorter->rows + sorter->rows_len;
	size_t at = 0;
	row[at++] = !sorter->has_sections || s->proto <= PROTO_ICMP ? 0 : s->proto;
	for (size_t i = 0; i < sorter->spec.len; i++) {
		const struct sort_key *key = &sorter->spec.keys[i];
		const size_t n = is_address(key) ? 2 : 1;

		r = put_key(sorter, key, &source, row + at);
		if (r < 0)
			return r;
		/* UINT64_MAX stands for a field that the socket lacks. Descending texts
		 * are not reversed here, but when rank_texts replaces them. */
		for (size_t k = 0; k < n; k++) {
			if (r == 0)
				row[at + k] = UINT64_MAX;
			else if (row[at + k] == UINT64_MAX)
				row[at + k]--;
			if (r > 0 && key->is_descending && !is_text(key))
				row[at + k] = UINT64_MAX - 1 - row[at + k];
		}
		at += n;
	}
	row[at] = sorter->socks.len;
	r = socks_add(&sorter->socks, s);
	if (r == 0)
		sorter->rows_len += sorter->words;
	return r;
}

static int compare_names(const void *a, const void *b, void *arg)
{
	char *const *names = arg;

	return strcmp(names[*(const uint32_t *)a], names[*(const uint32_t *)b]);
}

static int compare_sorted(const void *a, const void *b, void *arg)
{
	const uint64_t *left = a;
	const uint64_t *right = b;
	const size_t words = *(const size_t *)arg;
	size_t i = 0;

	while (i + 1 < words && left[i] == right[i])
		i++;
	return (left[i] > right[i]) - (left[i] < right[i]);
}

/* Replaces the index of each text in the rows by its rank in alphabetical order, or in
 * reverse order if its key is descending. Returns 0 or -ENOMEM. */
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
	for (size_t word = 1, key = 0; key < sorter->spec.len; key++) {
		if (sorter->texts >> word & 1) {
			for (size_t i = word; i < sorter->rows_len; i += sorter->words) {
				if (sorter->rows[i] == UINT64_MAX)
					continue;
				const uint64_t number = rank[sorter->rows[i]];

				sorter->rows[i] = sorter->spec.keys[key].is_descending
							  ? n - 1 - number
							  : number;
			}
		}
		word += is_address(&sorter->spec.keys[key]) ? 2 : 1;
	}
	return 0;
}

int sorter_emit(struct sorter *sorter, sock_fn fn, void *arg)
{
	const size_t count = sorter->rows_len / sorter->words;
	const uint32_t top = sorter->spec.top;
	struct sock s;
	int r = sorter->texts ? rank_texts(sorter) : 0;

	if (r == 0 && sorter->spec.len)
		qsort_r(sorter->rows, count, sorter->words * sizeof(*sorter->rows),
			compare_sorted, &sorter->words);
	for (size_t i = 0; r == 0 && i < count && (!top || i < top); i++) {
		size_t at = sorter->rows[(i + 1) * sorter->words - 1];

		/* the sockets are not in this order in memory, so that each access would
		 * miss the cache without prefetching */
		if (i + AHEAD < count)
			socks_prefetch(&sorter->socks,
				       sorter->rows[(i + 1 + AHEAD) * sorter->words - 1]);
		if (socks_next(&sorter->socks, &at, &s))
			r = fn(&s, arg);
	}
	sorter_clear(sorter);
	return r;
}
