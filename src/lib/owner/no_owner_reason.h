/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a socket has no owner. */
#ifndef OWNER_NO_OWNER_REASON_H
#define OWNER_NO_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;

/* Places where a process, or the kernel, may hold a socket, and which were not looked into. */
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
	const char *word; /* as JSON has it */
	const char *text;
};

/* By enum unsearched. */
extern const struct unsearched_desc unsearched_descs[UNSEARCHED_MAX_];

/* What is known of the sockets that no process was found to hold. */
struct no_owner_reason {
	bool can_see_all; /* every process may be looked into */
	bool is_denied; /* a process denies access, or processes are hidden */
	bool is_whole; /* no process is outside our pid namespace */
	bool has_maps; /* the mappings of all processes were read */
	bool is_late; /* the search was ended before it was through */
};

/* The word of NO_OWNER_UNKNOWN is that of sockets of which nothing that was seen shows the reason. */
#define NO_OWNER_UNKNOWN "unknown"

/* One word of those that the manual explains. */
const char *no_owner_reason_name(const struct sock *s, const struct no_owner_reason *why);

/* Where the holder of the socket may be, as a mask of bits by enum unsearched; 0 where the reason
 * is known. */
uint32_t no_owner_reason_unsearched(const struct sock *s,
				    const struct no_owner_reason *why);

#endif
