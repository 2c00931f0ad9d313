/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about data that is missing in a listing. Each warning is logged once, even if the
 * listing is repeated. */
#ifndef SESSION_WARNINGS_H
#define SESSION_WARNINGS_H

#include <stdbool.h>
#include <stdint.h>

struct options;
struct query_gaps;

struct warnings {
	const struct options *options;
	/* The gaps that warnings_log is given, while it runs. */
	const struct query_gaps *gaps;
	/* The process has all capabilities that the search for owners can need. */
	bool is_privileged;
	/* The output states why a socket has no owner, so that no warning is needed. */
	bool rows_tell_why;
	/* A warning states in which places owners were not searched. */
	bool is_about_unknown;
	/* The end of the warning about missing owners: the option that shows the reasons; NULL:
	 * none. */
	const char *hint;
	/* The name of a capability that the search for owners lacks; NULL: it lacks none. */
	const char *lacks;
	/* The -errno of opening /proc; 0: /proc is open. */
	int proc_error;
	/* The -errno of lookup_child_ask, because of which names of hosts may be missing; 0:
	 * none. */
	int hosts_error;
	/* Mask of the warnings that have been logged, by their index in the table. */
	uint32_t said;
	/* A listing lacked something that was asked for. */
	bool is_incomplete;
	/* A process that was selected by its pid does not exist. */
	bool is_missing;
};

/* Logs the warnings about the gaps of one listing. A warning that changes the exit status is
 * logged even with -q. */
void warnings_log(struct warnings *warnings, const struct query_gaps *gaps);

#endif
