/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line asks for, and functions that parse it and describe its options. */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/threshold.h"
#include "filter/filter.h"
#include "format/out.h"
#include "format/sorter.h"
#include "owner/select.h"
#include "query/query.h"

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
	COMMAND_MAX_,
};

/* When the layout screen has colours. */
enum color {
	/* On a terminal. */
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What the command line asks for. An object of this type holds no descriptor and no process. */
struct options {
	enum command command;
	const struct dialect *dialect;
	/* The argument of --completion, which is the name of a shell. */
	const char *shell;
	/* The argument of --explain: the name of a state, or EXPLAIN_ALL; NULL: an overview is
	 * asked for. */
	const char *state;
	/* The thresholds for the checks of --doctor. */
	struct thresholds thresholds;
	/* The query, except for the pointers that session_request sets. */
	struct query_spec query;
	struct filter filter;
	struct process_select select;
	/* Mask of PAIR_BIT: the listed pairs of protocol and IP version whose protocol is
	 * named by an option or an operand. */
	uint32_t named;
	const struct out_ops *layout;
	/* The fields of --columns and of --group. */
	struct row_fields columns, group;
	/* The argument of --sort; NULL: the option was not given. */
	const char *sort_keys;
	/* The order of the sockets, by --sort and --top, unless groups are shown. */
	struct sort_spec sort;
	/* The order of the groups, by --sort and --top. */
	struct group_order group_order;
	enum group_style group_style;
	/* An option has chosen the layout. */
	bool has_layout;
	enum color color;
	bool verbose;
	struct lsof_spec lsof;
	/* Mask of the fields that -F selects, from lsof_fields_parse. */
	uint32_t fields;
	/* On a terminal, the output goes through a pager. */
	bool pager;
	bool no_header, extend, timers;
	/* The columns Unit and Container are shown. */
	bool units, containers;
	/* The layout ss leaves out the column Netid, State, or Recv-Q and Send-Q. */
	bool no_netid, no_state, no_queues;
	/* The layout ss shows the memory and the TCP facts of a socket on a second line of its
	 * row. */
	bool second_lines;
	bool quiet, fail_empty;
	/* The exit status is not 3 if processes deny access. */
	bool is_lenient;
	bool numeric_hosts, numeric_ports, numeric_users;
	bool continuous;
	/* A repeated listing ends after the first time that it lists no socket. */
	bool ends_empty;
	/* The time between two listings, or between the two readings of counters by --doctor, in
	 * milliseconds. */
	uint32_t interval_ms;
	/* The time limit for looking up the names of hosts, in milliseconds. */
	uint32_t resolve_ms;
	/* Limits of --events: it ends after for_ms milliseconds or after count events; 0: no
	 * limit. */
	uint32_t for_ms, count;
};

/* Parses the command line into *ret, which options_release releases. Returns 0, -ENOMEM with a NULL
 * *ret_error, or -EINVAL if the command line is wrong: *ret_error is then one line that names the
 * word at fault, which the caller frees. */
int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error);

/* Returns what a listing must read for the filter, for --columns, --sort and --group. */
struct filter_needs options_needs(const struct options *options);

void options_release(struct options *options);

/* Appends the text of --help for a dialect, which is made from the option tables. */
void options_help(const struct dialect *dialect, struct strbuf *sb);

/* The names of the shells that completion_make supports, for messages. */
#define COMPLETION_SHELLS "bash, zsh, fish"

/* Appends the script by which a shell completes the options of sockstat. Returns 0, or -ENOENT if
 * shell is not in COMPLETION_SHELLS. */
int completion_make(const char *shell, struct strbuf *sb);

#endif
