/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of TCP connections in our network namespace, as it happens. */
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
	uint32_t pairs; /* mask of PAIR_BIT, of TCP */
	const struct filter *filter;
	const struct process_select *select; /* by pid and command; NULL: all */
	/* NULL: by whichever source of events can be had. owner_source_bpf, owner_source_proc: with BPF
	 * or not at all; without */
	const struct owner_source_ops *owners;
	uint32_t owners_ms; /* see struct query_spec */
	const volatile sig_atomic_t *is_over;
};

/* What is not seen. */
struct events_gaps {
	bool lacks_bpf;
	int bpf_error; /* why, as -errno; 0: it was not wanted */
	bool lacks_resets; /* and retransmissions, though there is BPF */
	bool lacks_bytes; /* there is nothing but looks at the tables */
	uint64_t lost; /* events, so far */
	bool is_late; /* owners are missing: a look-up was ended by its deadline */
};

/* What spec points to is to outlive the events. fn is called for each that passes its filters,
 * by events_read alone. From here on all that happens is seen. */
int events_open(const struct events_spec *spec, event_fn fn, void *arg,
		struct events **ret);
struct events *events_close(struct events *e);

/* The source's name: bpf, or diag. */
const char *events_source(const struct events *e);

/* To be polled for reading; -1: there is none. */
int events_fd(const struct events *e);

/* When they are to be read though nothing can be polled, in milliseconds; -1: never. */
int events_timeout(struct events *e);

/* Tells what has happened; at the end, that is_last, all of it. What fn returns other than 0
 * is handed back. */
int events_read(struct events *e, bool is_last);

/* Whether owners may be looked up later on by what takes privileges. */
bool events_need_privileges(const struct events *e);

/* Whether owners may have to be looked up by BPF as if for the first time. */
bool events_need_bpf(const struct events *e);

const struct events_gaps *events_gaps(const struct events *e);

#endif
