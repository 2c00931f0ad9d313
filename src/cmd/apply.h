/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rows of option tables do, as far as several tables have it. */
#ifndef CMD_APPLY_H
#define CMD_APPLY_H

#include <getopt.h>

#include "selection.h"

/* The functions of rows; field and bit are the row's. */
int set_flag(struct selection *sel, const struct option_desc *desc, const char *arg);
int add_bit(struct selection *sel, const struct option_desc *desc, const char *arg);

/* What others must be told to do and we always do. */
int accept_only(struct selection *sel, const struct option_desc *desc, const char *arg);

/* What another program has and is not ours to do: the row's help says who does. */
int refuse(struct selection *sel, const struct option_desc *desc, const char *arg);

/* The family, or several with commas between them, as netstat's -A takes them. */
int add_families(struct selection *sel, const struct option_desc *desc, const char *arg);

/* -s: what it takes is lsof's if it has a colon, PROTOCOL:STATES. Alone, before another option or
 * word, or with more letters attached it is the summary. */
int set_summary_or_states(struct selection *sel, const struct option_desc *desc,
			  const char *arg);

int set_continuous(struct selection *sel, const struct option_desc *desc,
		   const char *arg);
int set_fields(struct selection *sel, const struct option_desc *desc, const char *arg);
int set_command(struct selection *sel, const struct option_desc *desc, const char *arg);

/* The interval of -c. */
int selection_set_interval(struct selection *sel, const char *text);

/* Cells of rows. */
#define FIELD(name)     offsetof(struct selection, name)
#define NONE            no_argument, NULL
#define NEEDS(arg)      required_argument, arg
#define MAY(arg)        optional_argument, arg
#define FLAG(name)      set_flag, FIELD(name), 0
#define BIT(name, n)    add_bit, FIELD(name), UINT32_C(1) << (n)
#define BITS(name, n)   add_bit, FIELD(name), (n)
#define CALL(fn)        fn, 0, 0
#define COMMAND(number) set_command, 0, number

#endif
