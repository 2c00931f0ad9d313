/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of TCP connections in this network namespace. */
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
	/* mask of PAIR_BIT, TCP only */
	uint32_t pairs;
	const struct filter *filter;
	/* reports only these processes, by pid and command; NULL: all processes */
	const struct process_select *select;
	/* Source of owners, which also chooses the event source. NULL: the best that
	 * works; owner_source_bpf: only BPF; owner_source_proc: no BPF. */
	const struct owner_source_ops *owners;
	/* time limit of a search for owners, 0: none; and the flag of a signal handler
	 * that ends it */
	uint32_t owners_ms;
	const volatile sig_atomic_t *is_over;
};

/* What the source cannot see. */
struct events_gaps {
	/* Events come from compared dumps, not from BPF. */
	bool lacks_bpf;
	/* -errno of loading the BPF programs; 0: that was not tried */
	int bpf_error;
	/* Resets and retransmissions are missing although BPF works. */
	bool lacks_resets;
	/* There are no byte counts, because the source only compares dumps. */
	bool lacks_bytes;
	/* number of events lost so far */
	uint64_t lost;
	/* Owners are missing, because a search reached its deadline. */
	bool is_late;
};

/* Starts to watch. fn is called by events_read() for each event that passes the filters.
 * What spec points to must outlive the events. */
int events_open(const struct events_spec *spec, event_fn fn, void *arg,
		struct events **ret);
struct events *events_close(struct events *e);

/* Returns the name of the source: "bpf" or "diag". */
const char *events_source(const struct events *e);

/* Returns the descriptor to poll for reading, or -1. */
int events_fd(const struct events *e);

/* Returns the milliseconds until events_read() must be called even if the descriptor is
 * not readable; -1: never. */
int events_timeout(struct events *e);

/* Emits what has happened since the last call, with is_last also the events that would
 * wait for more data. A non-zero result of fn is returned. */
int events_read(struct events *e, bool is_last);

/* Returns whether a later search for owners may need privileges. */
bool events_need_privileges(const struct events *e);

/* Returns whether a later search for owners may need to load its BPF program. */
bool events_need_bpf(const struct events *e);

const struct events_gaps *events_gaps(const struct events *e);

#endif
