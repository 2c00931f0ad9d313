/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event in the life of a TCP connection. */
#ifndef EVENTS_EVENT_H
#define EVENTS_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"
#include "trace.h"

/* A client's connection begins with EVENT_BIRTH, when it starts to connect, a server's
 * with EVENT_ESTABLISHED. EVENT_FAILED is the end of a connection that was never
 * established; EVENT_STATE is any other change of state, also of a listener. */
/* clang-format off */
enum event_kind {
	EVENT_BIRTH, EVENT_ESTABLISHED, EVENT_STATE, EVENT_CLOSE, EVENT_FAILED,
	EVENT_RESET, EVENT_RETRANSMIT, EVENT_KIND_MAX_,
};

enum event_side { SIDE_UNKNOWN, SIDE_CLIENT, SIDE_SERVER, SIDE_MAX_ };

/* Why a connection failed, or did not end by a FIN from both ends. REASON_RESET of a
 * failure means that it was refused. ICMP reports that a host or network is unreachable
 * (REASON_UNREACHABLE), or a port or protocol (REASON_ICMP_REFUSED). REASON_ABANDONED:
 * its own program closed the connection. REASON_OTHER: member `error` says why. */
enum event_reason {
	REASON_UNKNOWN, REASON_RESET, REASON_TIMEOUT, REASON_UNREACHABLE,
	REASON_ICMP_REFUSED, REASON_ABANDONED, REASON_OTHER, REASON_MAX_,
};
/* clang-format on */

enum event_has {
	EVENT_HAS_HANDSHAKE = 1 << 0,
	EVENT_HAS_LIFETIME = 1 << 1,
	EVENT_HAS_BYTES = 1 << 2,
	EVENT_HAS_REASON = 1 << 3,
	EVENT_HAS_RETRANSMITS = 1 << 4,
};

struct event_owner {
	/* 0: not known */
	uint32_t pid;
	/* number of other processes that held the connection at the last search */
	uint32_t others;
	/* The owner is that of the listener, because it was not seen which process
	 * accepted the connection. */
	bool is_listeners;
	/* raw, NUL-terminated */
	char comm[TRACE_COMM];
};

struct event {
	enum event_kind kind;
	/* EVENT_HAS_* */
	uint32_t has;
	/* CLOCK_MONOTONIC */
	uint64_t ns;
	/* addresses, ports, cookie and state of the connection */
	struct sock sock;
	uint8_t old_state; /* 0: not known */
	enum event_side side;
	enum event_reason reason;
	/* errno of the socket */
	uint32_t error;
	/* This host sent the reset. */
	bool is_sent;
	uint64_t handshake_us;
	/* time since the birth of the connection, or since the server's SYN-ACK */
	uint64_t lifetime_us;
	uint64_t sent, received; /* bytes of data */
	/* number of retransmissions that the socket counted */
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
