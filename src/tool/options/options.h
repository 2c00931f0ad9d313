/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the program: what a command line asks for, and the functions that parse
 * it and describe the options. */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/threshold.h"
#include "filter/filter.h"
#include "format/out.h"
#include "format/sorter.h"
#include "format/statistics.h"
#include "owner/select.h"
#include "query/query.h"

/* How often --netns can be given. */
enum { NETNS_WORDS_MAX = 32 };

struct dialect;
struct strbuf;

/* The names of address families that the option -f accepts, for messages and completion. */
#define FAMILY_WORDS "inet inet6 unix link netlink vsock xdp tipc"

/* The argument of --explain that asks for all states. */
#define EXPLAIN_ALL "all"

enum command {
	COMMAND_LIST,
	COMMAND_HELP,
	COMMAND_VERSION,
	COMMAND_COMPLETION,
	COMMAND_EXPLAIN,
	COMMAND_DOCTOR,
	COMMAND_EVENTS,
	/* The statistics of `netstat -s` are printed. */
	COMMAND_STATISTICS,
	COMMAND_MAX_,
};

/* Where TCP sockets are read from (option --sockets). */
enum sockets {
	SOCKETS_AUTO,
	/* They are read from the kernel's tables, by BPF. */
	SOCKETS_TABLES,
	/* They are read from sock_diag. */
	SOCKETS_DIAG,
	/* They and all other sockets are read from /proc/net. */
	SOCKETS_PROC,
	SOCKETS_MAX_,
};

/* Whether the layout screen has colours (option --color). */
enum color {
	/* Colours are used if the output goes to a terminal. */
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What a command line asks for. The struct owns memory, but no descriptor and no
 * process. */
struct options {
	enum command command;
	const struct dialect *dialect;
	/* The argument of --completion: the name of a shell. */
	const char *shell;
	/* The argument of --explain: the name of a state, or EXPLAIN_ALL; NULL: none was
	 * given, and an overview is printed. */
	const char *state;
	/* The thresholds for the checks of --doctor. */
	struct thresholds thresholds;
	/* The query, without the pointers, which session_request sets. */
	struct query_spec query;
	enum sockets sockets;
	struct filter filter;
	struct process_select select;
	/* The pairs of protocol and IP version that are listed and whose protocol an
	 * option or operand names: a mask of PAIR_BIT. */
	uint32_t named;
	const struct out_ops *layout;
	/* columns: the fields that --columns names; group: the fields that --group
	 * names. */
	struct row_fields columns, group;
	/* The argument of --sort; NULL: the option was not given. */
	const char *sort_keys;
	/* The order of the sockets and the largest number of rows, from --sort and --top;
	 * not used with --group. */
	struct sort_spec sort;
	/* The order of the groups and their largest number, from --sort and --top; only
	 * used with --group. */
	struct group_order group_order;
	enum group_style group_style;
	struct statistics_spec statistics;
	/* An option has chosen the layout, so that the layout screen is not chosen for a
	 * terminal. */
	bool has_layout;
	enum color color;
	bool verbose;
	struct lsof_spec lsof;
	/* The fields that lsof -F shows: a mask set by lsof_fields_parse. */
	uint32_t fields;
	/* If the output goes to a terminal, it is shown in a pager. */
	bool pager;
	/* The network namespaces of --netns: all, or those that the words name. */
	bool has_all_netns;
	size_t netns_count;
	const char *netns_words[NETNS_WORDS_MAX];
	bool no_header, extend, timers;
	/* The column Unit (option --unit) or Container (option --container) is shown. */
	bool units, containers;
	/* The rows are exactly those of the real netstat (is_exact); addresses are not
	 * cut (is_wide). */
	bool is_exact, is_wide;
	/* Columns that the layout ss leaves out: Netid; State; Recv-Q and Send-Q. */
	bool no_netid, no_state, no_queues;
	/* The layout ss shows the memory and TCP info of a socket on a second line. */
	bool second_lines;
	bool quiet, fail_empty;
	/* Processes that deny access do not make the exit status 3, as in lsof. */
	bool is_lenient;
	bool numeric_hosts, numeric_ports, numeric_users;
	bool continuous;
	/* Repeating ends after the first listing without sockets. */
	bool ends_empty;
	/* The time from one listing to the next, or between the two readings of counters
	 * by --doctor, in milliseconds. */
	uint32_t interval_ms;
	/* The time limit for looking up names of hosts, in milliseconds. */
	uint32_t resolve_ms;
	/* When --events ends: after for_ms milliseconds, or after count events; 0: no
	 * such limit. */
	uint32_t for_ms, count;
};

/* Parses a command line into *ret, which options_release frees. Returns 0; -EINVAL if the
 * command line is wrong, or -EOPNOTSUPP if it asks for what another program shows, both
 * with a message of one line in *ret_error, which the caller frees; or -ENOMEM with a
 * NULL *ret_error. */
int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error);

/* Returns what a listing must read for the filter and for --columns, --group, --sort,
 * --unit and --container. */
struct filter_needs options_needs(const struct options *options);

void options_release(struct options *options);

/* Appends the text of --help for a dialect; it is made from the option tables. */
void options_help(const struct dialect *dialect, struct strbuf *sb);

/* The shells for which completion_make has a script, as words for messages. */
#define COMPLETION_SHELLS "bash, zsh, fish"

/* Appends the script by which a shell completes the options of sockstat. Returns 0, or
 * -ENOENT if there is no script for this shell. */
int completion_make(const char *shell, struct strbuf *sb);

#endif
