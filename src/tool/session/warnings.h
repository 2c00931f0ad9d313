/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about data that is missing in a listing. Each warning is logged only once,
 * even if listings are repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct options;
struct query_gaps;

struct warnings {
	const struct options *options;
	/* What is missing in the listing for which warnings_log is running; NULL outside
	 * of warnings_log. */
	const struct query_gaps *gaps;
	/* Whether the process has all capabilities that the search for owners can
	 * need. */
	bool is_privileged;
	/* Whether the output states why a socket has no owner, so that no warning about
	 * missing owners is needed. */
	bool rows_tell_why;
	/* Whether the warning of warn_unknown is logged, which names the places where
	 * owners were not searched for. */
	bool is_about_unknown;
	/* The end of the warning about missing owners, which names the option that shows
	 * why owners are missing; NULL: the warning has no such end. */
	const char *hint;
	/* The name of a capability that the search for owners needs and the process
	 * lacks; NULL: the process lacks no such capability. */
	const char *lacks;
	/* The error of opening /proc, as -errno; 0: /proc is open. */
	int proc_error;
	/* The error because of which names of hosts may be missing in the output, as
	 * -errno; 0: no error occurred. */
	int hosts_error;
	/* The warnings that have been logged, as a mask: bit i stands for element i of
	 * the table in warnings.c. */
	uint32_t said;
	/* Whether some listing lacked something that the user asked for. */
	bool is_incomplete;
	/* Whether some pid that the user has selected belongs to no process. */
	bool is_missing;
};

/* Logs the warnings about what is missing in a listing, as stated in *gaps, except
 * warnings that were logged before. With -q, only warnings that change the exit status
 * are logged. */
void warnings_log(struct warnings *warnings, const struct query_gaps *gaps);

#endif
