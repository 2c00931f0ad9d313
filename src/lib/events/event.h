/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event in the life of a TCP connection. */
#ifndef EVENTS_EVENT_H
#define EVENTS_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"
#include "trace.h"

enum event_kind {
	/* A client starts to connect; a server's connection begins with
	 * EVENT_ESTABLISHED. */
	EVENT_BIRTH,
	EVENT_ESTABLISHED,
	/* any other change of state, also of a listener */
	EVENT_STATE,
	EVENT_CLOSE,
	/* closed before it was established */
	EVENT_FAILED,
	EVENT_RESET,
	EVENT_RETRANSMIT,
	EVENT_KIND_MAX_,
};

enum event_side { SIDE_UNKNOWN, SIDE_CLIENT, SIDE_SERVER, SIDE_MAX_ };

/* Why a connection failed, or did not end by a FIN from both ends. */
enum event_reason {
	/* for a failure: not known */
	REASON_UNKNOWN,
	/* for a failure: connection refused */
	REASON_RESET,
	REASON_TIMEOUT,
	/* by ICMP: host or network unreachable */
	REASON_UNREACHABLE,
	/* by ICMP: port or protocol unreachable */
	REASON_ICMP_REFUSED,
	/* closed by its own program */
	REASON_ABANDONED,
	REASON_OTHER, /* see `error` */
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
	uint32_t pid; /* 0: not known */
	/* Other processes that held it, too, at the last search. */
	uint32_t others;
	/* The owner is the listener's, because it was not seen which process accepted the
	 * connection. */
	bool is_listeners;
	char comm[TRACE_COMM]; /* raw, NUL-terminated */
};

struct event {
	enum event_kind kind;
	uint32_t has; /* EVENT_HAS_* */
	/* CLOCK_MONOTONIC */
	uint64_t ns;
	/* ends, cookie and state */
	struct sock sock;
	uint8_t old_state; /* 0: not known */
	enum event_side side;
	enum event_reason reason;
	/* errno of the socket */
	uint32_t error;
	/* for a reset: sent by this host */
	bool is_sent;
	uint64_t handshake_us;
	/* From the birth, or from the server's SYN-ACK. */
	uint64_t lifetime_us;
	uint64_t sent, received; /* bytes of data */
	/* the count of the socket */
	uint32_t retransmits;
	struct event_owner owner;
};

/* Called for each event. Returns 0 to continue, > 0 to stop, < 0 for an error; the caller
 * returns that value unchanged. */
typedef int (*event_fn)(const struct event *e, void *arg);

const char *event_kind_name(enum event_kind kind);
/* Returns NULL for SIDE_UNKNOWN. */
const char *event_side_name(enum event_side side);
const char *event_reason_name(enum event_reason reason);

#endif
