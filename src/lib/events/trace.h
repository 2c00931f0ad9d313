/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF programs of trace.bpf.c write of each change of a TCP socket. Shared by them
 * and their reader, so fixed in layout. */
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

/* What another source than the programs cannot tell. */
enum {
	TRACE_LACKS_BYTES = 1 << 0,
	TRACE_LACKS_ERROR = 1 << 1,
	TRACE_LACKS_TIME = 1 << 2, /* ns is when it was seen, not when it was */
	TRACE_LACKS_RETRANSMITS = 1 << 3,
};

struct trace {
	uint64_t ns; /* CLOCK_MONOTONIC */
	uint64_t cookie; /* 0: no socket, or one that was never given one */
	uint64_t sent; /* bytes of data, each once however often it was sent */
	uint64_t received;
	uint32_t pid; /* in our pid namespace; 0: of another, or the kernel's own */
	uint32_t
		handshake_us; /* of a server's socket, on TRACE_STATE; 0: cannot be told */
	uint32_t error; /* errno of the socket */
	uint16_t local_port, peer_port; /* host order; 0: not yet known */
	uint8_t kind; /* enum trace_kind */
	uint8_t family; /* AF_INET or AF_INET6 */
	uint8_t old_state, state; /* 0: there is no socket */
	uint8_t local[TRACE_ADDR],
		peer[TRACE_ADDR]; /* network order, from the first byte */
	char comm[TRACE_COMM]; /* of the process; a NUL ends it */
	uint32_t flags; /* TRACE_LACKS_*; none from the programs */
	uint32_t retransmits; /* that the socket has counted, from its first SYN on */
	uint32_t unused; /* fills the structure up to a multiple of 8 bytes */
};

#endif
