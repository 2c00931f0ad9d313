/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorts the sockets of a listing by their fields. */
#ifndef FORMAT_SORTER_H
#define FORMAT_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/family.h"
#include "row_field.h"

struct out_spec;
struct owner_index;
struct sorter;

enum { SORT_KEYS_MAX = 8 };

struct sort_key {
	struct row_field field;
	bool is_descending;
};

/* The keys of --sort, the most important first, and the number of rows of --top. */
struct sort_spec {
	struct sort_key keys[SORT_KEYS_MAX];
	size_t len;
	/* 0: all rows */
	uint32_t top;
};

/* Parses FIELD[,FIELD]... and appends the keys; a '-' before a field reverses its order. "local"
 * and "peer" stand for an address and a port. -EINVAL: *ret_bad is the rest of the text that begins
 * with a name that is no field to sort by, or with one field too many. */
int sort_spec_parse(struct sort_spec *spec, const char *text, const char **ret_bad);

/* Adds to *needs what a listing must read for the keys. */
void sort_spec_need(const struct sort_spec *spec, struct filter_needs *needs);

/* Creates a sorter. has_sections: sockets of different sections of the netstat layout are never
 * mixed. Returns 0 or -ENOMEM. */
int sorter_new(const struct sort_spec *spec, bool has_sections, struct sorter **ret);
struct sorter *sorter_free(struct sorter *sorter);

/* Keeps a copy of a socket, about 90 bytes, with its keys. holders may be NULL. Returns 0, or
 * -errno of a lack of memory or of a failed look-up of a name. */
int sorter_add(struct sorter *sorter, const struct out_spec *out, const struct sock *s,
	       const struct owner_index *holders);

/* Calls fn for each kept socket in order, at most spec.top times, and removes them all. A socket
 * that lacks a field comes after those that have the field; sockets with equal keys stay in the
 * order in which they were added. Returns the first result of fn that is not 0, or -ENOMEM. */
int sorter_emit(struct sorter *sorter, sock_fn fn, void *arg);

#endif
