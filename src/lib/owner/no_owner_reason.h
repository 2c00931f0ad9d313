/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons why sockstat shows no owner of a socket. */
#ifndef OWNER_NO_OWNER_REASON_H
#define OWNER_NO_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;

/* Places where a process may hold a socket without being found by the search for
 * owners. */
enum unsearched {
	UNSEARCHED_PROCESSES,
	UNSEARCHED_PID_NAMESPACES,
	UNSEARCHED_MAPPINGS,
	UNSEARCHED_CALLS,
	UNSEARCHED_RINGS,
	UNSEARCHED_QUEUES,
	UNSEARCHED_KERNEL,
	UNSEARCHED_LATE,
	UNSEARCHED_MAX_,
};

struct unsearched_desc {
	/* Name, in JSON output, of the place where a process may hold a socket without
	 * being found. */
	const char *word;
	const char *text;
};

/* Descriptions of the places where a process may hold a socket without being found,
 * indexed by enum unsearched. */
extern const struct unsearched_desc unsearched_descs[UNSEARCHED_MAX_];

/* Facts about a search for owners, which explain why no owner of a socket was found. */
struct no_owner_reason {
	/* Whether sockstat had the privileges to look into every process. */
	bool can_see_all;
	/* Whether at least one process denied access, or /proc hides processes. */
	bool is_denied;
	/* Whether the pid namespace of sockstat is the initial pid namespace, in which
	 * every process of the machine is visible. */
	bool is_whole;
	/* Whether the mappings of all processes were searched for sockets. */
	bool has_maps;
	/* Whether the deadline ended the search for owners before all processes were
	 * searched. */
	bool is_late;
};

/* The name that no_owner_reason_name returns if the reason why a socket has no owner is
 * not known. */
#define NO_OWNER_UNKNOWN "unknown"

/* Returns the name of the reason why the socket s has no owner. The manual page lists and
 * explains these names. */
const char *no_owner_reason_name(const struct sock *s,
				 const struct no_owner_reason *reason);

/* Returns the places where a process may hold the socket s without being found, as a mask
 * of bits (1 << enum unsearched). Returns 0 if s has no inode, or if it is known why s
 * has no owner. */
uint32_t no_owner_reason_unsearched(const struct sock *s,
				    const struct no_owner_reason *reason);

#endif
