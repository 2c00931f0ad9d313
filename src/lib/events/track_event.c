/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track_event.h"

#include <errno.h>
#include <sys/socket.h>

#include "util/cleanup.h"

struct sock track_event_sock(const struct trace *trace)
{
	struct sock s = {
		.has = SOCK_HAS_INET | (trace->cookie ? SOCK_HAS_COOKIE : 0),
		.proto = PROTO_TCP,
		.ip = trace->family == AF_INET ? IP_V4 : IP_V6,
		.state = trace->state,
		.local_port = trace->local_port,
		.peer_port = trace->peer_port,
		.cookie = trace->cookie,
	};

	s.local = addr_make(ip_af(s.ip), trace->local);
	s.peer = addr_make(ip_af(s.ip), trace->peer);
	return s;
}

void track_event_learn_ends(struct connection *c, const struct sock *s)
{
	c->ip = s->ip;
	c->local = s->local;
	c->peer = s->peer;
	c->local_port = s->local_port;
	c->peer_port = s->peer_port;
}

struct sock track_event_sock_of(const struct connection *c)
{
	return (struct sock){
		.has = SOCK_HAS_INET | SOCK_HAS_COOKIE,
		.proto = PROTO_TCP,
		.ip = c->ip,
		.state = c->state,
		.local_port = c->local_port,
		.peer_port = c->peer_port,
		.local = c->local,
		.peer = c->peer,
		.cookie = c->cookie,
	};
}

struct event track_event_of(const struct trace *trace, const struct connection *c)
{
	struct event e = {
		.kind = EVENT_STATE,
		.ns = trace->ns,
		.sock = track_event_sock(trace),
		.old_state = trace->old_state,
		.error = trace->error,
	};

	if (c) {
		e.side = (enum event_side)c->side;
		e.owner = c->owner;
		e.retransmits = c->retransmits;
	}
	if (trace->state && !(trace->flags & TRACE_LACKS_RETRANSMITS)) {
		e.retransmits = trace->retransmits;
		e.has |= EVENT_HAS_RETRANSMITS;
	} else if (c && trace->old_state == STATE_SYN_SENT) {
		/* The number of retransmissions is exact even if the event source
		 * compares dumps of sockets: in SYN_SENT only SYNs are retransmitted, and
		 * at longer intervals than those between dumps. */
		e.has |= EVENT_HAS_RETRANSMITS;
	}
	return e;
}

struct event track_event_birth(const struct connection *c)
{
	struct event e = {
		.kind = EVENT_BIRTH,
		.ns = c->born_ns,
		.sock = track_event_sock_of(c),
		.old_state = STATE_CLOSE,
		.side = SIDE_CLIENT,
		.owner = c->owner,
	};

	e.sock.state = STATE_SYN_SENT;
	return e;
}

void track_event_set_reason(const struct connection *c, const struct trace *trace,
			    struct event *e)
{
	static const struct {
		uint32_t error;
		enum event_reason reason;
	} reasons[] = {
		{ ETIMEDOUT, REASON_TIMEOUT },
		{ ECONNREFUSED, REASON_ICMP_REFUSED },
		{ EHOSTUNREACH, REASON_UNREACHABLE },
		{ ENETUNREACH, REASON_UNREACHABLE },
		{ ECONNRESET, REASON_RESET },
		{ EPIPE, REASON_RESET },
	};
	const bool has_failed = e->kind == EVENT_FAILED;

	if (c->had_reset) {
		e->reason = REASON_RESET;
	} else if (trace->flags & TRACE_LACKS_ERROR) {
		e->reason = REASON_UNKNOWN;
	} else if (!trace->error) {
		e->reason = REASON_ABANDONED;
	} else {
		e->reason = REASON_OTHER;
		for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
			if (reasons[i].error == trace->error)
				e->reason = reasons[i].reason;
	}
	/* No reason is set for a connection that was closed normally. */
	const bool is_usual =
		e->reason == REASON_ABANDONED || e->reason == REASON_UNKNOWN;
	if (has_failed || !is_usual)
		e->has |= EVENT_HAS_REASON;
}
