/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to a TCP connection, one thing at a time. */
#ifndef EVENTS_EVENT_H
#define EVENTS_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"
#include "trace.h"

enum event_kind {
	EVENT_BIRTH, /* a client begins to connect; a server's begin established */
	EVENT_ESTABLISHED,
	EVENT_STATE, /* any other change of state, those of listeners among them */
	EVENT_CLOSE,
	EVENT_FAILED, /* it never was established */
	EVENT_RESET,
	EVENT_RETRANSMIT,
	EVENT_KIND_MAX_,
};

enum event_side { SIDE_UNKNOWN, SIDE_CLIENT, SIDE_SERVER, SIDE_MAX_ };

/* Why a connection failed, or ended other than by both ends' FIN. */
enum event_reason {
	REASON_UNKNOWN, /* of a failure: cannot be told */
	REASON_RESET, /* of a failure: what connect() calls refused */
	REASON_TIMEOUT,
	REASON_UNREACHABLE, /* ICMP said so of the host, or a router of the network */
	REASON_ICMP_REFUSED, /* ICMP, of the port or the protocol */
	REASON_ABANDONED, /* by its own program */
	REASON_OTHER, /* error tells */
	REASON_MAX_,
};

enum event_has {
	EVENT_HAS_HANDSHAKE = 1 << 0,
	EVENT_HAS_LIFETIME = 1 << 1,
	EVENT_HAS_BYTES = 1 << 2,
	EVENT_HAS_REASON = 1 << 3,
	EVENT_HAS_RETRANSMITS = 1 << 4,
};

struct event_owner {
	uint32_t pid; /* 0: cannot be told */
	uint32_t others; /* processes that hold it too, when that was looked at */
	bool is_listeners; /* of the one that listens, before it was known who accepted */
	char comm[TRACE_COMM]; /* raw; a NUL ends it */
};

struct event {
	enum event_kind kind;
	uint32_t has; /* EVENT_HAS_* */
	uint64_t ns; /* CLOCK_MONOTONIC */
	struct sock sock; /* its ends, cookie and state */
	uint8_t old_state; /* 0: not known */
	enum event_side side;
	enum event_reason reason;
	uint32_t error; /* errno of the socket */
	bool is_sent; /* of a reset: by us */
	uint64_t handshake_us;
	uint64_t lifetime_us; /* from birth, or from the server's SYN-ACK */
	uint64_t sent, received; /* bytes of data */
	uint32_t retransmits; /* of this connection, as the socket counts them */
	struct event_owner owner;
};

/* Called for each event: 0 go on, >0 stop, <0 error; handed back. */
typedef int (*event_fn)(const struct event *e, void *arg);

const char *event_kind_name(enum event_kind kind);
const char *event_side_name(enum event_side side); /* NULL: unknown */
const char *event_reason_name(enum event_reason reason);

#endif
