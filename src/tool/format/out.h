/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of a listing. A layout is a struct out_ops, whose functions print the data
 * that they are given and read nothing from the system. */
#ifndef FORMAT_OUT_H
#define FORMAT_OUT_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>

#include "group.h"
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
	/* Each listing ends with a line that marks its end, because listings are
	 * repeated. */
	bool mark;
	/* The lsof layouts also have a row for a socket that no process is known to
	 * hold. */
	bool unheld;
};

/* How the layout screen uses the terminal. */
struct screen_spec {
	/* The columns of the terminal, to which rows are fitted; 0: rows are not fitted. */
	uint16_t width;
	/* The lines of the terminal, on which each listing replaces the listing before;
	 * 0: listings follow one another. */
	uint16_t height;
	bool has_colour;
	/* Owners that have the same name are shown once, with their number. */
	bool folds;
	/* A locale with UTF-8; NULL: the terminal shows ASCII only. */
	locale_t locale;
};

struct out_spec {
	/* The query of the listing, on which columns and titles depend. */
	struct query_spec query;
	/* Which sockets the title of netstat names. */
	enum which title;
	/* The listing has a filter. Empty sections of netstat then have no title. */
	bool is_selective;
	bool header;
	/* The option --extend: more columns, such as user and inode. */
	bool extend;
	/* The options --unit and --container: the unit and the container of each owner. */
	bool units, containers;
	bool timers;
	/* The layout ss leaves out the column Netid, the column State, or the two columns
	 * of queues. */
	bool no_netid, no_state, no_queues;
	/* The layout ss shows memory and TCP info of a socket on a second line. */
	bool second_lines;
	struct lsof_spec lsof;
	struct screen_spec screen;
	/* The mask of the fields of lsof -F, as set by lsof_fields_parse. */
	uint32_t fields;
	/* The protocols that the command line names, a mask of PAIR_BIT. */
	uint32_t named;
	/* The fields that --columns and --group name. */
	struct row_fields columns, group;
	/* How the layout groups writes its rows, and in which order. */
	enum group_style group_style;
	struct group_order group_order;
	/* The counters of the network namespace; NULL: the counters were not read. */
	const struct counters *counters;
	/* The growth of the counters since the previous listing; NULL: there was no
	 * previous listing. */
	const struct counters *since;
	/* The identities of host, boot and network namespace, which only JSON shows;
	 * NULL: unknown. */
	const struct identity *identity;
	/* CLOCK_REALTIME in nanoseconds when the listing began; 0: not known. */
	uint64_t time_ns;
	/* The names of addresses; NULL: addresses are shown as numbers. */
	struct hosts *hosts;
	/* The names of interfaces; NULL: interfaces are shown as numbers. */
	struct cache *links;
	/* The names of ports; NULL: ports are shown as numbers. */
	struct cache *services;
	/* The names of users; NULL: users are shown as numbers. */
	struct cache *users;
};

#define OUT_SECTIONS_MAX 16

struct out {
	const struct out_ops *ops;
	struct out_spec spec;
	struct out_buffer buffer;
	/* The gaps that are known before the end of the listing; NULL: no gaps are
	 * known. */
	const struct query_gaps *gaps;
	uint64_t rows;
	/* The private data of the layout; NULL at first. */
	void *own;
	/* A mask of the sections of the netstat layout that have begun. */
	uint32_t sections;
	/* Masks of the columns that are shown, one for each section of the layout
	 * netstat; other layouts have one mask. */
	uint32_t columns[OUT_SECTIONS_MAX];
};

/* The functions of a layout. They append to the output buffer and report an error, such
 * as a lack of memory, in the error of its text. holders is NULL if owners were not asked
 * for; holders and the processes in it stay valid until the function end returns. */
struct out_ops {
	const char *name;
	/* The layout can show why a socket has no owner. */
	bool has_reasons;
	struct {
		/* Owners, or reasons for missing owners, are read even if no option asks
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
		/* Which properties are read of the processes that own sockets. */
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
 * (RFC 8259) per listing; the fields of --columns as CSV and as text; the groups of
 * --group; the summary of -s as text and as JSON; and screen, the columns of netstat for a
 * terminal. Only screen cuts names, to fit the terminal. */
extern const struct out_ops out_netstat, out_screen, out_lsof, out_lsof_fields,
	out_lsof_pids, out_ss, out_json, out_csv, out_columns, out_groups, out_summary,
	out_summary_json;

/* Returns the layout with the given name; NULL: no layout has the name. */
const struct out_ops *out_ops(const char *name);

/* The layouts that --layout offers. */
extern const struct out_ops *const out_layouts[];
extern const size_t out_layouts_count;

/* The functions out_begin, out_row and out_end begin a listing, list a socket and end the
 * listing. They return 0 or an error of out_buffer_turn or out_buffer_flush. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct owner_index *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

/* Frees the output buffer and the private data of the layout, also if the listing has not
 * ended. */
void out_release(struct out *out);

#endif
