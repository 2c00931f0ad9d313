/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "no_owner_reason.h"

#include <string.h>

#include "fd_references.h"
#include "model/sock.h"
#include "util/cleanup.h"

#define BIT(place) (UINT32_C(1) << (place))

/* Names of the reasons why a socket has no inode, indexed by the state of the socket. A
 * socket that a process has closed leaves the states ESTABLISHED and CLOSE_WAIT at once;
 * therefore a socket without an inode in one of these states was not accepted by any
 * process yet. */
static const char *const without_inode[] = {
	[STATE_ESTABLISHED] = "accept_queue", [STATE_SYN_RECV] = "handshake",
	[STATE_FIN_WAIT1] = "closed",         [STATE_FIN_WAIT2] = "closed",
	[STATE_TIME_WAIT] = "time_wait",      [STATE_CLOSE_WAIT] = "accept_queue",
	[STATE_LAST_ACK] = "closed",          [STATE_CLOSING] = "closed",
};

/* clang-format off */
const struct unsearched_desc unsearched_descs[UNSEARCHED_MAX_] = {
	[UNSEARCHED_PROCESSES] = { "processes", "processes that deny access" },
	[UNSEARCHED_PID_NAMESPACES] = { "pid_namespaces",
				      "processes outside this pid namespace" },
	[UNSEARCHED_MAPPINGS] = { "mappings", "mappings" },
	[UNSEARCHED_CALLS] = { "system_calls", "threads inside a system call" },
	[UNSEARCHED_RINGS] = { "io_uring", "io_uring registrations" },
	[UNSEARCHED_QUEUES] = { "unix_queues", "queues of unix sockets" },
	[UNSEARCHED_KERNEL] = { "kernel", "the kernel itself" },
	[UNSEARCHED_LATE] = { "late", "what there was no time for" },
};
/* clang-format on */

const char *no_owner_reason_name(const struct sock *s,
				 const struct no_owner_reason *reason)
{
	const char *word = NULL;

	if (s->has & SOCK_IS_KERNELS)
		return "kernel";
	if (s->inode)
		return !reason->can_see_all && reason->is_denied && !reason->is_late
			       ? "not_permitted"
			       : NO_OWNER_UNKNOWN;
	if (s->state < ARRAY_SIZE(without_inode))
		word = without_inode[s->state];
	return word ? word : NO_OWNER_UNKNOWN;
}

uint32_t no_owner_reason_unsearched(const struct sock *s,
				    const struct no_owner_reason *reason)
{
	/* Places where a process may hold a socket without being found. The kernel does
	 * not show which sockets are used by threads inside a system call, wait in
	 * queues of unix sockets, or belong to the kernel itself. In addition, the
	 * kernel omits the sockets that are registered with an io_uring while the
	 * io_uring is in use. */
	uint32_t mask = BIT(UNSEARCHED_CALLS) | BIT(UNSEARCHED_RINGS) |
			BIT(UNSEARCHED_QUEUES) | BIT(UNSEARCHED_KERNEL);

	if (!s->inode || strcmp(no_owner_reason_name(s, reason), NO_OWNER_UNKNOWN) != 0)
		return 0;
	if (!reason->can_see_all || reason->is_denied)
		mask |= BIT(UNSEARCHED_PROCESSES);
	if (reason->is_late)
		mask |= BIT(UNSEARCHED_LATE);
	if (!reason->is_whole)
		mask |= BIT(UNSEARCHED_PID_NAMESPACES);
	if (!reason->has_maps && fd_references_can_be_mapped(s))
		mask |= BIT(UNSEARCHED_MAPPINGS);
	return mask;
}
