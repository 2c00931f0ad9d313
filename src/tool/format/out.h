/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of a listing. A layout is a struct out_ops, whose functions print what they
 * are given and read nothing from the system. */
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

/* The options that concern the lsof layouts only. */
struct lsof_spec {
	bool pgids, ppids;
	bool no_states;
	bool queues;
	/* A repeated listing ends with a line that marks its end. */
	bool mark;
	/* A socket without a process has a row, too. */
	bool unheld;
};

struct out_spec {
	/* What is listed, which decides on columns and titles. */
	struct query_spec query;
	/* The sockets that the title of netstat names. */
	enum which title;
	/* The sockets are filtered. Empty sections of netstat then have no title. */
	bool is_selective;
	bool header;
	/* The option --extend: more columns, such as user and inode. */
	bool extend;
	bool timers;
	/* Columns that the layout ss leaves out. */
	bool no_netid, no_state, no_queues;
	/* The layout ss shows memory and TCP info of a socket on a second line. */
	bool second_lines;
	struct lsof_spec lsof;
	/* The mask of the fields of lsof -F, as set by lsof_fields_parse. */
	uint32_t fields;
	/* The protocols that the command line names, a mask of PAIR_BIT. */
	uint32_t named;
	/* The counters of the network namespace; NULL: they were not read. */
	const struct counters *counters;
	/* The growth of the counters since the previous listing; NULL: there was none. */
	const struct counters *since;
	const struct identity *identity; /* for JSON; NULL: not known */
	/* CLOCK_REALTIME in nanoseconds when the listing began; 0: not known. */
	uint64_t time_ns;
	/* The sources of names. One that is NULL has its numbers shown in place of names. */
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
	/* The gaps that are known before the end of the listing; NULL: none is known. */
	const struct query_gaps *gaps;
	uint64_t rows;
	/* The private data of the layout, which is NULL at first. */
	void *own;
	/* For a layout with sections: a mask of the sections that have begun, and for each
	 * section a mask of the columns that are shown. */
	uint32_t sections;
	uint32_t columns[OUT_SECTIONS_MAX];
};

/* The functions of a layout. They append to the output buffer and report errors, such as
 * a lack of memory, through its error. holders is NULL if owners were not asked for;
 * holders and their processes stay valid until end. */
struct out_ops {
	const char *name;
	/* The layout can show why a socket has no owner. */
	bool has_reasons;
	struct {
		/* Owners, and reasons for missing owners, are read even if no option asks
		 * for them. */
		bool owners, reasons;
		/* With -i, the option -n concerns hosts only, not ports and users. */
		bool n_is_hosts;
		/* The reference counts of unix sockets are read. */
		bool refcnt;
		bool counters;
		/* Names of interfaces are shown even with -n. */
		bool links;
		/* The identities of host, boot and network namespace are read. */
		bool identity;
		/* What is read of the processes that own sockets. */
		struct process_wanted process;
	} wants;
	void (*begin)(struct out *out);
	void (*row)(struct out *out, const struct sock *s,
		    const struct owner_index *holders);
	void (*end)(struct out *out, const struct query_gaps *gaps);
	/* Frees the member own of struct out; NULL: the layout has no private data. */
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

/* Begin a listing, list a socket, end the listing. They return the errors of
 * out_buffer_turn and out_buffer_flush. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct owner_index *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

/* Frees the output buffer and the private data of the layout, also of an unfinished
 * listing. */
void out_release(struct out *out);

#endif
