/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the netstat layout: the protocols of each, and its columns. */
#ifndef FORMAT_NETSTAT_COLUMNS_H
#define FORMAT_NETSTAT_COLUMNS_H

#include "columns.h"

struct netstat_section {
	const char *what; /* for the title */
	enum proto first, last;
	/* the real netstat has this section, and a title for it even if it is empty */
	bool is_netstats;
	const struct column *columns;
	size_t count;
};

extern const struct netstat_section netstat_sections[];
extern const size_t netstat_sections_count;

#endif
