/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on the command line, into a listing to be made. */
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

/* Address families as -f names them. */
#define FAMILY_WORDS "inet inet6 unix link netlink vsock xdp tipc"

/* What --explain takes in place of one state. */
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

struct options {
	enum command command;
	const struct dialect *dialect; /* the words were of */
	const char *shell; /* of COMMAND_COMPLETION */
	struct thresholds thresholds; /* of COMMAND_DOCTOR */
	const char
		*state; /* of COMMAND_EXPLAIN: a word for one, EXPLAIN_ALL; NULL: none */
	struct query_spec query; /* but for what points into the options */
	struct filter filter;
	struct process_select select;
	uint32_t named; /* mask of PAIR_BIT: the protocols asked for by name */
	const struct out_ops *layout;
	struct lsof_spec lsof;
	uint32_t fields; /* of that layout, where it takes them */
	bool no_header;
	bool extend;
	bool timers;
	bool no_netid; /* columns that ss leaves out */
	bool no_state;
	bool no_queues;
	bool quiet;
	bool fail_empty;
	bool is_lenient; /* status 3 does not tell of processes that deny access */
	bool numeric_hosts;
	bool numeric_ports;
	bool numeric_users;
	bool continuous;
	bool ends_empty; /* continuous until nothing is listed */
	uint32_t interval_ms;
	uint32_t resolve_ms;
	uint32_t for_ms; /* of events; 0: without end */
	uint32_t count; /* of them; 0: without end */
	bool is_json; /* what there is are objects */
};

/* Fills *ret, to be released. -EINVAL: *ret_error is one line of what is wrong, the caller's to
 * free, and names the word at fault. */
int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error);

void options_release(struct options *options);

/* Appends the text of --help, which is made from the same tables. */
void options_help(const struct dialect *dialect, struct strbuf *sb);

/* What is to be known of an option of ours. */
struct option_words {
	char letter; /* 0: none */
	bool letter_arg; /* the letter takes the argument too */
	bool is_optional; /* the argument */
	const char *name;
	const char *arg; /* its name; NULL: it takes none */
	const char *help; /* NULL: another spelling of the one before */
};

/* Each option by index; false behind the last. For completions, and for whoever checks that
 * the manual knows them all. */
bool options_get(unsigned int i, struct option_words *ret);

#endif
