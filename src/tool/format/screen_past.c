/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen_past.h"

#include <stdlib.h>
#include <string.h>

#include "model/sock.h"
#include "text/escape.h"
#include "util/grow.h"

enum {
	/* The maximum number of sockets whose keys are stored for the next listing; if a
	 * listing has more sockets, the next listing marks no row as new. */
	KEYS_MAX = 1024 * 1024,
	/* The maximum number of bytes of the rows that are stored for the next listing. A
	 * row that is not stored cannot be shown as gone by the next listing. */
	ROWS_MAX = 1024 * 1024,
	CELLS_MAX = 32,
};
_Static_assert(KEYS_MAX * 8 + ROWS_MAX < SCREEN_RECORD_MAX, "a record is too long");

struct record_head {
	uint32_t keys, is_whole;
};

struct row_head {
	uint64_t key;
	uint32_t section, cells, size, unused;
};

uint64_t screen_key(const struct sock *s)
{
	struct {
		uint64_t kind, inode;
		struct addr local, peer;
		uint32_t ports, ids[3];
	} id;

	memset(&id, 0, sizeof(id));
	if (s->has & SOCK_HAS_COOKIE) {
		id.kind = 1;
		id.inode = s->cookie;
		return map_hash(&id, sizeof(id));
	}
	id.kind = 2 + (uint64_t)s->proto * IP_MAX_ + s->ip;
	id.inode = s->inode;
	id.ids[0] = s->has & SOCK_HAS_NETLINK ? s->nl.portid : 0;
	if (s->has & SOCK_HAS_INET) {
		id.local = s->local;
		id.peer = s->peer;
		id.ports = (uint32_t)s->local_port << 16 | s->peer_port;
	}
	return map_hash(&id, sizeof(id));
}

static int record_append(struct screen_record *record, const void *bytes, size_t n)
{
	int r = grow(&record->bytes, &record->cap, record->len + n, 1);

	if (r == 0 && n)
		memcpy(record->bytes + record->len, bytes, n);
	record->len += r == 0 ? n : 0;
	return r;
}

/* Copies n bytes of the record from offset *at to `to` and adds n to *at. Returns false
 * if the record has fewer than n bytes left. */
static bool take(const struct screen_record *record, size_t *at, void *to, size_t n)
{
	if (n > record->len - *at)
		return false;
	memcpy(to, record->bytes + *at, n);
	*at += n;
	return true;
}

/* Returns whether the text of a row, which has `size` bytes, is at least as long as the
 * lengths of the cells together. */
static bool has_room(const struct screen_past_row *row, uint32_t size)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < row->cells; i++) {
		uint32_t len = 0;

		memcpy(&len, row->lengths + i * sizeof(len), sizeof(len));
		sum += len;
	}
	return sum <= size;
}

static int read_rows(struct screen_past *past, const struct screen_record *record,
		     size_t at)
{
	struct row_head head;

	while (take(record, &at, &head, sizeof(head))) {
		const size_t lengths = head.cells * sizeof(uint32_t);
		struct screen_past_row row = { head.key, head.section, head.cells,
					       NULL,     NULL,         false };

		if (head.cells > CELLS_MAX || head.size > ROWS_MAX ||
		    lengths + head.size > record->len - at)
			break;
		row.lengths = record->bytes + at;
		row.text = row.lengths + lengths;
		at += lengths + head.size;
		if (!has_room(&row, head.size))
			break;
		/* A key finds the first row that has the key. A later row with the key is
		 * never shown as gone. */
		row.is_done = map_get(&past->keys, row.key) < past->len;
		int r = grow(&past->rows, &past->cap, past->len + 1, sizeof(*past->rows));
		if (r == 0 && !row.is_done)
			r = map_set(&past->keys, row.key, (uint32_t)past->len);
		if (r < 0)
			return r;
		past->rows[past->len++] = row;
	}
	return 0;
}

int screen_past_begin(struct screen_past *past, const struct screen_record *record)
{
	struct record_head head = { 0 };
	uint64_t key = 0;
	size_t at = 0;
	int r = 0;

	map_release(&past->keys);
	past->len = past->next_keys.len = past->next_rows.len = 0;
	past->is_whole = past->is_overfull = false;
	if (!take(record, &at, &head, sizeof(head)))
		return 0;
	past->is_whole = head.is_whole;
	for (uint32_t i = 0; r == 0 && i < head.keys; i++) {
		if (!take(record, &at, &key, sizeof(key)))
			return 0;
		r = map_set(&past->keys, key, SCREEN_NO_ROW);
	}
	return r < 0 ? r : read_rows(past, record, at);
}

int screen_past_add(struct screen_past *past, uint64_t key, bool *ret_new,
		    uint32_t *ret_row)
{
	const uint32_t at = map_get(&past->keys, key);

	*ret_new = past->is_whole && at == MAP_NONE;
	*ret_row = at < past->len ? at : SCREEN_NO_ROW;
	if (at < past->len)
		past->rows[at].is_done = true;
	if (past->next_keys.len / sizeof(key) >= KEYS_MAX) {
		past->is_overfull = true;
		return 0;
	}
	return record_append(&past->next_keys, &key, sizeof(key));
}

size_t screen_past_put(const struct screen_past_row *row, uint32_t cell,
		       struct strbuf *sb)
{
	const char *text = row->text;
	uint32_t len = 0;

	for (uint32_t i = 0; i <= cell; i++) {
		text += len;
		memcpy(&len, row->lengths + i * sizeof(len), sizeof(len));
	}
	escape_again(sb, text, len);
	return len;
}

int screen_past_show(struct screen_past *past, uint64_t key, uint32_t section,
		     uint32_t cells,
		     const char *(*cell_at)(const void *arg, uint32_t cell,
					    uint32_t *ret_len),
		     const void *arg)
{
	struct row_head head = { .key = key, .section = section, .cells = cells };
	uint32_t lengths[CELLS_MAX] = { 0 };
	struct screen_record *rows = &past->next_rows;
	int r = 0;

	if (cells > CELLS_MAX)
		return 0;
	for (uint32_t i = 0; i < cells; i++) {
		(void)cell_at(arg, i, &lengths[i]);
		if (lengths[i] > ROWS_MAX)
			return 0;
		head.size += lengths[i];
	}
	if (rows->len + sizeof(head) + sizeof(lengths) + head.size > ROWS_MAX)
		return 0;
	r = record_append(rows, &head, sizeof(head));
	if (r == 0)
		r = record_append(rows, lengths, cells * sizeof(*lengths));
	for (uint32_t i = 0; r == 0 && i < cells; i++)
		r = record_append(rows, cell_at(arg, i, &lengths[i]), lengths[i]);
	return r;
}

int screen_past_end(struct screen_past *past, struct screen_record *record)
{
	const struct record_head head = {
		(uint32_t)(past->next_keys.len / sizeof(uint64_t)), !past->is_overfull
	};
	int r = 0;

	record->len = 0;
	r = record_append(record, &head, sizeof(head));
	if (r == 0)
		r = record_append(record, past->next_keys.bytes, past->next_keys.len);
	if (r == 0)
		r = record_append(record, past->next_rows.bytes, past->next_rows.len);
	return r;
}

void screen_past_release(struct screen_past *past)
{
	map_release(&past->keys);
	free(past->rows);
	free(past->next_keys.bytes);
	free(past->next_rows.bytes);
	*past = (struct screen_past){ 0 };
}
