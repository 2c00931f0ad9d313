/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the netstat layout: which protocols each is about, and its columns. */
#ifndef FORMAT_NETSTAT_COLUMNS_H
#define FORMAT_NETSTAT_COLUMNS_H

#include "out.h"

/* What a cell is made from. */
struct netstat_row {
	struct out *out;
	const struct sock *s;
	const struct owner_index *holders;
};

struct netstat_column {
	const char *header;
	size_t width; /* at least */
	bool (*is_shown)(const struct out_spec *spec);
	void (*put)(const struct netstat_row *r);
};

struct netstat_section {
	const char *what; /* the title is about */
	enum proto first, last;
	bool is_netstats; /* has its place even if empty */
	const struct netstat_column *columns;
	size_t count;
};

extern const struct netstat_section netstat_sections[];
extern const size_t netstat_sections_count;

#endif
