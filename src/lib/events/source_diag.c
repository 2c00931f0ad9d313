/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "destroy.h"
#include "snapshot.h"
#include "source.h"
#include "track.h"
#include "track_event.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* REST: the minimum pause between two dumps of the kernel's sockets, as a multiple of the
 * time that the earlier dump took. MISSING_MAX: number of successive dumps that must lack
 * a socket before the socket counts as closed. Meanwhile a notification of the socket's
 * end can arrive, which has more details than a dump. */
enum { REST = 4, MISSING_MAX = 2 };

/* States of the sockets that are compared between dumps. TIME_WAIT is left out because
 * the program has already closed the connection, SYN_RECV because the program does not
 * have the connection yet, and CLOSE because the socket has no connection. */
static const uint32_t states =
	STATE_ALL & ~(STATE_BIT(STATE_TIME_WAIT) | STATE_BIT(STATE_SYN_RECV) |
		      STATE_BIT(STATE_NEW_SYN_RECV) | STATE_BIT(STATE_CLOSE) |
		      STATE_BIT(STATE_BOUND_INACTIVE));

struct diag_source {
	/* base.fd receives the notifications of destroyed sockets; -1: no
	 * notifications */
	struct event_source base;
	struct snapshot *snapshot;
	struct track *track;
	uint64_t now_ns, lost;
	/* number of the latest dump of all TCP sockets, counted from 1 */
	uint32_t round;
};

static int diag_open(struct snapshot *snapshot, bool *ret_is_partial,
		     struct event_source **ret)
{
	struct diag_source *diag = calloc(1, sizeof(*diag));
	if (!diag)
		return -ENOMEM;

	diag->snapshot = snapshot;
	diag->base = (struct event_source){ .fd = -1, .lost = &diag->lost };
	/* The notifications of destroyed sockets name a socket by its cookie, which
	 * sockets from /proc/net lack. */
	*ret_is_partial = snapshot->is_proc_net || destroy_open(&diag->base.fd) < 0;
	*ret = &diag->base;
	return 0;
}

static struct trace trace_of(const struct diag_source *diag, const struct sock *s,
			     uint8_t old_state, uint8_t state)
{
	struct trace trace = {
		.ns = diag->now_ns,
		.cookie = s->cookie,
		.kind = TRACE_STATE,
		.family = ip_af(s->ip),
		.old_state = old_state,
		.state = state,
		.local_port = s->local_port,
		.peer_port = s->peer_port,
		.flags = TRACE_LACKS_BYTES | TRACE_LACKS_ERROR | TRACE_LACKS_TIME |
			 TRACE_LACKS_RETRANSMITS,
	};

	memcpy(trace.local, s->local.bytes, sizeof(trace.local));
	memcpy(trace.peer, s->peer.bytes, sizeof(trace.peer));
	return trace;
}

static int emit_change(const struct diag_source *diag, const struct sock *s,
		       uint8_t old_state, uint8_t state)
{
	const struct trace trace = trace_of(diag, s, old_state, state);

	return track_trace(diag->track, &trace);
}

/* Emits an event for a SYN that was retransmitted since the previous dump of the sockets.
 * Other retransmissions are not emitted, because sock_diag counts only segments that are
 * still unanswered at the time of the dump. */
static int emit_retransmit(const struct diag_source *diag, const struct sock *s)
{
	struct trace trace = trace_of(diag, s, s->state, s->state);

	trace.kind = TRACE_RETRANSMIT;
	trace.retransmits = s->retransmits;
	trace.flags &= ~(uint32_t)TRACE_LACKS_RETRANSMITS;
	return track_trace(diag->track, &trace);
}

/* Emits the events of a socket that the previous dump of the sockets did not have. If the
 * socket neither listens nor is in SYN_SENT, its connection has been established since
 * the previous dump. */
static int emit_new(const struct diag_source *diag, const struct sock *s)
{
	if (s->state == STATE_LISTEN || s->state == STATE_SYN_SENT)
		return emit_change(diag, s, STATE_CLOSE, s->state);
	int r = emit_change(diag, s, 0, STATE_ESTABLISHED);
	if (r == 0 && s->state != STATE_ESTABLISHED)
		r = emit_change(diag, s, STATE_ESTABLISHED, s->state);
	return r;
}

