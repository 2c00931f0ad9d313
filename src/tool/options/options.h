/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, parsed. */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/threshold.h"
#include "filter/filter.h"
#include "format/out.h"
#include "owner/select.h"
#include "query/query.h"

struct dialect;
struct strbuf;

/* The address families that -f takes. */
#define FAMILY_WORDS "inet inet6 unix link netlink vsock xdp tipc"

/* The argument of --explain for all states. */
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

/* What the command line asks for. It is data: nothing in it runs or is open. */
struct options {
	enum command command;
	const struct dialect *dialect;
	/* COMMAND_COMPLETION: the name of the shell. */
	const char *shell;
	/* COMMAND_EXPLAIN: the word for a state, or EXPLAIN_ALL; NULL: an overview. */
	const char *state;
	/* COMMAND_DOCTOR */
	struct thresholds thresholds;
	/* Without the pointers to what the session owns. */
	struct query_spec query;
	struct filter filter;
	struct process_select select;
	/* Mask of PAIR_BIT: the protocols that are named. */
	uint32_t named;
	const struct out_ops *layout;
	struct lsof_spec lsof;
	/* The mask of lsof_fields_parse, if the layout has fields. */
	uint32_t fields;
	bool no_header;
	bool extend;
	bool timers;
	/* Columns that the layout ss leaves out. */
	bool no_netid, no_state, no_queues;
	bool quiet;
	bool fail_empty;
	/* Processes that deny access do not make the exit status 3. */
	bool is_lenient;
	bool numeric_hosts;
	bool numeric_ports;
	bool numeric_users;
	bool continuous;
	/* A repeated listing ends once nothing is listed. */
	bool ends_empty;
	/* Between two listings, and between the two looks of COMMAND_DOCTOR. */
	uint32_t interval_ms;
	uint32_t resolve_ms;
	/* COMMAND_EVENTS: the duration and the number of events; 0: no limit. */
	uint32_t for_ms, count;
};

/* Fills *ret, which the caller releases. -EINVAL: *ret_error is one line that says what is
 * wrong and names the word at fault; the caller frees it. */
int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error);

void options_release(struct options *options);

/* Appends the text of --help, which is made from the option tables. */
void options_help(const struct dialect *dialect, struct strbuf *sb);

/* An option of sockstat as completions and the check of the manual need it. */
struct option_words {
	/* 0: none. */
	char letter;
	/* Whether the letter, too, takes the argument. */
	bool letter_arg;
	/* Whether the argument may be missing. */
	bool is_optional;
	const char *name;
	/* The name of the argument; NULL: there is none. */
	const char *arg;
	/* NULL: the option is another spelling of the one before. */
	const char *help;
};

/* Returns the option of that index, or false behind the last. */
bool options_get(unsigned int i, struct option_words *ret);

#endif
