/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a socket has no owner. */
#ifndef OWNER_NO_OWNER_REASON_H
#define OWNER_NO_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;

/* Places where a process, or the kernel, may hold a socket, and which were not looked into. */
enum unlooked {
	UNLOOKED_PROCESSES,
	UNLOOKED_PID_NAMESPACES,
	UNLOOKED_MAPPINGS,
	UNLOOKED_CALLS,
	UNLOOKED_RINGS,
	UNLOOKED_QUEUES,
	UNLOOKED_KERNEL,
	UNLOOKED_LATE,
	UNLOOKED_MAX_,
};

struct unlooked_desc {
	const char *word; /* as JSON has it */
	const char *text;
};

/* By enum unlooked. */
extern const struct unlooked_desc unlooked_descs[UNLOOKED_MAX_];

/* What is known of the sockets that no process was found to hold. */
struct no_owner_reason {
	bool can_see_all; /* every process may be looked into */
	bool is_denied; /* a process denies access, or processes are hidden */
	bool is_whole; /* no process is outside our pid namespace */
	bool has_maps; /* the mappings of all processes were read */
	bool is_late; /* the search was ended before it was through */
};

/* The word of WHY_UNKNOWN is that of sockets of which nothing that was seen shows the reason. */
#define WHY_UNKNOWN "unknown"

/* One word of those that the manual explains. */
const char *no_owner_reason_name(const struct sock *s, const struct no_owner_reason *why);

/* Where the holder of the socket may be, as a mask of bits by enum unlooked; 0 where the reason
 * is known. */
uint32_t why_unlooked(const struct sock *s, const struct no_owner_reason *why);

#endif
