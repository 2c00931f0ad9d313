/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In place of a list of sockets how many there are, and what the kernel counted that went
 * wrong: text of one fact a line, or a JSON object on one line. */
#ifndef FORMAT_SUMMARY_H
#define FORMAT_SUMMARY_H

#include "out.h"

struct counter_desc;
struct strbuf;
struct tally;

extern const struct out_ops out_summary, out_summary_json;

/* Begin, row and release of both. */
void summary_begin(struct out *out);
void summary_row(struct out *out, const struct sock *s,
		 const struct owner_index *holders);

/* What a state is called for a pair, as in the JSON of a list; NULL: it has a number alone. */
const char *summary_state(unsigned int pair, unsigned int state);

/* Appends the kernel's name of a counter, group and name as one word. */
void summary_kernel_name(struct strbuf *sb, const struct counter_desc *desc);

#endif
