/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the program: what a command line asks for, and the functions that parse
 * a command line and describe the options. */
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

/* The maximum number of times that the option --netns can be given. */
enum { NETNS_WORDS_MAX = 32 };

struct dialect;
struct strbuf;

/* The names of address families that the option -f accepts, as words for messages and
 * completion scripts. */
#define FAMILY_WORDS "inet inet6 unix link netlink vsock xdp tipc"

/* The argument of --explain that asks for the texts about all TCP states. */
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
	/* TCP sockets are read from the kernel's tables, by BPF. */
	SOCKETS_TABLES,
	/* TCP sockets are read from sock_diag, the netlink interface of the kernel for
	 * sockets. */
	SOCKETS_DIAG,
	/* TCP sockets and all other sockets are read from /proc/net. */
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
	/* The argument of --explain: the name of a TCP state, or EXPLAIN_ALL; NULL: no
	 * state was given, and an overview is printed. */
	const char *state;
	/* The thresholds for the checks of --doctor. */
	struct thresholds thresholds;
	/* The query that the command line asks for; its pointers are only set by
	 * session_request. */
	struct query_spec query;
	enum sockets sockets;
	struct filter filter;
	struct process_select select;
	/* The pairs of protocol and IP version that are listed and whose protocol is
	 * named by an option or operand, as a mask of PAIR_BIT. */
	uint32_t named;
	const struct out_ops *layout;
	/* columns: the fields that --columns names; group: the fields that --group
	 * names. */
	struct row_fields columns, group;
	/* The argument of --sort; NULL: --sort was not given. */
	const char *sort_keys;
	/* The order of the sockets (from --sort) and the maximum number of rows (from
	 * --top); not used with --group. */
	struct sort_spec sort;
	/* The order of the groups of sockets (from --sort) and the maximum number of
	 * groups (from --top); only used with --group. */
	struct group_order group_order;
	enum group_style group_style;
	struct statistics_spec statistics;
	/* Whether an option has chosen the layout; if so, the layout screen is not chosen
	 * for a terminal. */
	bool has_layout;
	enum color color;
	bool verbose;
	struct lsof_spec lsof;
	/* The fields that the option -F of lsof shows, as a mask set by
	 * lsof_fields_parse. */
	uint32_t fields;
	/* Whether output that goes to a terminal is shown in a pager. */
	bool pager;
	/* Whether the sockets of all network namespaces are listed (option --netns
	 * without the name of a namespace). */
	bool has_all_netns;
	size_t netns_count;
	const char *netns_words[NETNS_WORDS_MAX];
	bool no_header, extend, timers;
	/* units: whether the column Unit is shown (option --unit); containers: whether
	 * the column Container is shown (option --container) */
	bool units, containers;
	/* is_exact: whether the rows are exactly those of the real netstat; is_wide:
	 * whether long addresses are shown in full */
	bool is_exact, is_wide;
	/* Whether the layout ss leaves out the column Netid (no_netid), the column State
	 * (no_state), or the columns Recv-Q and Send-Q (no_queues). */
	bool no_netid, no_state, no_queues;
	/* Whether the layout ss shows the memory use and the TCP info of a socket on a
	 * second line. */
	bool second_lines;
	bool quiet, fail_empty;
	/* Whether processes that deny access leave the exit status unchanged, as in lsof;
	 * otherwise the exit status becomes 3. */
	bool is_lenient;
	bool numeric_hosts, numeric_ports, numeric_users;
	bool continuous;
	/* Whether repeated listings end after the first listing without sockets. */
	bool ends_empty;
	/* The time from one listing to the next or, for --doctor, between the two
	 * readings of the counters, in milliseconds. */
	uint32_t interval_ms;
	/* The time limit for looking up names of hosts, in milliseconds. */
	uint32_t resolve_ms;
	/* The limits at which --events ends: for_ms: a time in milliseconds; count: a
	 * number of events; 0: there is no such limit */
	uint32_t for_ms, count;
};

/* Parses a command line into *ret, which options_release frees. Returns 0, -EINVAL if the
 * command line is wrong, -EOPNOTSUPP if the command line asks for what only another
 * program shows, or another error, such as -ENOMEM. With -EINVAL and -EOPNOTSUPP,
 * *ret_error is set to a message of one line, which the caller frees; with another error,
 * to NULL. */
int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error);

/* Returns which data a listing must read for the filter and for the options --columns,
 * --group, --sort, --unit and --container. */
struct filter_needs options_needs(const struct options *options);

void options_release(struct options *options);

/* Appends the text of --help for a dialect, made from the option tables. */
void options_help(const struct dialect *dialect, struct strbuf *sb);

/* The shells for which completion_make has a completion script, as words for messages. */
#define COMPLETION_SHELLS "bash, zsh, fish"

/* Appends the script by which a shell completes the options of sockstat. Returns 0, or
 * -ENOENT if there is no script for the shell. */
int completion_make(const char *shell, struct strbuf *sb);

#endif
