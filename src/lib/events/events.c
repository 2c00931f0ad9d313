/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"

#include "filter/expr.h"
#include "filter/filter.h"
#include "kernel/context.h"
#include "kernel/nl.h"
#include "kernel/proc.h"
#include "model/family.h"
#include "owner/bpf_iter.h"
#include "owner/select.h"
#include "owner_labels.h"
#include "snapshot.h"
#include "source.h"
#include "track.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* The number of successive snapshots of all TCP sockets that must lack a connection
 * before the connection is forgotten. */
enum { MISSING_MAX = 3 };

struct events {
	struct events_spec spec;
	/* copy of the caller's context, which uses the bpf_cache of struct events instead
	 * of the caller's BPF cache */
	struct context context;
	struct bpf_cache bpf_cache;
	event_fn fn;
	void *arg;
	const struct event_source_ops *ops;
	struct event_source *source;
	struct snapshot snapshot;
	struct track track;
	struct events_gaps gaps;
	/* systemd units and containers of the owners of connections; NULL: labels are not
	 * wanted */
	struct owner_labels *labels;
	/* number of the latest snapshot of all TCP sockets, counted from 1 */
	uint32_t round;
	/* number of further snapshots to take after a loss of events, to find connections
	 * whose end was not reported */
	uint32_t sweeps;
};

/* Returns the truth values that a node of the filter expression can have for an event, as
 * a mask of enum expr_values. An event has one owner, or its owner is unknown. */
static unsigned int values_of_event(const struct expr_node *node, const void *arg)
{
	const struct event *event = arg;
	const struct expr_process process = { .pid = event->owner.pid,
					      .comm = event->owner.comm };

	if (node->kind != EXPR_OWNER)
		return expr_node_values(node, &event->sock);
	if (!process.pid)
		return CAN_BE_BOTH;
	return expr_process_values(node, &process);
}

static bool is_wanted_event(const struct filter *filter, const struct event *event)
{
	return filter_is_wanted(filter, &event->sock) &&
	       (!filter->expr ||
		expr_values(filter->expr, values_of_event, event) == CAN_BE_TRUE);
}

static int emit_wanted(const struct event *event, void *arg)
{
	const struct events *e = arg;
	const struct events_spec *spec = &e->spec;
	const struct event_owner *owner = &event->owner;
	bool is_wanted = spec->pairs & PAIR_BIT(PROTO_TCP, event->sock.ip) &&
			 is_wanted_event(spec->filter, event) &&
			 (!spec->select || owner->pid);
	int r = 0;

	if (is_wanted && spec->select)
		r = process_select_decide_named(spec->select, owner->pid, owner->comm,
						&is_wanted);
	if (r != 0 || !is_wanted)
		return r;
	struct event labelled = *event;

	if (e->labels && owner->pid)
		labelled.labels = owner_labels_get(e->labels, owner);
	return e->fn(&labelled, e->arg);
}

static int note_sock_seen(const struct sock *s, const struct event_owner *owner,
			  void *arg)
{
	struct events *e = arg;

	/* Sockets in the states TIME_WAIT, CLOSE, SYN_RECV and NEW_SYN_RECV are not
	 * tracked: they have no connection, or a connection that has ended or is not
	 * established yet. */
	if (s->state == STATE_TIME_WAIT || s->state == STATE_CLOSE ||
	    s->state == STATE_SYN_RECV || s->state == STATE_NEW_SYN_RECV)
		return 0;
	int r = track_known(&e->track, s, owner, clock_ns(CLOCK_MONOTONIC));
	struct connection *c = connections_get(&e->track.connections, s->cookie);
	if (c)
		c->round = e->round;
	return r;
}

/* Takes a snapshot of all TCP sockets and their owners, and updates e->track from the
 * snapshot. */
static int take_snapshot(struct events *e)
{
	e->round++;
	const int r = snapshot_take(&e->snapshot, STATE_ALL, true, note_sock_seen, e);

	e->gaps.is_late |= e->snapshot.is_late;
	return r;
}

