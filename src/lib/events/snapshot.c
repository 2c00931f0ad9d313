/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snapshot.h"

#include <string.h>

#include "diag/families.h"
#include "kernel/context.h"
#include "kernel/nl.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

/* minimum pause between two dumps of sockets, and between two searches for owners, in
 * nanoseconds */
#define INTERVAL_NS (100 * NS_PER_MS)
/* The minimum pause between two snapshots that search for owners, as a multiple of the
 * time that the earlier snapshot took. */
enum { REST = 20 };

struct take {
	struct snapshot *from;
	/* index of the owners of all sockets; NULL: owners are not wanted */
	struct owner_index *owners;
	snapshot_fn fn;
	void *arg;
};

static void cleanup_owners(struct owner_index **h)
{
	owner_index_free(*h);
}

/* Sets the pid and task name of *owner to those of a process that holds the socket, and
 * owner->others to the number of further processes that hold the socket. */
static int describe_owner(const struct take *take, const struct sock *s,
			  struct event_owner *owner)
{
	/* Command lines are not read, because reading a command line may block for
	 * ever. */
	static const struct process_wanted wanted = { .only_comm = true, .comm = true };
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(take->from->context);
	uint32_t last = 0;

	if (!take->owners)
		return 0;
	int r = owner_index_describe(take->owners, s->inode, take->from->from.proc_fd,
				     &wanted);
	if (r < 0)
		return r;
	const struct holder *h = owner_index_first_of_all(take->owners, s->inode);
	const struct process *first = h ? owner_index_process(take->owners, h) : NULL;

	for (; h; h = owner_index_next_of_all(take->owners, h)) {
		const uint32_t pid = owner_index_process(take->owners, h)->pid;

		/* Only the first descriptor of each process is counted: the owner index
		 * lists all descriptors of one process in a row. */
		if (!owner->pid)
			owner->pid = pid;
		else if (pid != last && pid != owner->pid)
			owner->others++;
		last = pid;
	}
	owner->seen_ns = clock_ns(CLOCK_MONOTONIC);
	if (first && first->comm)
		memcpy(owner->comm, first->comm,
		       strnlen(first->comm, sizeof(owner->comm) - 1));
	return 0;
}

static int emit_sock(const struct sock *s, void *arg)
{
	const struct take *take = arg;
	struct event_owner owner = { 0 };
	struct sock known = *s;

	/* TIME_WAIT entries are skipped: such an entry keeps the cookie of its
	 * connection, may be reported in the state FIN_WAIT2, and causes no further
	 * events. */
	if (s->timer == TIMER_TIME_WAIT)
		return 0;
	if (!(s->has & SOCK_HAS_COOKIE)) {
		if (!s->inode)
			return 0;
		known.cookie = s->inode | UINT64_C(1) << 63;
		known.has |= SOCK_HAS_COOKIE;
	}
	int r = describe_owner(take, s, &owner);
	if (r < 0)
		return r;
	return take->fn(&known, &owner, take->arg);
}

static int dump_pair(struct take *take, enum ip ip, uint32_t states)
{
	const struct family_ops *ops = family_ops(PROTO_TCP);
	struct snapshot *from = take->from;
	const struct family_request request = {
		.proto = PROTO_TCP,
		.ip = ip,
		.states = states,
	};

	if (!from->is_proc_net)
		return ops->diag(&from->from, &request, emit_sock, take);
	int r = ops->proc_net(&from->from, &request, emit_sock, take);
	/* -ENOENT: the kernel lacks IPv6, so there are no IPv6 sockets. */
	return r == -ENOENT ? 0 : r;
}

static int collect_owners(struct snapshot *from, const struct deadline *deadline,
			  struct owner_index **ret)
{
	const struct owner_source_ops *source =
		from->owners ? from->owners : owner_sources[0];
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	const struct owner_scope scope = { .context = from->context,
					   .is_all = true,
					   .deadline = deadline };
	struct owner_gaps gaps = { 0 };
	int r = owner_index_new(ret);

	if (r == 0) {
		owner_index_set_context(*ret, from->context, NULL, deadline);
		r = owner_index_collect(*ret, source, from->from.proc_fd, &scope, NULL,
					&gaps);
	}
	from->is_late |= gaps.is_late;
	from->owners_ns = clock_ns(CLOCK_MONOTONIC) - start;
	return r;
}

uint64_t snapshot_rest(uint64_t took_ns, uint64_t times)
{
	return took_ns * times > INTERVAL_NS ? took_ns * times : INTERVAL_NS;
}

int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg)
{
	_cleanup_(cleanup_owners) struct owner_index *h = NULL;
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	const struct deadline deadline = {
		.at_ns = from->owners_ms ? start + from->owners_ms * NS_PER_MS : 0,
		.is_over = from->is_over,
	};
	int r = owners ? collect_owners(from, &deadline, &h) : 0;
	struct take take = { from, h, fn, arg };

	for (enum ip ip = 0; r == 0 && ip < IP_MAX_; ip++)
		if (from->pairs & PAIR_BIT(PROTO_TCP, ip))
			r = dump_pair(&take, ip, states);
	if (owners) {
		const uint64_t end = clock_ns(CLOCK_MONOTONIC);

		from->next_owners_ns = end + snapshot_rest(end - start, REST);
	}
	return r;
}
