/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the netstat layout: which protocols each is about, and its columns. */
#ifndef FORMAT_NETSTAT_COLUMNS_H
#define FORMAT_NETSTAT_COLUMNS_H

#include "columns.h"

struct netstat_section {
	const char *what; /* the subject of the title */
	enum proto first, last;
	bool is_netstats; /* a section of netstat, which has a title even if it is empty */
	const struct column *columns;
	size_t count;
};

extern const struct netstat_section netstat_sections[];
extern const size_t netstat_sections_count;

#endif
