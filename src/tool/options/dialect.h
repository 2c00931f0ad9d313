/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Called through a link named netstat, lsof or ss, the words are that program's: its options,
 * and for those that it does not have our own. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name; /* of the link */
	const struct option_desc *options; /* its own */
	size_t options_count;
	bool is_lsof; /* -i without letters of netstat has the meaning that lsof gives it */
	bool has_letters; /* of ours, those that it does not have itself */
	const char *examples; /* lines that --help begins with; NULL: none */
	const char *operands; /* as --help has them */
	const char *empty; /* what status 1 says, as --help has it */
	/* Takes the words that are no options. */
	int (*operands_apply)(struct parse_state *sel, size_t count, char *const words[]);
	/* What the words mean together before all else; NULL: nothing more than ours do. */
	int (*settle)(struct parse_state *sel);
};

/* The options of a dialect by index, its own first. NULL behind the last. */
struct dialect_option {
	const struct option_desc *desc;
	char letter; /* 0: none, or its own row has another meaning for it */
};
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
