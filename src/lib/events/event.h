/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event in the life of a TCP connection. */
#ifndef EVENTS_EVENT_H
#define EVENTS_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"
#include "trace.h"

struct cgroup_labels;

/* What happened to a connection. EVENT_BIRTH: a client starts to connect.
 * EVENT_ESTABLISHED: the connection is established; for a server this is the first
 * event. EVENT_CLOSE: an established connection ended. EVENT_FAILED: a connection ended
 * without being established. EVENT_RESET: a reset was sent or received.
 * EVENT_RETRANSMIT: a segment was retransmitted. EVENT_STATE: any other change of state,
 * also of a listener. */
/* clang-format off */
enum event_kind {
	EVENT_BIRTH, EVENT_ESTABLISHED, EVENT_STATE, EVENT_CLOSE, EVENT_FAILED,
	EVENT_RESET, EVENT_RETRANSMIT, EVENT_KIND_MAX_,
};

enum event_side { SIDE_UNKNOWN, SIDE_CLIENT, SIDE_SERVER, SIDE_MAX_ };

/* Why a connection failed, or ended other than by a FIN from both ends. REASON_RESET: a
 * reset was received; if the connection was not yet established, the peer refused it.
 * REASON_TIMEOUT: the peer did not answer in time. REASON_UNREACHABLE: ICMP reported an
 * unreachable host or network. REASON_ICMP_REFUSED: ICMP reported an unreachable port or
 * protocol. REASON_ABANDONED: the program on this host closed the socket. REASON_OTHER:
 * the member `error` of struct event says why. */
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
	/* pid of the owning process; 0: the owner is not known */
	uint32_t pid;
	/* number of further processes that held the connection at the last search for
	 * owners */
	uint32_t others;
	/* whether the owner is the process that listens, because the process that
	 * accepted the connection is not known */
	bool is_listeners;
	/* CLOCK_MONOTONIC time in nanoseconds at which the owner was seen to hold the
	 * connection */
	uint64_t seen_ns;
	/* task name of the owner: NUL-terminated, may hold control characters */
	char comm[TRACE_COMM];
};

struct event {
	enum event_kind kind;
	/* mask of EVENT_HAS_* bits: which optional members of struct event are set */
	uint32_t has;
	/* time of the event on CLOCK_MONOTONIC, in nanoseconds */
	uint64_t ns;
	/* addresses, ports, cookie and state of the connection */
	struct sock sock;
	/* state of the connection before the event; 0: this state is not known */
	uint8_t old_state;
	enum event_side side;
	enum event_reason reason;
	/* pending error of the socket as a positive errno; 0: no error */
	uint32_t error;
	/* For EVENT_RESET only: whether this host sent the reset. If false, this host
	 * received the reset. */
	bool is_sent;
	uint64_t handshake_us;
	/* age of the connection in microseconds, counted from the client's start to
	 * connect or from the server's SYN-ACK */
	uint64_t lifetime_us;
	/* bytes of data that this host sent and received */
	uint64_t sent, received;
	/* number of segments that the socket has retransmitted so far */
	uint32_t retransmits;
	struct event_owner owner;
	/* systemd unit and container of the owner, valid until the event callback
	 * returns; NULL: labels are not wanted, or not known */
	const struct cgroup_labels *labels;
};

/* Callback for an event. Returns 0 to continue, > 0 to stop, < 0 for an error. A function
 * that takes the callback returns a result other than 0 unchanged. */
typedef int (*event_fn)(const struct event *e, void *arg);

const char *event_kind_name(enum event_kind kind);
/* Returns the name of a side of a connection, "client" or "server", or NULL for
 * SIDE_UNKNOWN. */
const char *event_side_name(enum event_side side);
const char *event_reason_name(enum event_reason reason);

#endif
