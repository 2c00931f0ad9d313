/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a socket has no owner. */
#ifndef OWNER_NO_OWNER_REASON_H
#define OWNER_NO_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;

/* Places where an unseen holder of a socket may be. */
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
	const char *word; /* in JSON */
	const char *text;
};

/* Indexed by enum unsearched. */
extern const struct unsearched_desc unsearched_descs[UNSEARCHED_MAX_];

/* What the search for owners has found out about sockets without one. */
struct no_owner_reason {
	/* Every process may be looked into. */
	bool can_see_all;
	/* A process denies access, or processes are hidden. */
	bool is_denied;
	/* Our pid namespace is the initial one: every process is in it. */
	bool is_whole;
	/* The mappings of all processes were searched for sockets. */
	bool has_maps;
	/* The deadline ended the search. */
	bool is_late;
};

/* The reason if no other reason is proved. */
#define NO_OWNER_UNKNOWN "unknown"

/* Returns the reason why a socket has no owner, one of the words that the manual explains. */
const char *no_owner_reason_name(const struct sock *s,
				 const struct no_owner_reason *reason);

/* Returns the places where the holder of the socket may be, as a mask of bits by enum unsearched;
 * 0 if the reason is known. */
uint32_t no_owner_reason_unsearched(const struct sock *s,
				    const struct no_owner_reason *reason);

#endif
