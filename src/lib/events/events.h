/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Watches the TCP connections of the current network namespace and reports events. */
#ifndef EVENTS_EVENTS_H
#define EVENTS_EVENTS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "owner/owner.h"

struct context;
struct events;
struct filter;
struct process_select;

struct events_spec {
	const struct context *context;
	/* wanted IP versions of TCP, as a mask of PAIR_BIT */
	uint32_t pairs;
	const struct filter *filter;
	/* Selects processes by pid and command: only events of selected processes are
	 * reported. NULL: events of all processes are reported. */
	const struct process_select *select;
	/* How owners are found, which also decides between the event sources. NULL: the
	 * best source that works; owner_source_bpf: only BPF; owner_source_proc: no
	 * BPF. */
	const struct owner_source_ops *owners;
	/* time limit of one search for owners, in milliseconds; 0: no limit */
	uint32_t owners_ms;
	/* flag that a signal handler sets to end a search for owners; NULL: no flag */
	const volatile sig_atomic_t *is_over;
	/* Events have the unit and the container of their owner. */
	bool labels;
};

/* What is missing from the reported events. */
struct events_gaps {
	/* Events are found by comparing dumps, because BPF is not used. */
	bool lacks_bpf;
	/* -errno of the failed loading of the BPF programs; 0: loading succeeded or was
	 * not tried */
	int bpf_error;
	/* Resets and retransmissions are not reported although BPF is used. */
	bool lacks_resets;
	/* Byte counts are not reported, because the source only compares dumps. */
	bool lacks_bytes;
	/* number of events lost so far, or, if the source cannot count them, of occasions
	 * on which events were lost */
	uint64_t lost;
	/* Some owners are missing, because a search for owners reached its time limit. */
	bool is_late;
};

/* Starts to watch connections. events_read() later calls fn for each event that passes
 * the filter and the selection. What spec points to must outlive *ret. */
int events_open(const struct events_spec *spec, event_fn fn, void *arg,
		struct events **ret);
struct events *events_close(struct events *e);

/* Returns the name of the event source: "bpf" or "diag". */
const char *events_source(const struct events *e);

/* Returns the descriptor to poll for reading, or -1 if the event source has none. */
int events_fd(const struct events *e);

/* Returns the milliseconds until events_read() must be called even if the descriptor of
 * events_fd() is not readable; -1: no such limit. */
int events_timeout(struct events *e);

/* Reports the events since the last call. is_last: also reports events that would
 * otherwise wait for more data. If fn returns a number other than 0, stops and returns
 * this number. */
int events_read(struct events *e, bool is_last);

/* Returns whether a later search for owners may need privileges. */
bool events_need_privileges(const struct events *e);

/* Returns whether a later search for owners may need to load the BPF program for
 * owners. */
bool events_need_bpf(const struct events *e);

const struct events_gaps *events_gaps(const struct events *e);

#endif
