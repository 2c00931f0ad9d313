/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons why no owner of a socket is shown. */
#ifndef OWNER_NO_OWNER_REASON_H
#define OWNER_NO_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;

/* Places that may have a holder of a socket which the search for owners did not find. */
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
	/* Name of the place in JSON output. */
	const char *word;
	const char *text;
};

/* The names of the places where no owners were searched, indexed by enum unsearched. */
extern const struct unsearched_desc unsearched_descs[UNSEARCHED_MAX_];

/* Facts about the search for owners that explain why no owner of a socket was found. */
struct no_owner_reason {
	/* sockstat has the privileges to look into every process. */
	bool can_see_all;
	/* A process denied access, or processes are hidden in /proc. */
	bool is_denied;
	/* The pid namespace of sockstat is the initial one, which has every process of
	 * the machine. */
	bool is_whole;
	/* The mappings of all processes were searched for sockets. */
	bool has_maps;
	/* The deadline ended the search for owners. */
	bool is_late;
};

/* Name of the reason if no reason is proved. */
#define NO_OWNER_UNKNOWN "unknown"

/* Returns the name of the reason why the socket s has no owner. The manual explains the
 * names. */
const char *no_owner_reason_name(const struct sock *s,
				 const struct no_owner_reason *reason);

/* Returns the places where a holder of the socket s may be, as a mask of bits (1 << enum
 * unsearched); 0 if s has no inode or the reason is known why s has no owner. */
uint32_t no_owner_reason_unsearched(const struct sock *s,
				    const struct no_owner_reason *reason);

#endif
