/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record that the BPF programs of trace.bpf.c write for each event of a TCP socket.
 * The layout is fixed, because programs and reader share it. */
#ifndef EVENTS_TRACE_H
#define EVENTS_TRACE_H

#include <stdint.h>

enum trace_kind {
	TRACE_STATE,
	TRACE_RESET_SENT,
	TRACE_RESET_RECEIVED,
	TRACE_RETRANSMIT,
	TRACE_KIND_MAX_,
};

enum { TRACE_COMM = 16, TRACE_ADDR = 16 };

/* Data that only the BPF programs have. */
enum {
	TRACE_LACKS_BYTES = 1 << 0,
	TRACE_LACKS_ERROR = 1 << 1,
	/* ns is when a dump had it, not when it happened */
	TRACE_LACKS_TIME = 1 << 2,
	TRACE_LACKS_RETRANSMITS = 1 << 3,
};

struct trace {
	/* CLOCK_MONOTONIC */
	uint64_t ns;
	/* 0: no socket, or no cookie was made */
	uint64_t cookie;
	/* bytes of data without repetitions */
	uint64_t sent;
	uint64_t received;
	/* In the caller's pid namespace; 0: another one, or a kernel thread. */
	uint32_t pid;
	/* On TRACE_STATE of a server's socket; 0: not known. */
	uint32_t handshake_us;
	/* errno of the socket */
	uint32_t error;
	uint16_t local_port, peer_port; /* host order; 0: not yet known */
	/* enum trace_kind */
	uint8_t kind;
	/* AF_INET or AF_INET6 */
	uint8_t family;
	uint8_t old_state, state; /* 0: there is no socket */
	uint8_t local[TRACE_ADDR], peer[TRACE_ADDR]; /* network order */
	/* process name, NUL-terminated */
	char comm[TRACE_COMM];
	/* TRACE_LACKS_*; the BPF programs lack nothing */
	uint32_t flags;
	/* counted by the socket, resent SYNs included */
	uint32_t retransmits;
	/* pads the struct to a multiple of 8 bytes */
	uint32_t unused;
};

#endif
