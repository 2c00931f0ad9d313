/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about what is missing in a listing. Each warning is logged once only, even if
 * listings are repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct options;
struct query_gaps;

struct warnings {
	const struct options *options;
	/* What is missing in the listing for which warnings_log was called; NULL outside
	 * of this call. */
	const struct query_gaps *gaps;
	/* The process has all capabilities that the search for owners can need. */
	bool is_privileged;
	/* The output states why a socket has no owner, so that no warning about missing
	 * owners is needed. */
	bool rows_tell_why;
	/* The warning warn_unknown is logged, which names the places where owners were
	 * not searched for. */
	bool is_about_unknown;
	/* The end of the warning about missing owners, which names the option that shows
	 * the reasons; NULL: the warning ends without it. */
	const char *hint;
	/* The name of a capability that the search for owners needs and the process
	 * lacks; NULL: it lacks none. */
	const char *lacks;
	/* The error of opening /proc, as -errno; 0: /proc is open. */
	int proc_error;
	/* The error of looking up names of hosts, as -errno, because of which names may
	 * be missing; 0: no error. */
	int hosts_error;
	/* The warnings that have been logged: bit i stands for element i of the table in
	 * warnings.c. */
	uint32_t said;
	/* Some listing lacked something that the user asked for. */
	bool is_incomplete;
	/* Some selected pid belongs to no process. */
	bool is_missing;
};

/* Logs the warnings about the gaps of a listing that were not logged before. With -q,
 * only those warnings are logged that change the exit status. */
void warnings_log(struct warnings *warnings, const struct query_gaps *gaps);

#endif
