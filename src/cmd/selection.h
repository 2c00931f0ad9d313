/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the words of a command line select, while they are being read. */
#ifndef CMD_SELECTION_H
#define CMD_SELECTION_H

#include <stddef.h>

#include "options.h"

/* What the words select, before it is known what they select together. */
struct selection {
	int argc;
	char *const *argv;
	struct options options;
	uint32_t protos; /* mask of 1 << enum proto, from options */
	uint32_t ips; /* mask of 1 << enum ip, from options */
	uint32_t word_pairs; /* mask of PAIR_BIT, from operands */
	bool all;
	bool listening;
	bool is_internet; /* -i */
	bool is_numeric; /* -n */
	bool has_interval; /* an operand gave it */
	char *error;
};

struct option_desc {
	char letter; /* 0: none */
	unsigned int letter_arg; /* 1: it needs one, 2: it takes what is attached to it */
	const char *name;
	int has_arg; /* of the long form */
	const char *arg; /* its name */
	const char *help; /* NULL: another spelling of the row above */
	int (*apply)(struct selection *sel, const struct option_desc *desc,
		     const char *arg);
	size_t field; /* of struct selection, for set_flag and add_bit */
	uint32_t bit;
};

enum { OPTIONS_MAX = 64 };

extern const struct option_desc option_table[];
extern const size_t option_table_count;

/* The interval of -c. */
int selection_set_interval(struct selection *sel, const char *text);

/* Sets the error, which names the word at fault; -EINVAL, or -ENOMEM. */
int selection_fail(struct selection *sel, const char *what, const char *word,
		   const char *hint);

/* The functions of those rows that narrow a listing to some sockets or processes. */
int add_internet(struct selection *sel, const struct option_desc *desc, const char *arg);
int add_states(struct selection *sel, const struct option_desc *desc, const char *arg);
int add_pids(struct selection *sel, const struct option_desc *desc, const char *arg);
int set_user(struct selection *sel, const struct option_desc *desc, const char *arg);
int set_command_pattern(struct selection *sel, const struct option_desc *desc,
			const char *arg);

#endif
