/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What could not be seen, in words, each once however often a listing is repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct query_gaps;

struct warnings {
	bool is_quiet;
	bool is_selective; /* only some processes are asked for */
	bool is_lenient; /* what is missing is told, and not by the exit status */
	bool is_privileged; /* all that owner look-up can need was there */
	bool rows_tell_why; /* a socket has no owner, each of its own */
	bool is_about_unknown; /* where owners that stay unknown were not looked for is said */
	const char *hint; /* how else to learn why, behind a note; NULL: no way */
	const char *lacks; /* the capability that owner look-up lacks; NULL: none */
	int proc_error; /* -errno of opening /proc; 0: it is there */
	int hosts_error; /* why names may be missing, see lookup_child_ask; 0: they are not */
	uint32_t named; /* mask of PAIR_BIT: what was asked for by name */
	uint32_t said; /* mask, by row of the table of notes */
	bool is_incomplete; /* a listing lacked sockets, or names that were asked for */
	bool is_missing; /* a process that was selected by its pid does not exist */
};

/* Says what there is to say of one listing. That something is missing is said even when
 * quiet, because the exit status says it too. */
void warnings_log(struct warnings *notes, const struct query_gaps *gaps);

#endif
