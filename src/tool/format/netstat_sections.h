/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections and columns of the layout netstat, which the layout screen has, too. */
#ifndef FORMAT_NETSTAT_SECTIONS_H
#define FORMAT_NETSTAT_SECTIONS_H

#include "columns.h"
#include "model/proto.h"

/* A section of the layout netstat: the protocols whose sockets are listed under one
 * title, in the same columns. */
struct netstat_section {
	/* The words for the sockets in the title of the section, such as "netlink
	 * sockets". */
	const char *what;
	enum proto first, last;
	/* Whether the section exists in the real netstat, which writes the title of a
	 * section even if the section is empty. */
	bool is_netstats;
	const struct column *columns;
	size_t count;
};

extern const struct netstat_section netstat_sections[];
extern const size_t netstat_sections_count;

/* The end of the title of each section, such as "(only servers)", by the kind of sockets
 * that are listed. */
extern const char *const netstat_titles[WHICH_MAX_];

/* Returns the index in netstat_sections of the section that lists the sockets of a
 * protocol. */
size_t netstat_section_of(enum proto proto);

#endif
