/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about what could not be seen. Each is logged once, however often a listing is
 * repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct options;
struct query_gaps;

struct warnings {
	const struct options *options;
	/* The search for owners has every capability that it can need. */
	bool is_privileged;
	/* Each row or finding states why its socket has no owner. */
	bool rows_tell_why;
	/* A warning states where owners that stay unknown were not looked for. */
	bool is_about_unknown;
	/* How else to learn why owners are missing, behind a warning; NULL: there is no way. */
	const char *hint;
	/* A capability that the search for owners lacks; NULL: none. */
	const char *lacks;
	/* -errno of opening /proc; 0: it is open. */
	int proc_error;
	/* Why names may be missing, see lookup_child_ask; 0: none is. */
	int hosts_error;
	/* Mask of the warnings that have been logged, by row of their table. */
	uint32_t said;
	/* A listing lacked sockets, or names that were asked for. */
	bool is_incomplete;
	/* A process that was selected by its pid does not exist. */
	bool is_missing;
};

/* Logs the warnings about the gaps of one listing. That something is missing is logged even
 * with -q, because the exit status says it, too. */
void warnings_log(struct warnings *warnings, const struct query_gaps *gaps);

#endif