/* Forgets the connections that none of the latest MISSING_MAX snapshots of TCP sockets
 * contained. Called after a loss of events, because the lost events may include the end
 * of a connection. */
static void forget_missing(struct events *e)
{
	struct connections *all = &e->track.connections;

	for (struct connection *c = connections_next(all, NULL); c;
	     c = connections_next(all, c)) {
		if (!c->round)
			c->round = e->round;
		else if (!c->closed_ns && e->round - c->round >= MISSING_MAX)
			connections_remove(all, c->cookie);
	}
	e->sweeps--;
}

/* Takes the first snapshot of all TCP sockets and their owners. If the BPF programs that
 * trace events are loaded, BPF also searches for the owners first: the BPF program for
 * owners can then probably be loaded, and needs no privileges later. If BPF fails, the
 * snapshot is taken again with the owner source that the caller chose. */
static int take_first_snapshot(struct events *e)
{
	const struct owner_source_ops *owners = e->snapshot.owners;
	const bool may_choose =
		(!owners || owners == &owner_source_auto) && !e->gaps.lacks_bpf;

	if (may_choose)
		e->snapshot.owners = &owner_source_bpf;
	int r = take_snapshot(e);
	if (r == 0 || r == -ECANCELED || !may_choose)
		return r;
	e->snapshot.owners = owners;
	return take_snapshot(e);
}

/* Opens the event source `ops` and takes the first snapshot of all TCP sockets and their
 * owners. */
static int open_with(struct events *e, const struct event_source_ops *ops)
{
	const bool has_bpf = ops == &events_bpf;
	bool is_partial = false;

	e->ops = ops;
	int r = ops->open(&e->snapshot, &is_partial, &e->source);
	if (r < 0)
		return r;
	e->gaps.lacks_bpf = !has_bpf;
	e->gaps.lacks_resets = has_bpf && is_partial;
	e->gaps.lacks_bytes = !has_bpf && is_partial;
	e->track.lacks_resets = e->gaps.lacks_resets;

	/* Changes during the snapshot of the sockets are not lost, because the event
	 * source is already open and reports them later. */
	r = take_first_snapshot(e);
	if (family_is_missing(r) && !e->snapshot.is_proc_net) {
		e->snapshot.is_proc_net = true;
		e->gaps.lacks_bytes = !has_bpf;
		r = take_snapshot(e);
	}
	return r;
}

/* Opens the event source events_bpf, or events_diag if BPF is unusable and the caller did
 * not demand BPF. BPF also counts as unusable if its programs leave too few file
 * descriptors to read processes and sockets. */
static int open_source(struct events *e)
{
	const struct owner_source_ops *owners = e->spec.owners;
	int r = 0;

	if (owners != &owner_source_proc) {
		r = open_with(e, &events_bpf);
		if (r == 0 || owners == &owner_source_bpf ||
		    (e->source && !proc_lacks_descriptors(r)))
			return r;
		if (e->source)
			e->ops->close(e->source);
		e->source = NULL;
		bpf_cache_release(&e->bpf_cache);
		e->bpf_cache = BPF_CACHE_INIT;
		e->snapshot.owners = owners;
	}
	e->gaps.bpf_error = r;
	return open_with(e, &events_diag);
}

static void cleanup_events(struct events **e)
{
	events_close(*e);
}

int events_open(const struct events_spec *spec, event_fn fn, void *arg,
		struct events **ret)
{
	_cleanup_(cleanup_events) struct events *e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;

	*e = (struct events){
		.spec = *spec,
		.context = *spec->context,
		.bpf_cache = BPF_CACHE_INIT,
		.fn = fn,
		.arg = arg,
		.snapshot = {
			.context = &e->context,
			.from = { .proc_fd = spec->context->proc_fd },
			.owners = spec->owners,
			.owners_ms = spec->owners_ms,
			.is_over = spec->is_over,
			.pairs = PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6),
		},
	};
	e->context.bpf_cache = &e->bpf_cache;
	int r = track_init(&e->track, emit_wanted, e);
	if (r == 0 && spec->labels)
		r = owner_labels_new(&e->context, &e->labels);
	if (r < 0)
		return r;
	r = nl_open(&e->snapshot.from.nl);
	if (errno_is_resource(r))
		return r;
	e->snapshot.is_proc_net = r < 0;
	r = open_source(e);
	if (r < 0)
		return r;
	*ret = TAKE(e);
	return 0;
}

