/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snapshot.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "owner/holders.h"
#include "sys/nl.h"
#include "sys/priv.h"
#include "sys/proc.h"

/* Owners are sought among all processes no more often than this, in nanoseconds, and so many
 * times as long as it took is left to others. */
#define INTERVAL_NS (100 * NS_PER_MS)
enum { REST = 20 };

struct take {
	struct snapshot *from;
	struct holders *holders; /* NULL: no owners */
	snapshot_fn fn;
	void *arg;
};

static void cleanup_holders(struct holders **h)
{
	holders_free(*h);
}

/* Where /proc hides it, what the source has come across. */
static void read_comm(int proc_fd, const struct process *process,
		      struct event_owner *owner)
{
	_cleanup_lower_ const struct priv_raised raised = priv_raise();
	_cleanup_free_ char *comm = NULL;
	const char *name = process->task_name;

	if (proc_read_comm(proc_fd, owner->pid, &comm) == 0)
		name = comm;
	memcpy(owner->comm, name, strnlen(name, sizeof(owner->comm) - 1));
}

static struct event_owner find_owner(const struct take *take, const struct sock *s)
{
	const struct holder *h =
		take->holders ? holders_first_of_all(take->holders, s->inode) : NULL;
	const struct process *first = NULL;
	struct event_owner owner = { 0 };
	uint32_t last = 0;

	for (; h; h = holders_next_of_all(take->holders, h)) {
		const struct process *process = holders_process(take->holders, h);
		const uint32_t pid = process->pid;

		/* those of a process come in a row */
		if (!first)
			first = process;
		else if (pid != last && pid != first->pid)
			owner.others++;
		last = pid;
	}
	if (first) {
		owner.pid = first->pid;
		read_comm(take->from->from.proc_fd, first, &owner);
	}
	return owner;
}

static int take_sock(const struct sock *s, void *arg)
{
	const struct take *take = arg;
	const struct event_owner owner = find_owner(take, s);
	struct sock known = *s;

	/* what is left of one that is over: it has its cookie, is in FIN_WAIT2 if the peer has yet
	 * to close, and nothing will be told of its end */
	if (s->timer == TIMER_TIME_WAIT)
		return 0;
	if (!(s->has & SOCK_HAS_COOKIE)) {
		if (!s->inode)
			return 0;
		known.cookie = s->inode | UINT64_C(1) << 63;
		known.has |= SOCK_HAS_COOKIE;
	}
	return take->fn(&known, &owner, take->arg);
}

static int take_pair(struct take *take, enum ip ip, uint32_t states)
{
	const struct family_ops *ops = family_ops(PROTO_TCP);
	struct snapshot *from = take->from;
	const struct family_request request = {
		.proto = PROTO_TCP,
		.ip = ip,
		.states = states,
	};

	if (!from->is_proc_net)
		return ops->diag(&from->from, &request, take_sock, take);
	int r = ops->proc_net(&from->from, &request, take_sock, take);
	/* the kernel has no IPv6 */
	return r == -ENOENT ? 0 : r;
}

static int find_holders(struct snapshot *from, struct holders **ret)
{
	const struct owner_source_ops *source =
		from->owners ? from->owners : owner_sources[0];
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	const struct owner_scope scope = { .is_all = true, .keep = &from->keep };
	struct owner_gaps gaps = { 0 };
	int r = holders_new(ret);

	if (r == 0)
		r = holders_collect(*ret, source, from->from.proc_fd, &scope, NULL,
				    &gaps);
	from->owners_ns = clock_ns(CLOCK_MONOTONIC) - start;
	return r;
}

bool snapshot_may_seek(const struct snapshot *from, uint64_t now_ns)
{
	return now_ns >= from->next_owners_ns;
}

int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg)
{
	struct take take = { .from = from, .fn = fn, .arg = arg };
	_cleanup_(cleanup_holders) struct holders *h = NULL;
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	int r = owners ? find_holders(from, &h) : 0;

	take.holders = h;
	for (enum ip ip = 0; r == 0 && ip < IP_MAX_; ip++)
		if (from->pairs & PAIR_BIT(PROTO_TCP, ip))
			r = take_pair(&take, ip, states);
	if (owners) {
		const uint64_t end = clock_ns(CLOCK_MONOTONIC);
		const uint64_t rest = (end - start) * REST;

		from->next_owners_ns = end + (rest > INTERVAL_NS ? rest : INTERVAL_NS);
	}
	return r;
}
