/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of events: tracepoints of the kernel, or repeated dumps of the kernel's
 * sockets. */
#ifndef EVENTS_SOURCE_H
#define EVENTS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct snapshot;
struct track;

/* The data that all event sources have in common; the first member of the struct of each
 * event source. */
struct event_source {
	/* descriptor to poll for reading; -1: the event source has none */
	int fd;
	/* CLOCK_MONOTONIC time in nanoseconds at which read() of the event source must be
	 * called even if `fd` is not readable; UINT64_MAX: never */
	uint64_t next_ns;
	/* number of events lost so far; if the event source cannot count them, the number
	 * of times that it lost events */
	const volatile uint64_t *lost;
};

struct event_source_ops {
	const char *name;
	/* Opens the event source. `snapshot` must outlive the event source. Sets
	 * *ret_is_partial to whether the event source cannot report some kinds of events
	 * or data. */
	int (*open)(struct snapshot *snapshot, bool *ret_is_partial,
		    struct event_source **ret);
	/* Passes what has happened since the last read() of the event source to `track`.
	 * now_ns is the present CLOCK_MONOTONIC time in nanoseconds. */
	int (*read)(struct event_source *source, struct track *track, uint64_t now_ns);
	void (*close)(struct event_source *source);
};

/* The event source that reads tracepoints by BPF. Opening it needs CAP_BPF and
 * CAP_PERFMON. If open() reports this event source as partial, resets and
 * retransmissions are not reported. -EOPNOTSUPP: BPF is not built in; other errors are
 * those of bpf(2). */
extern const struct event_source_ops events_bpf;

/* The event source that compares successive dumps of sock_diag or /proc/net, and receives
 * notifications of destroyed sockets. If open() reports this event source as partial, no
 * notifications are received. */
extern const struct event_source_ops events_diag;

#endif
