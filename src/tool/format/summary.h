/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that the two layouts of the summary (-s) share: the text, and the JSON
 * object. Both layouts show how many sockets are in each state, and the kernel's
 * counters. */
#ifndef FORMAT_SUMMARY_H
#define FORMAT_SUMMARY_H

#include "out.h"

struct counter_desc;
struct strbuf;
struct tally;

/* summary_begin and summary_row are the functions begin and row in the struct out_ops of
 * both layouts of the summary, as text and as JSON. */
void summary_begin(struct out *out);
void summary_row(struct out *out, const struct sock *s,
		 const struct owner_index *holders);

/* Returns the name of a state for a pair of protocol and IP version, as in the JSON
 * output of a listing; NULL: the state has no name. */
const char *summary_state(unsigned int pair, unsigned int state);

/* Appends the name of a counter as in /proc: its group and its name, written as one
 * word. */
void summary_kernel_name(struct strbuf *sb, const struct counter_desc *desc);

#endif
