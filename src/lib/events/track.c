/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track.h"

#include <string.h>

#include "track_event.h"
#include "util/clock.h"
#include "util/grow.h"

/* HOLD_NS: maximum time in nanoseconds that the EVENT_BIRTH of a connection waits for the
 * local port. FORGET_NS: time in nanoseconds for which a closed connection is kept,
 * because a reset may still follow. */
#define HOLD_NS   (50 * NS_PER_MS)
#define FORGET_NS NS_PER_S

/* nanoseconds from the beginning of a connection to the first search for its owner; each
 * further search waits four times as long as the search before */
#define SEEK_NS (20 * NS_PER_MS)

enum { TRIES_MAX = 4 };

int track_init(struct track *t, event_fn fn, void *arg)
{
	*t = (struct track){ .fn = fn, .arg = arg };

	int r = connections_init(&t->connections);
	return r < 0 ? r : connections_init(&t->listeners);
}

void track_release(struct track *t)
{
	connections_release(&t->connections);
	connections_release(&t->listeners);
	free(t->held.all);
	free(t->closed.all);
	free(t->unowned.all);
	*t = (struct track){ 0 };
}

static int queue_add(struct track_queue *q, uint64_t ns, uint64_t cookie)
{
	if (q->first && q->first == q->len) {
		q->first = 0;
		q->len = 0;
	}
	/* When handled entries fill more than half of the array, the remaining entries
	 * move to the start of the array. */
	if (q->first > q->cap / 2) {
		memmove(q->all, q->all + q->first, (q->len - q->first) * sizeof(*q->all));
		q->len -= q->first;
		q->first = 0;
	}
	int r = grow(&q->all, &q->cap, q->len + 1, sizeof(*q->all));
	if (r == 0)
		q->all[q->len++] = (struct track_later){ ns, cookie };
	return r;
}

/* Sets the owner of c to the process that the trace (a report of a kernel event) names. A
 * trace names a process only if the event happened in a system call of that process. */
static void learn_owner(struct connection *c, const struct trace *trace)
{
	if (!trace->pid)
		return;
	c->owner = (struct event_owner){ .pid = trace->pid, .seen_ns = trace->ns };
	memcpy(c->owner.comm, trace->comm, sizeof(c->owner.comm));
	c->owner.comm[sizeof(c->owner.comm) - 1] = '\0';
}

static int emit_birth(struct track *t, struct connection *c)
{
	const struct event e = track_event_birth(c);

	c->is_held = false;
	return t->fn(&e, t->arg);
}

/* Starts a client connection. A socket may connect again after a failed attempt, so the
 * data of the earlier attempt is cleared. */
static int begin_client(struct track *t, struct connection *c, const struct trace *trace)
{
	c->side = SIDE_CLIENT;
	c->born_ns = trace->ns;
	c->closed_ns = 0;
	c->retransmits = 0;
	c->had_reset = false;
	c->is_held = true;
	c->tries = 0;
	c->owner = (struct event_owner){ 0 };
	learn_owner(c, trace);
	if (!c->owner.pid) {
		int r = queue_add(&t->unowned, trace->ns + SEEK_NS, c->cookie);
		if (r < 0)
			return r;
	}
	return c->local_port ? emit_birth(t, c)
			     : queue_add(&t->held, trace->ns, c->cookie);
}

static bool lacks_owner(const struct connection *c)
{
	return !c->owner.pid || c->owner.is_listeners;
}

static int establish(struct track *t, struct connection *c, const struct trace *trace)
{
	struct event e;
	bool seek = !trace->old_state;
	uint64_t us = trace->handshake_us;

	if (c->side == SIDE_UNKNOWN && trace->old_state == STATE_SYN_RECV) {
		c->side = SIDE_SERVER;
		c->born_ns = trace->ns - us * NS_PER_US;
		const struct sock s = track_event_sock(trace);
		/* A snapshot may already have found the owner of the connection. */
		if (!c->owner.pid)
			connections_listener(&t->listeners, &s, &c->owner);
		seek = lacks_owner(c);
	} else if (c->born_ns) {
		us = (trace->ns - c->born_ns) / NS_PER_US;
	}
	e = track_event_of(trace, c);
	e.kind = EVENT_ESTABLISHED;
	e.handshake_us = us;
	if (us && !(trace->flags & TRACE_LACKS_TIME))
		e.has |= EVENT_HAS_HANDSHAKE;
	int r = seek ? queue_add(&t->unowned, trace->ns + SEEK_NS, c->cookie) : 0;
	return r < 0 ? r : t->fn(&e, t->arg);
}

