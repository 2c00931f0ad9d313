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
	/* IP versions of TCP whose connections are watched, as a mask of PAIR_BIT */
	uint32_t pairs;
	const struct filter *filter;
	/* Selects processes by pid and command: only events of selected processes are
	 * reported. NULL: events of all processes are reported. */
	const struct process_select *select;
	/* How the owners of connections are found, which also selects the event source.
	 * NULL: by BPF if BPF works, else without BPF; owner_source_bpf: only by BPF;
	 * owner_source_proc: without BPF. */
	const struct owner_source_ops *owners;
	/* time limit of one search for owners, in milliseconds; 0: no limit */
	uint32_t owners_ms;
	/* flag that a signal handler sets to end a search for owners; NULL: no flag */
	const volatile sig_atomic_t *is_over;
	/* whether each event gets the systemd unit and the container of its owner */
	bool labels;
};

/* What is missing from the reported events. */
struct events_gaps {
	/* whether BPF is not used, and events are found by comparing dumps of the
	 * kernel's sockets */
	bool lacks_bpf;
	/* -errno of the failed attempt to load the BPF programs; 0: the programs were
	 * loaded, or loading was not tried */
	int bpf_error;
	/* whether resets and retransmissions are not reported although BPF is used */
	bool lacks_resets;
	/* whether byte counts are not reported, because the event source only compares
	 * dumps of the kernel's sockets */
	bool lacks_bytes;
	/* number of events lost so far; if the event source cannot count them, the number
	 * of times that it lost events */
	uint64_t lost;
	/* whether some owners are missing because a search for owners reached its time
	 * limit */
	bool is_late;
};

/* Starts to watch connections. events_read() later calls fn for each event that the
 * filter and the selection of processes in *spec accept. The objects that *spec points to
 * must outlive *ret. */
int events_open(const struct events_spec *spec, event_fn fn, void *arg,
		struct events **ret);
struct events *events_close(struct events *e);

/* Returns the name of the event source: "bpf" or "diag". */
const char *events_source(const struct events *e);

/* Returns the descriptor of the event source to poll for reading, or -1 if the event
 * source has none. */
int events_fd(const struct events *e);

/* Returns the number of milliseconds after which events_read() must be called even if the
 * descriptor of events_fd() is not readable; -1: events_read() need not be called before
 * the descriptor is readable. */
int events_timeout(struct events *e);

/* Calls the callback fn of events_open() for each event since the last events_read().
 * is_last: also reports events that would otherwise wait for more data. If fn returns a
 * number other than 0, events_read() stops and returns this number. */
int events_read(struct events *e, bool is_last);

/* Returns whether a later search for owners may need privileges. */
bool events_need_privileges(const struct events *e);

/* Returns whether a later search for owners may need to load the BPF program for
 * owners. */
bool events_need_bpf(const struct events *e);

const struct events_gaps *events_gaps(const struct events *e);

#endif
