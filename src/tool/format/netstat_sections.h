/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections and columns of the layout netstat, which the layout screen shows, too. */
#ifndef FORMAT_NETSTAT_SECTIONS_H
#define FORMAT_NETSTAT_SECTIONS_H

#include "columns.h"
#include "model/proto.h"

/* A section of the netstat layout: protocols that share a title and columns. */
struct netstat_section {
	/* The kind of sockets that the title names. */
	const char *what;
	enum proto first, last;
	/* The real netstat has this section, and a title for it even if it is empty. */
	bool is_netstats;
	const struct column *columns;
	size_t count;
};

extern const struct netstat_section netstat_sections[];
extern const size_t netstat_sections_count;

/* The end of the title of a section, such as "(only servers)". */
extern const char *const netstat_titles[WHICH_MAX_];

/* Returns the index of the section that lists the sockets of a protocol. */
size_t netstat_section_of(enum proto proto);

#endif
