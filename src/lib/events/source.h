/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where events come from: the kernel's tracepoints, or looks at its tables again and again. */
#ifndef EVENTS_SOURCE_H
#define EVENTS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct event_source;
struct snapshot;
struct track;

struct event_source_ops {
	const char *name;
	/* Begins; snapshot outlives the source. *ret_is_partial: some of what there is to tell
	 * cannot be had. */
	int (*open)(struct snapshot *snapshot, bool *ret_is_partial,
		    struct event_source **ret);
	/* To be polled for reading; -1: there is none. */
	int (*fd)(const struct event_source *source);
	/* Takes into track what has happened since. */
	int (*read)(struct event_source *source, struct track *track, uint64_t now_ns);
	/* When it is to be read though nothing can be polled, in nanoseconds from now; -1:
	 * never. */
	int64_t (*next)(const struct event_source *source, uint64_t now_ns);
	/* How many events were lost so far, or how often some were. */
	uint64_t (*lost)(const struct event_source *source);
	void (*close)(struct event_source *source);
};

/* Tracepoints, by BPF, which takes CAP_BPF and CAP_PERFMON to open. Partial: without resets
 * and retransmissions. -EOPNOTSUPP where it is not built in; else as bpf(2). */
extern const struct event_source_ops events_bpf;

/* Dumps by sock_diag or of /proc/net, compared, and what sock_diag tells of sockets that are
 * destroyed. Partial: without the latter. */
extern const struct event_source_ops events_diag;

#endif
