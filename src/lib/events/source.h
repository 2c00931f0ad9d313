/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of events: tracepoints of the kernel, or repeated dumps of its tables. */
#ifndef EVENTS_SOURCE_H
#define EVENTS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct event_source;
struct snapshot;
struct track;

struct event_source_ops {
	const char *name;
	/* Opens the source; snapshot outlives it. *ret_is_partial: some kinds of events
	 * are missing. */
	int (*open)(struct snapshot *snapshot, bool *ret_is_partial,
		    struct event_source **ret);
	/* Returns the descriptor to poll for reading, or -1. */
	int (*fd)(const struct event_source *source);
	/* Passes what has happened since the last call to track. */
	int (*read)(struct event_source *source, struct track *track, uint64_t now_ns);
	/* Returns the nanoseconds until read() must be called even if the descriptor is
	 * not readable; -1: never. */
	int64_t (*next)(const struct event_source *source, uint64_t now_ns);
	/* Returns how many events were lost so far, or how many times some were lost. */
	uint64_t (*lost)(const struct event_source *source);
	void (*close)(struct event_source *source);
};

/* Tracepoints by BPF; opening needs CAP_BPF and CAP_PERFMON. Partial: without resets and
 * retransmissions. -EOPNOTSUPP if it is not built in; other errors as bpf(2). */
extern const struct event_source_ops events_bpf;

/* Compared dumps of sock_diag or /proc/net, and notifications of destroyed sockets.
 * Partial: without the notifications. */
extern const struct event_source_ops events_diag;

#endif