static int note_sock(const struct sock *s, const struct event_owner *owner, void *arg)
{
	struct diag_source *diag = arg;
	struct connections *of = s->state == STATE_LISTEN ? &diag->track->listeners
							  : &diag->track->connections;
	struct connection *c = connections_get(of, s->cookie);
	const bool is_resent = c && s->state == STATE_SYN_SENT && c->state == s->state &&
			       s->retransmits > c->retransmits;
	int r = 0;

	if (s->state >= STATE_MAX_ || !(states & STATE_BIT(s->state)))
		return 0;
	/* The owner is set before the event is emitted, because the event names the
	 * owner. */
	if (c)
		r = track_known(diag->track, s, owner, diag->now_ns);
	if (r == 0 && !c)
		r = emit_new(diag, s);
	else if (r == 0 && c->state != s->state)
		r = emit_change(diag, s, c->state, s->state);
	else if (r == 0 && is_resent)
		r = emit_retransmit(diag, s);
	if (r == 0)
		r = track_known(diag->track, s, owner, diag->now_ns);
	c = connections_get(of, s->cookie);
	if (c)
		c->round = diag->round;
	return r;
}

static int close_missing(struct diag_source *diag, struct connections *connections)
{
	int r = 0;

	for (struct connection *c = connections_next(connections, NULL); r == 0 && c;
	     c = connections_next(connections, c)) {
		if (c->closed_ns || diag->round - c->round < MISSING_MAX)
			continue;
		const struct sock s = track_event_sock_of(c);
		r = emit_change(diag, &s, c->state, STATE_CLOSE);
	}
	return r;
}

static int poll_tables(struct diag_source *diag)
{
	const bool owners = track_lacks_owners(diag->track, diag->now_ns) &&
			    diag->now_ns >= diag->snapshot->next_owners_ns;

	diag->round++;
	int r = snapshot_take(diag->snapshot, states, owners, note_sock, diag);
	if (r == 0)
		r = close_missing(diag, &diag->track->connections);
	if (r == 0)
		r = close_missing(diag, &diag->track->listeners);
	if (r == 0 && owners)
		r = track_owners_sought(diag->track, diag->now_ns);

	const uint64_t end = clock_ns(CLOCK_MONOTONIC);
	const uint64_t took =
		end - diag->now_ns - (owners ? diag->snapshot->owners_ns : 0);
	diag->base.next_ns = end + snapshot_rest(took, REST);
	return r;
}

static int note_destroyed(const struct destroyed *d, void *arg)
{
	struct diag_source *diag = arg;
	const struct connection *c =
		connections_get(&diag->track->connections, d->sock.cookie);
	uint8_t state = c ? c->state : STATE_ESTABLISHED;
	int r = 0;

	/* Nothing is emitted for a socket that was never connected, or for a connection
	 * whose end was already emitted. */
	if (!d->sock.peer_port || (c && c->closed_ns))
		return 0;
	if (!d->was_established && !c)
		state = STATE_SYN_SENT;
	if (d->was_established && state == STATE_SYN_SENT) {
		r = emit_change(diag, &d->sock, state, STATE_ESTABLISHED);
		state = STATE_ESTABLISHED;
	}
	if (r)
		return r;

	struct trace trace = trace_of(diag, &d->sock, state, STATE_CLOSE);
	if (d->has_bytes) {
		trace.flags &= ~(uint32_t)TRACE_LACKS_BYTES;
		trace.sent = d->sent;
		trace.received = d->received;
	}
	if (d->has_retransmits) {
		trace.flags &= ~(uint32_t)TRACE_LACKS_RETRANSMITS;
		trace.retransmits = d->retransmits;
	}
	return track_trace(diag->track, &trace);
}

static int diag_read(struct event_source *source, struct track *track, uint64_t now_ns)
{
	struct diag_source *diag = (struct diag_source *)source;
	int r = 0;

	diag->track = track;
	diag->now_ns = now_ns;
	if (source->fd >= 0)
		r = destroy_read(source->fd, note_destroyed, diag);
	if (r == -ENOBUFS) {
		diag->lost++;
		r = 0;
	}
	if (r == 0 && now_ns >= source->next_ns)
		r = poll_tables(diag);
	return r;
}

static void diag_close(struct event_source *source)
{
	cleanup_close(&source->fd);
	free(source);
}

const struct event_source_ops events_diag = { "diag", diag_open, diag_read, diag_close };
