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

/* Bits for what a record lacks if no BPF program wrote it. */
enum {
	TRACE_LACKS_BYTES = 1 << 0,
	TRACE_LACKS_ERROR = 1 << 1,
	/* ns is the time of the dump that had the event, not of the event */
	TRACE_LACKS_TIME = 1 << 2,
	TRACE_LACKS_RETRANSMITS = 1 << 3,
};

struct trace {
	/* CLOCK_MONOTONIC */
	uint64_t ns;
	/* 0: there is no socket, or it got no cookie yet */
	uint64_t cookie;
	/* bytes of data without repetitions */
	uint64_t sent, received;
	/* process in the reader's pid namespace; 0: one of another namespace, or a kernel
	 * thread */
	uint32_t pid;
	/* duration of the handshake, on TRACE_STATE of a server's socket; 0: not known */
	uint32_t handshake_us;
	/* errno of the socket */
	uint32_t error;
	/* host order; 0: not yet known */
	uint16_t local_port, peer_port;
	/* enum trace_kind */
	uint8_t kind;
	/* AF_INET or AF_INET6 */
	uint8_t family;
	/* 0: there is no socket */
	uint8_t old_state, state;
	/* network order */
	uint8_t local[TRACE_ADDR], peer[TRACE_ADDR];
	/* task name, NUL-terminated */
	char comm[TRACE_COMM];
	/* mask of TRACE_LACKS_*; BPF programs lack nothing */
	uint32_t flags;
	/* number of retransmissions that the socket counted, including SYNs */
	uint32_t retransmits;
	/* pads the struct to a multiple of 8 bytes */
	uint32_t unused;
};

#endif
