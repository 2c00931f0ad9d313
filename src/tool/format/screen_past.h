/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a listing on a terminal hands to the next one, which marks the rows that are new and shows
 * once those that are gone. The record is a string of bytes, because a child process may make each
 * listing. It is read in the sandbox and is not trusted. */
#ifndef FORMAT_SCREEN_PAST_H
#define FORMAT_SCREEN_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;
struct strbuf;

/* The most bytes of a record. */
enum { SCREEN_RECORD_MAX = 16 * 1024 * 1024 };

struct screen_record {
	char *bytes;
	size_t len, cap;
};

/* A row that the listing before has shown: `cells` lengths of cells and then their texts. */
struct screen_past_row {
	uint64_t key;
	uint32_t section, cells;
	const char *lengths, *text;
	/* The socket is in this listing, too, or the row was shown as gone. */
	bool is_done;
};

struct screen_past {
	/* The index in rows, or SCREEN_NO_ROW, by the key of each socket of the listing before. */
	struct map keys;
	struct screen_past_row *rows;
	size_t len, cap;
	/* There was a listing before, and keys has all of its sockets. */
	bool is_whole;
	/* The record of this listing so far. */
	struct screen_record next_keys, next_rows;
	bool is_overfull;
};

enum { SCREEN_NO_ROW = UINT32_MAX - 1 };

/* Returns a number that stands for a socket in two listings: it is derived from the cookie or, if
 * there is none, from protocol, addresses and inode. */
uint64_t screen_key(const struct sock *s);

/* Reads the record of the listing before, which must outlive *past; what is malformed is left
 * out. Returns 0 or -ENOMEM. */
int screen_past_begin(struct screen_past *past, const struct screen_record *record);

/* Notes a socket of this listing. *ret_new: the listing before lacks the socket. *ret_row: the
 * index of its row, or SCREEN_NO_ROW. Returns 0 or -ENOMEM. */
int screen_past_add(struct screen_past *past, uint64_t key, bool *ret_new,
		    uint32_t *ret_row);

/* Appends the text of a cell of a row; returns its length. */
size_t screen_past_put(const struct screen_past_row *row, uint32_t cell,
		       struct strbuf *sb);

/* Notes a row that this listing shows; cell_at returns the text of a cell and sets its length.
 * Returns 0 or -ENOMEM. */
int screen_past_show(struct screen_past *past, uint64_t key, uint32_t section,
		     uint32_t cells,
		     const char *(*cell_at)(const void *arg, uint32_t cell,
					    uint32_t *ret_len),
		     const void *arg);

/* Replaces the record by that of this listing. Returns 0 or -ENOMEM. */
int screen_past_end(struct screen_past *past, struct screen_record *record);

void screen_past_release(struct screen_past *past);

#endif
