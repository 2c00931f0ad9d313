/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about data that is missing in a listing. Each warning is logged only once, even if the
 * listing is repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct options;
struct query_gaps;

struct warnings {
	const struct options *options;
	/* The gaps of the listing that warnings_log was called with; valid only during that
	 * call. */
	const struct query_gaps *gaps;
	/* The process has every capability that the search for owners can need. */
	bool is_privileged;
	/* The output itself states why a socket has no owner, so that no warning about missing
	 * owners is needed. */
	bool rows_tell_why;
	/* A warning names the places that were not searched for the owners of sockets whose owners
	 * are unknown. */
	bool is_about_unknown;
	/* The option that shows the reasons for missing owners, as the end of the warning
	 * about missing owners; NULL: no option is named. */
	const char *hint;
	/* The name of a capability that the search for owners needs and the process
	 * lacks; NULL: the process lacks no such capability. */
	const char *lacks;
	/* The -errno of opening /proc; 0: /proc is open. */
	int proc_error;
	/* The -errno that lookup_child_ask returned, so that names of hosts may be missing; 0: no
	 * error. */
	int hosts_error;
	/* Mask of the warnings that have been logged: 1 << index in the table of warnings.c. */
	uint32_t said;
	/* At least one listing lacked something that was asked for. */
	bool is_incomplete;
	/* A pid was selected that no process has. */
	bool is_missing;
};

/* Logs the warnings about the gaps of one listing. A warning that changes the exit status is logged
 * even with -q. */
void warnings_log(struct warnings *warnings, const struct query_gaps *gaps);

#endif
