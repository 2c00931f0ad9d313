/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record that a listing on a terminal leaves for the next listing. The next listing
 * marks the rows that are new, and shows once the rows that are gone. The record is a
 * string of bytes, because each listing may be made by a child process of its own. The
 * record is not trusted, and is read in the sandbox. */
#ifndef FORMAT_SCREEN_PAST_H
#define FORMAT_SCREEN_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;
struct strbuf;

/* The maximum number of bytes of a record, the data that one listing leaves for the
 * next. */
enum { SCREEN_RECORD_MAX = 16 * 1024 * 1024 };

struct screen_record {
	char *bytes;
	size_t len, cap;
};

/* A row that the previous listing has shown. `lengths` has the lengths of its cells,
 * `cells` numbers of 32 bits, and `text` has the texts of the cells. */
struct screen_past_row {
	uint64_t key;
	uint32_t section, cells;
	const char *lengths, *text;
	/* Whether this listing also has the socket of the row, or the row has already
	 * been shown as gone. */
	bool is_done;
};

struct screen_past {
	/* The index in `rows` of the row of each socket of the previous listing, found by
	 * the key of the socket; SCREEN_NO_ROW: the row was not stored. */
	struct map keys;
	struct screen_past_row *rows;
	size_t len, cap;
	/* Whether there was a previous listing and `keys` has the keys of all its
	 * sockets. */
	bool is_whole;
	/* next_keys: the keys of the sockets of this listing so far; next_rows: the rows
	 * that this listing has shown so far. Both become the record for the next
	 * listing. */
	struct screen_record next_keys, next_rows;
	bool is_overfull;
};

enum { SCREEN_NO_ROW = UINT32_MAX - 1 };

/* Returns the key of a socket, by which a socket of this listing is found in the previous
 * listing. The key is a hash of the cookie or, if the socket has no cookie, of the
 * protocol, the addresses and the inode. */
uint64_t screen_key(const struct sock *s);

/* Reads the record of the previous listing, which must outlive *past; malformed parts of
 * the record are left out. Returns 0 or -ENOMEM. */
int screen_past_begin(struct screen_past *past, const struct screen_record *record);

/* Adds a socket to the record of this listing. Sets *ret_new to whether the previous
 * listing lacks the socket, and *ret_row to the index in past->rows of the row that
 * the previous listing has shown for the socket, or to SCREEN_NO_ROW. Returns 0 or
 * -ENOMEM. */
int screen_past_add(struct screen_past *past, uint64_t key, bool *ret_new,
		    uint32_t *ret_row);

/* Appends the text of a cell of a row of the previous listing; returns the length in
 * bytes that the text has in the record. */
size_t screen_past_put(const struct screen_past_row *row, uint32_t cell,
		       struct strbuf *sb);

/* Adds a row that this listing shows to the record of this listing. cell_at returns the
 * text of a cell of the row and sets *ret_len to the length of the text. Returns 0 or
 * -ENOMEM. */
int screen_past_show(struct screen_past *past, uint64_t key, uint32_t section,
		     uint32_t cells,
		     const char *(*cell_at)(const void *arg, uint32_t cell,
					    uint32_t *ret_len),
		     const void *arg);

/* Replaces *record by the record of this listing, which is complete. Returns 0 or
 * -ENOMEM. */
int screen_past_end(struct screen_past *past, struct screen_record *record);

void screen_past_release(struct screen_past *past);

#endif
