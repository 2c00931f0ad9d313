/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts: a row each in one table. A writer prints what it is given, and never asks
 * the kernel anything. */
#ifndef FORMAT_OUT_H
#define FORMAT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sock.h"
#include "out_buffer.h"
#include "owner/process.h"

struct counters;
struct owner_index;
struct hosts;
struct identity;
struct interfaces;
struct query_gaps;
struct services;
struct users;

/* What lsof has for its own table alone. */
struct lsof_spec {
	bool pgids, ppids; /* columns of them */
	bool no_states;
	bool queues; /* behind the name */
	bool mark; /* where a listing ends that is repeated */
	bool unheld; /* sockets without a process have a row too */
};

struct out_spec {
	enum which which;
	uint32_t pairs; /* mask of PAIR_BIT: what the listing is about */
	bool is_selective; /* a title stands only before rows */
	bool header;
	bool extend; /* user and inode */
	bool owners;
	bool executables; /* the owner's executable in place of its name */
	bool timers;
	bool memory; /* of sockets */
	bool tcp_info; /* facts of TCP connections */
	bool no_netid; /* columns that ss leaves out */
	bool no_state;
	bool no_queues;
	bool peers; /* the owners of the far end */
	bool reasons; /* why a socket has no owner */
	struct lsof_spec lsof;
	uint32_t fields; /* of lsof_fields_parse */
	uint32_t named; /* mask of PAIR_BIT: those that were asked for by name */
	const struct counters *counters; /* those of the namespace; NULL: not read */
	const struct counters *since; /* since the listing before; NULL: there was none */
	const struct identity *identity; /* for objects; NULL: not known */
	uint64_t time_ns; /* CLOCK_REALTIME when the listing began; 0: not known */
	/* NULL: numbers in place of names */
	struct hosts *hosts;
	struct interfaces *links;
	struct services *services;
	struct users *users;
};

#define OUT_SECTIONS_MAX 16

struct out {
	const struct out_ops *ops;
	struct out_spec spec;
	struct out_buffer page;
	const struct query_gaps *gaps; /* as far as is known by now; NULL: nothing is */
	uint64_t rows;
	void *own; /* the writer's, NULL at first */
	uint32_t sections; /* the writer's: mask of those that have begun, */
	uint32_t columns[OUT_SECTIONS_MAX]; /* and of the columns of each of these */
};

/* holders may be NULL: owners were not asked for. All of them only append to the page,
 * whose errors are seen when it is turned; memory that a writer lacks is such an error. What
 * the holders and their processes point to stays until the end. */
struct out_ops {
	const char *name;
	bool has_reasons; /* its rows say why a socket has no owner, if that is wanted */
	struct {
		bool owners; /* unbidden */
		bool n_is_hosts; /* to it, with -i, -n says nothing of ports and users */
		bool refcnt; /* the references to unix sockets */
		bool reasons; /* unbidden */
		bool counters; /* of the namespace */
		bool links; /* also where names are not wanted */
		bool identity; /* of host, boot and network namespace */
		struct process_wanted process; /* of the owners that there are */
	} wants;
	void (*begin)(struct out *out);
	void (*row)(struct out *out, const struct sock *s,
		    const struct owner_index *holders);
	void (*end)(struct out *out, const struct query_gaps *gaps);
	void (*release)(void *own); /* NULL: the writer keeps nothing */
};

/* The layout of that name, NULL where there is none. */
const struct out_ops *out_ops(const char *name);

/* The table itself, for lists of what there is. */
extern const struct out_ops *const out_layouts[];
extern const size_t out_layouts_count;

/* The steps of a listing. Errors are those of out_buffer_turn. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct owner_index *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

/* Frees the page and what the writer keeps, at any step. */
void out_release(struct out *out);

#endif
