/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on the command line, into a listing to be made. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "query/query.h"

struct out_ops;
struct strbuf;

enum command { COMMAND_LIST, COMMAND_HELP, COMMAND_VERSION };

struct options {
	enum command command;
	struct query_spec query;
	uint32_t named; /* mask of PAIR_BIT: the protocols asked for by name */
	const struct out_ops *layout;
	uint32_t fields; /* of that layout, where it takes them */
	bool no_header;
	bool extend;
	bool timers;
	bool quiet;
	bool fail_empty;
	bool numeric_hosts;
	bool numeric_ports;
	bool numeric_users;
	bool continuous;
	uint32_t interval_ms;
	uint32_t resolve_ms;
};

/* Fills *ret. -EINVAL: *ret_error is one line of what is wrong, the caller's to free, and
 * names the word at fault. */
int options_parse(int argc, char *const argv[], struct options *ret, char **ret_error);

/* Appends the text of --help, which is made from the same table. */
void options_help(struct strbuf *sb);

/* Each option's letter (0: none) and long name, by index; false behind the
 * last. For whoever checks that manual and completions know them all. */
bool options_get(unsigned int i, char *letter, const char **name);

#endif