struct events *events_close(struct events *e)
{
	if (!e)
		return NULL;
	if (e->source)
		e->ops->close(e->source);
	nl_free(e->snapshot.from.nl);
	bpf_cache_release(&e->bpf_cache);
	track_release(&e->track);
	owner_labels_free(e->labels);
	free(e);
	return NULL;
}

const char *events_source(const struct events *e)
{
	return e->ops->name;
}

int events_fd(const struct events *e)
{
	return e->source->fd;
}

int events_timeout(struct events *e)
{
	const uint64_t at = clock_ns(CLOCK_MONOTONIC);
	const int64_t waits[] = {
		e->source->next_ns == UINT64_MAX ? -1
		: e->source->next_ns > at        ? (int64_t)(e->source->next_ns - at)
						 : 0,
		track_next(&e->track, at),
		/* If BPF is not used, read() of the event source searches for owners, and
		 * next_ns of the event source already limits the wait. */
		e->gaps.lacks_bpf
			? -1
			: track_next_seek(&e->track, at, e->snapshot.next_owners_ns),
	};
	int64_t least = -1;

	for (size_t i = 0; i < ARRAY_SIZE(waits); i++)
		if (waits[i] >= 0 && (least < 0 || waits[i] < least))
			least = waits[i];
	if (least > (int64_t)(INT32_MAX * NS_PER_MS))
		return INT32_MAX;
	return least < 0 ? -1 : (int)(((uint64_t)least + NS_PER_MS - 1) / NS_PER_MS);
}

/* Looks up the local ports of clients whose EVENT_BIRTH has waited for the port for the
 * maximum time. An EVENT_BIRTH whose port is not found is emitted without a port. */
static int find_ports(struct events *e, uint64_t at)
{
	if (e->snapshot.is_proc_net || track_next(&e->track, at) != 0)
		return 0;
	return snapshot_take(&e->snapshot, STATE_BIT(STATE_SYN_SENT), false,
			     note_sock_seen, e);
}

static int find_owners(struct events *e, uint64_t at)
{
	if (e->gaps.lacks_bpf || at < e->snapshot.next_owners_ns ||
	    !(e->sweeps || track_lacks_owners(&e->track, at)))
		return 0;
	int r = take_snapshot(e);
	if (r == 0 && e->sweeps)
		forget_missing(e);
	return r < 0 ? r : track_owners_sought(&e->track, at);
}

int events_read(struct events *e, bool is_last)
{
	const uint64_t at = clock_ns(CLOCK_MONOTONIC);
	int r = e->ops->read(e->source, &e->track, at);
	const uint64_t lost = *e->source->lost;

	if (lost > e->gaps.lost)
		e->sweeps = 2 * MISSING_MAX;
	e->gaps.lost = lost;
	if (r == 0)
		r = find_ports(e, is_last ? UINT64_MAX : at);
	if (r == 0)
		r = track_later(&e->track, is_last ? UINT64_MAX : at);
	if (r == 0 && !is_last)
		r = find_owners(e, at);
	/* -ECANCELED is not an error: a signal handler ended the search for owners, and
	 * all events were emitted before the search. */
	return r == -ECANCELED ? 0 : r;
}

bool events_need_privileges(const struct events *e)
{
	/* The BPF program for owners, once loaded, sees all processes without further
	 * privileges. */
	return e->snapshot.owners != &owner_source_bpf || !e->bpf_cache.is_enough;
}

bool events_need_bpf(const struct events *e)
{
	return !e->bpf_cache.is_enough;
}

const struct events_gaps *events_gaps(const struct events *e)
{
	return &e->gaps;
}
