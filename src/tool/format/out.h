/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of a listing. A layout is a struct out_ops, whose functions only print data
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
#include "screen_past.h"

struct counters;
struct owner_index;
struct cache;
struct hosts;
struct identity;
struct netns_table;
struct query_gaps;

/* The options that concern the lsof layouts only. */
struct lsof_spec {
	bool pgids, ppids;
	bool no_states;
	bool queues;
	/* Whether the output marks the end of each listing with a line of its own,
	 * because listings are repeated. */
	bool mark;
	/* Whether a socket that no process is known to hold gets a row, too. */
	bool unheld;
};

/* How the layout screen writes to the terminal. */
struct screen_spec {
	/* The width of the terminal in columns, to which rows are fitted; 0: rows are not
	 * fitted to the terminal. */
	uint16_t width;
	/* The height of the terminal in lines; each listing overwrites the previous
	 * listing. 0: the height is not used, and each listing is written below the
	 * previous listing. */
	uint16_t height;
	bool has_colour;
	/* Whether rows that are new since the previous listing, and rows that are gone
	 * since then, are marked. */
	bool marks;
	/* Whether owners of a socket that have one name are shown together, as the name
	 * and the number of owners. */
	bool folds;
	/* A locale with UTF-8, by which the width of characters on the terminal is
	 * determined; NULL: only ASCII characters are shown. */
	locale_t locale;
};

struct out_spec {
	/* The query of the listing, on which columns and titles depend. */
	struct query_spec query;
	/* The kind of sockets that the titles of the layout netstat name. */
	enum which title;
	/* Whether only some sockets are selected; the layout netstat then writes no
	 * titles of empty sections. */
	bool is_selective;
	bool header;
	/* Whether more columns are shown, such as user and inode (option --extend). */
	bool extend;
	/* units: whether the unit of each owner is shown (option --unit); containers:
	 * whether the container of each owner is shown (option --container). */
	bool units, containers;
	bool timers;
	/* Whether the program is called by the name of netstat and no option has chosen
	 * the layout: each row of the layout netstat then has exactly what the real
	 * netstat prints. */
	bool is_exact;
	/* Whether addresses are shown in full even if is_exact is set, and not cut to the
	 * width of their columns. */
	bool is_wide;
	/* Whether the layout ss leaves out the column Netid (no_netid), the column State
	 * (no_state), or the two columns of queue lengths (no_queues). */
	bool no_netid, no_state, no_queues;
	/* Whether the layout ss shows the memory and the TCP info of a socket on a second
	 * line. */
	bool second_lines;
	struct lsof_spec lsof;
	struct screen_spec screen;
	/* The fields that the layout lsof -F shows: a mask of bits that lsof_fields_parse
	 * has set. */
	uint32_t fields;
	/* The pairs of protocol and IP version that the command line names: a mask of
	 * PAIR_BIT. */
	uint32_t named;
	/* columns: the fields that --columns names; group: the fields that --group
	 * names. */
	struct row_fields columns, group;
	/* The format in which the groups of --group are written: text, JSON or CSV. */
	enum group_style group_style;
	struct group_order group_order;
	/* The kernel's counters of the network namespace; NULL: the counters were not
	 * read. */
	const struct counters *counters;
	/* The growth of the kernel's counters since the previous listing; NULL: there was
	 * no previous listing. */
	const struct counters *since;
	/* The identities of the host, its boot and the network namespace, which only JSON
	 * shows; NULL: not known. */
	const struct identity *identity;
	/* The time of CLOCK_REALTIME when the listing began, in nanoseconds; 0: not
	 * known. */
	uint64_t time_ns;
	/* Whether a column of network namespaces is shown (option --netns). */
	bool has_netns;
	/* The network namespaces and their names; NULL: network namespaces were not
	 * searched for. */
	const struct netns_table *netns;
	/* The names of hosts by their addresses; NULL: addresses are shown as numbers. */
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
	/* What the query could not read so far, such as families that the kernel cannot
	 * list; NULL: nothing is known yet. */
	const struct query_gaps *gaps;
	uint64_t rows;
	/* The keys and rows of the previous listing, by which the layout screen marks
	 * rows that are new or gone. */
	struct screen_record record;
	/* The private data of the layout; NULL until the layout allocates it. */
	void *own;
	/* The sections of the layout netstat whose title was written in this listing, as
	 * a mask. */
	uint32_t sections;
	/* The masks of the columns that are shown, as columns_shown returns them: one for
	 * each section of the layout netstat; other layouts use columns[0]. */
	uint32_t columns[OUT_SECTIONS_MAX];
};

/* A layout: its properties and its functions. The functions append to out->buffer; a
 * function that fails sets the error of out->buffer.text. The parameter `holders` has
 * the owners of sockets until the function `end` returns; NULL: owners were not searched
 * for. */
struct out_ops {
	const char *name;
	/* Whether the layout can show the reason why a socket has no owner. */
	bool has_reasons;
	struct {
		/* owners: whether owners are read even if no option asks for them;
		 * reasons: whether the reasons why sockets have no owner are read even if
		 * no option asks for them. */
		bool owners, reasons;
		/* Whether option -n concerns only names of hosts, not names of ports and
		 * users, if option -i is given, too. */
		bool n_is_hosts;
		/* Whether the layout needs the reference counts of unix sockets. */
		bool refcnt;
		bool counters;
		/* Whether names of interfaces are shown even with option -n. */
		bool links;
		/* Whether the layout needs the identities of the host, its boot and the
		 * network namespace. */
		bool identity;
		/* The properties that the layout needs of each process that owns a
		 * socket. */
		struct process_wanted process;
	} wants;
	void (*begin)(struct out *out);
	void (*row)(struct out *out, const struct sock *s,
		    const struct owner_index *holders);
	void (*end)(struct out *out, const struct query_gaps *gaps);
	/* Frees out->own, the private data of the layout; NULL: the layout has no such
	 * data. */
	void (*release)(void *own);
};

/* The layouts of listings, such as netstat as in net-tools 2.10, lsof as in lsof 4.95,
 * and ss as in iproute2 6.1 with one line per socket. JSON is one object (RFC 8259) per
 * listing. The layout screen has the columns of netstat, and is the only layout that
 * shortens names to fit rows to the terminal. */
extern const struct out_ops out_netstat, out_screen, out_lsof, out_lsof_fields,
	out_lsof_pids, out_ss, out_json, out_csv, out_columns, out_groups, out_summary,
	out_summary_json;

/* Returns the layout that has the given name in out_layouts; NULL: no layout has this
 * name. */
const struct out_ops *out_ops(const char *name);

/* The layouts that the option --layout accepts by name. */
extern const struct out_ops *const out_layouts[];
extern const size_t out_layouts_count;

/* out_begin begins a listing, out_row writes a socket, and out_end ends the listing. All
 * three functions return 0 or an error of out_buffer_turn or out_buffer_flush. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct owner_index *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

/* Frees the output buffer and the private data of the layout, even in the middle of a
 * listing. */
void out_release(struct out *out);

#endif
