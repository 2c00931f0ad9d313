/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that sort the sockets of a listing by the values of some fields. */
#ifndef FORMAT_SORTER_H
#define FORMAT_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/family.h"
#include "row_field.h"

struct out_spec;
struct owner_index;
struct socks;

enum { SORT_KEYS_MAX = 8 };

struct sort_key {
	struct row_field field;
	bool is_descending;
};

/* What the options --sort and --top ask for: the sort keys, the most important key first,
 * and the maximum number of rows. */
struct sort_spec {
	struct sort_key keys[SORT_KEYS_MAX];
	size_t len;
	/* The maximum number of sockets that are shown; 0: all sockets are shown. */
	uint32_t top;
};

/* Parses FIELD[,FIELD]... and appends the sort keys to *spec; a '-' before a field
 * reverses its order. "local" and "peer" stand for an address and a port. Returns 0; or,
 * with *ret_bad at the wrong name, -EINVAL if the name is no field to sort by, or -E2BIG
 * if *spec has no room for the sort key. */
int sort_spec_parse(struct sort_spec *spec, const char *text, const char **ret_bad);

/* Adds to *needs what a listing must read to sort sockets by the keys of *spec. */
void sort_spec_need(const struct sort_spec *spec, struct filter_needs *needs);

/* Calls fn for each socket of the list `socks` in sorted order, at most spec->top times
 * (0: for all). has_sections: sockets are first sorted by their sections in the layout
 * netstat. A socket that lacks a field comes after the sockets that have it; sockets with
 * equal keys keep the order of the list. holders: the owners of sockets; NULL: owners are
 * not known. Takes some 30 bytes of memory for each socket beside the list. Returns 0,
 * the first result of fn other than 0, -ENOMEM, or the error of a failed look-up of a
 * name. */
int sort_emit(const struct sort_spec *spec, bool has_sections, const struct socks *socks,
	      const struct out_spec *out, const struct owner_index *holders, sock_fn fn,
	      void *arg);

#endif
