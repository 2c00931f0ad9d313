/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of events: tracepoints of the kernel, or repeated dumps of its tables. */
#ifndef EVENTS_SOURCE_H
#define EVENTS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct snapshot;
struct track;

/* The common part of a source, which each source begins with. */
struct event_source {
	/* descriptor to poll for reading; -1: none */
	int fd;
	/* CLOCK_MONOTONIC time when read() must be called even if fd is not readable;
	 * UINT64_MAX: never */
	uint64_t next_ns;
	/* number of events lost so far, or of times when some were lost */
	const volatile uint64_t *lost;
};

struct event_source_ops {
	const char *name;
	/* Opens the source; snapshot outlives it. *ret_is_partial: some kinds of events
	 * are missing. */
	int (*open)(struct snapshot *snapshot, bool *ret_is_partial,
		    struct event_source **ret);
	/* Passes what has happened since the last call to track. */
	int (*read)(struct event_source *source, struct track *track, uint64_t now_ns);
	void (*close)(struct event_source *source);
};

/* Tracepoints by BPF. Opening needs CAP_BPF and CAP_PERFMON. A partial source lacks
 * resets and retransmissions. -EOPNOTSUPP: BPF is not built in; other errors are those of
 * bpf(2). */
extern const struct event_source_ops events_bpf;

/* Dumps of sock_diag or /proc/net, compared with each other, and notifications of
 * destroyed sockets. A partial source lacks the notifications. */
extern const struct event_source_ops events_diag;

#endif