/* Returns whether the process that the trace names must have closed the connection: the
 * socket has no error, there was no reset, and the connection was in ESTABLISHED or
 * CLOSE_WAIT. */
static bool is_closed_by_process(const struct connection *c, const struct trace *trace)
{
	return !trace->error && !c->had_reset &&
	       (trace->old_state == STATE_ESTABLISHED ||
		trace->old_state == STATE_CLOSE_WAIT);
}

static int close_connection(struct track *t, struct connection *c,
			    const struct trace *trace)
{
	if (lacks_owner(c) && is_closed_by_process(c, trace))
		learn_owner(c, trace);
	c->closed_ns = trace->ns;

	struct event e = track_event_of(trace, c);
	const bool has_failed =
		trace->old_state == STATE_SYN_SENT || trace->old_state == STATE_SYN_RECV;
	e.kind = has_failed ? EVENT_FAILED : EVENT_CLOSE;
	if (c->born_ns) {
		e.lifetime_us = (trace->ns - c->born_ns) / NS_PER_US;
		e.has |= EVENT_HAS_LIFETIME;
	}
	if (!(trace->flags & TRACE_LACKS_BYTES)) {
		e.sent = trace->sent;
		e.received = trace->received;
		e.has |= EVENT_HAS_BYTES;
	}
	track_event_set_reason(c, trace, &e);
	/* ECONNREFUSED is the error both after a reset and after an ICMP message. If the
	 * event source does not report resets, the more likely reset is assumed. */
	if (has_failed && t->lacks_resets && e.reason == REASON_ICMP_REFUSED)
		e.reason = REASON_RESET;
	int r = queue_add(&t->closed, trace->ns, c->cookie);
	return r < 0 ? r : t->fn(&e, t->arg);
}

static int change_state(struct track *t, struct connection *c, const struct trace *trace)
{
	/* The process that the trace names holds the connection, because only close(2)
	 * and shutdown(2) lead to FIN_WAIT1 and LAST_ACK. */
	if (lacks_owner(c) &&
	    (trace->state == STATE_FIN_WAIT1 || trace->state == STATE_LAST_ACK))
		learn_owner(c, trace);

	const struct event e = track_event_of(trace, c);
	return t->fn(&e, t->arg);
}

static int change_listener(struct track *t, const struct trace *trace)
{
	struct connection *c = connections_add(&t->listeners, trace->cookie);
	if (!c)
		return -ENOMEM;

	const struct sock s = track_event_sock(trace);
	track_event_learn_ends(c, &s);
	c->state = trace->state;
	if (trace->state == STATE_LISTEN)
		learn_owner(c, trace);

	const struct event e = track_event_of(trace, c);
	if (trace->state != STATE_LISTEN)
		connections_remove(&t->listeners, trace->cookie);
	return t->fn(&e, t->arg);
}

static int track_state(struct track *t, const struct trace *trace)
{
	if (trace->state == STATE_LISTEN || trace->old_state == STATE_LISTEN)
		return change_listener(t, trace);

	struct connection *c = connections_add(&t->connections, trace->cookie);
	if (!c)
		return -ENOMEM;
	const struct sock s = track_event_sock(trace);
	track_event_learn_ends(c, &s);
	c->state = trace->state;
	if (!c->seen_ns)
		c->seen_ns = trace->ns;
	if (trace->state == STATE_SYN_SENT)
		return begin_client(t, c, trace);

	int r = c->is_held ? emit_birth(t, c) : 0;
	if (r)
		return r;
	if (trace->state == STATE_ESTABLISHED)
		return establish(t, c, trace);
	return trace->state == STATE_CLOSE ? close_connection(t, c, trace)
					   : change_state(t, c, trace);
}

/* Handles a reset or a retransmission, which does not change the state of the
 * connection. */
static int track_incident(struct track *t, const struct trace *trace)
{
	struct connection *c = connections_get(&t->connections, trace->cookie);
	int r = 0;

	if (c && c->is_held) {
		const struct sock s = track_event_sock(trace);

		track_event_learn_ends(c, &s);
		r = emit_birth(t, c);
	}
	if (r)
		return r;
	if (c && trace->kind == TRACE_RETRANSMIT)
		c->retransmits = trace->retransmits;
	if (c && trace->kind == TRACE_RESET_RECEIVED)
		c->had_reset = true;

	struct event e = track_event_of(trace, c);
	e.kind = trace->kind == TRACE_RETRANSMIT ? EVENT_RETRANSMIT : EVENT_RESET;
	e.is_sent = trace->kind == TRACE_RESET_SENT;
	/* The addresses come from the tracked socket instead of the trace: the trace of a
	 * reset has the IPv4 addresses of the packet even if the addresses of the socket
	 * are IPv4-mapped. */
	if (c) {
		e.sock = track_event_sock_of(c);
		e.sock.state = trace->state;
	}
	return t->fn(&e, t->arg);
}

