/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts: one row each in a table. A writer prints what it is given, and reads
 * nothing itself. */
#ifndef FORMAT_OUT_H
#define FORMAT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sock.h"
#include "out_buffer.h"
#include "query/query.h"

struct counters;
struct owner_index;
struct cache;
struct hosts;
struct identity;
struct query_gaps;

/* Options of the lsof layouts only. */
struct lsof_spec {
	bool pgids, ppids;
	bool no_states;
	bool queues;
	/* a mark at the end of each listing that is repeated */
	bool mark;
	/* sockets without a process have a row, too */
	bool unheld;
};

struct out_spec {
	/* What is listed, which decides on columns and titles. */
	struct query_spec query;
	/* The sockets that the title of netstat names. */
	enum which title;
	/* sockets are filtered, so that empty sections have no title */
	bool is_selective;
	bool header;
	/* user and inode */
	bool extend;
	bool timers;
	/* columns that ss leaves out */
	bool no_netid;
	bool no_state;
	bool no_queues;
	/* The layout ss shows memory and TCP info of a socket on a second line. */
	bool second_lines;
	struct lsof_spec lsof;
	/* set by lsof_fields_parse */
	uint32_t fields;
	/* mask of PAIR_BIT: those of pairs that were asked for by name */
	uint32_t named;
	/* counters of the namespace; NULL: not read */
	const struct counters *counters;
	/* their growth since the listing before; NULL: this is the first */
	const struct counters *since;
	const struct identity *identity; /* for JSON; NULL: not known */
	/* CLOCK_REALTIME when the listing began; 0: not known */
	uint64_t time_ns;
	/* each may be NULL: numbers in place of names */
	struct hosts *hosts;
	struct cache *links;
	struct cache *services;
	struct cache *users;
};

#define OUT_SECTIONS_MAX 16

struct out {
	const struct out_ops *ops;
	struct out_spec spec;
	struct out_buffer buffer;
	/* the gaps that are known so far; NULL: none is known */
	const struct query_gaps *gaps;
	uint64_t rows;
	/* private data of the writer, NULL at first */
	void *own;
	/* for the writer: which sections have begun, and the columns of each that are
	 * shown */
	uint32_t sections;
	uint32_t columns[OUT_SECTIONS_MAX];
};

/* The functions of a layout. They append to the output buffer and report errors, such as
 * a lack of memory, through its error. holders is NULL if owners were not asked for;
 * holders and their processes stay valid until end. */
struct out_ops {
	const char *name;
	/* rows show why a socket has no owner, if that is wanted */
	bool has_reasons;
	struct {
		/* owners and reasons even if no option asks for them */
		bool owners;
		bool reasons;
		/* with -i, the option -n concerns hosts only, not ports and users */
		bool n_is_hosts;
		/* reference counts of unix sockets */
		bool refcnt;
		bool counters;
		/* names of interfaces even with -n */
		bool links;
		/* host, boot and network namespace */
		bool identity;
		/* what is read of processes that own sockets */
		struct process_wanted process;
	} wants;
	void (*begin)(struct out *out);
	void (*row)(struct out *out, const struct sock *s,
		    const struct owner_index *holders);
	void (*end)(struct out *out, const struct query_gaps *gaps);
	/* frees out.own; NULL: there is nothing to free */
	void (*release)(void *own);
};

/* The layouts: netstat of net-tools 2.10; lsof 4.95 as a table, as field output (-F) and
 * as a list of pids (-t); ss of iproute2 6.1 with one line per socket; one JSON object
 * (RFC 8259) per listing; and the summary of -s as text and as JSON. No layout cuts a
 * name. */
extern const struct out_ops out_netstat, out_lsof, out_lsof_fields, out_lsof_pids, out_ss,
	out_json, out_summary, out_summary_json;

/* Returns the layout with that name, or NULL if there is none. */
const struct out_ops *out_ops(const char *name);

/* The layouts that --layout offers. */
extern const struct out_ops *const out_layouts[];
extern const size_t out_layouts_count;

/* The steps of a listing. Errors are those of out_buffer_turn and out_buffer_flush. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct owner_index *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

/* Frees the buffer and the private data of the writer; may be called after any step. */
void out_release(struct out *out);

#endif
