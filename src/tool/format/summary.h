/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of -s: how many sockets there are in each state, and the kernel's counters
 * of errors; as text with one number per line, or as one JSON object. */
#ifndef FORMAT_SUMMARY_H
#define FORMAT_SUMMARY_H

#include "out.h"

struct counter_desc;
struct strbuf;
struct tally;

/* begin and row of both layouts. */
void summary_begin(struct out *out);
void summary_row(struct out *out, const struct sock *s,
		 const struct owner_index *holders);

/* The name of a state for a pair, as in the JSON of a list; NULL: it has none. */
const char *summary_state(unsigned int pair, unsigned int state);

/* Appends the kernel's name of a counter: group and name as one word. */
void summary_kernel_name(struct strbuf *sb, const struct counter_desc *desc);

#endif