int track_trace(struct track *t, const struct trace *trace)
{
	if (trace->kind >= TRACE_KIND_MAX_)
		return -EBADMSG;
	if (trace->kind != TRACE_STATE)
		return track_incident(t, trace);
	return trace->cookie ? track_state(t, trace) : -EBADMSG;
}

int track_known(struct track *t, const struct sock *s, const struct event_owner *owner,
		uint64_t now_ns)
{
	const bool listens = s->state == STATE_LISTEN;
	struct connection *c =
		connections_add(listens ? &t->listeners : &t->connections, s->cookie);
	if (!c)
		return -ENOMEM;

	/* The state and addresses from the dump are only used for a new connection. For a
	 * known connection, the data from events is newer than the dump. */
	if (!c->seen_ns) {
		c->seen_ns = now_ns;
		c->state = s->state;
		c->side = s->state == STATE_SYN_SENT ? SIDE_CLIENT : SIDE_UNKNOWN;
		track_event_learn_ends(c, s);
	} else if (c->is_held) {
		c->local = s->local;
		c->local_port = s->local_port;
	}
	if (s->state == STATE_SYN_SENT && s->retransmits > c->retransmits)
		c->retransmits = s->retransmits;
	if (owner && owner->pid && lacks_owner(c))
		c->owner = *owner;
	return 0;
}

/* Returns the first connection whose EVENT_BIRTH waits for the local port, or NULL if
 * there is no such connection. Skips queue entries whose EVENT_BIRTH no longer waits. */
static struct connection *first_held(struct track *t)
{
	struct track_queue *q = &t->held;

	for (; q->first < q->len; q->first++) {
		const struct track_later *at = &q->all[q->first];
		struct connection *c = connections_get(&t->connections, at->cookie);

		if (c && c->is_held && c->born_ns == at->ns)
			return c;
	}
	return NULL;
}

int64_t track_next(struct track *t, uint64_t now_ns)
{
	const struct track_queue *q = &t->held;

	first_held(t);
	if (q->first == q->len)
		return -1;
	const uint64_t due = q->all[q->first].ns + HOLD_NS;
	return due > now_ns ? (int64_t)(due - now_ns) : 0;
}

int track_later(struct track *t, uint64_t now_ns)
{
	struct track_queue *held = &t->held, *closed = &t->closed;
	struct connection *c = NULL;
	int r = 0;

	while (r == 0 && (c = first_held(t)) &&
	       held->all[held->first].ns + HOLD_NS <= now_ns) {
		held->first++;
		r = emit_birth(t, c);
	}
	for (; closed->first < closed->len &&
	       closed->all[closed->first].ns + FORGET_NS <= now_ns;
	     closed->first++) {
		const struct track_later *at = &closed->all[closed->first];

		c = connections_get(&t->connections, at->cookie);
		if (c && c->closed_ns == at->ns)
			connections_remove(&t->connections, at->cookie);
	}
	return r;
}

bool track_lacks_owners(const struct track *t, uint64_t now_ns)
{
	const struct track_queue *q = &t->unowned;

	return q->first < q->len && q->all[q->first].ns <= now_ns;
}

int64_t track_next_seek(const struct track *t, uint64_t now_ns, uint64_t not_before_ns)
{
	const struct track_queue *q = &t->unowned;

	if (q->first == q->len)
		return -1;
	const uint64_t at = q->all[q->first].ns;
	const uint64_t due = at > not_before_ns ? at : not_before_ns;
	return due > now_ns ? (int64_t)(due - now_ns) : 0;
}

int track_owners_sought(struct track *t, uint64_t now_ns)
{
	struct track_queue *q = &t->unowned;
	int r = 0;

	while (r == 0 && track_lacks_owners(t, now_ns)) {
		struct connection *c =
			connections_get(&t->connections, q->all[q->first++].cookie);

		if (c && !c->closed_ns && lacks_owner(c) && ++c->tries < TRIES_MAX)
			r = queue_add(q, now_ns + (SEEK_NS << 2 * c->tries), c->cookie);
	}
	return r;
}
