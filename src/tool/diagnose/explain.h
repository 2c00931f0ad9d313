/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The meaning of the TCP states (RFC 9293, 3.3.2, and what Linux does differently): the
 * texts of --explain, from which the section TCP STATES of the manual is made. */
#ifndef DIAGNOSE_EXPLAIN_H
#define DIAGNOSE_EXPLAIN_H

#include <stddef.h>

struct strbuf;

/* One labelled paragraph about a state; text has no line breaks. */
struct explain_fact {
	const char *label;
	const char *text;
};

enum { EXPLAIN_FACTS = 7 };

struct explain_state {
	unsigned int state; /* enum state */
	/* other names of the state; NULL: none */
	const char *also;
	/* the last one is a command that finds such sockets */
	struct explain_fact facts[EXPLAIN_FACTS];
};

/* All states, in the order in which a connection may pass through them. */
extern const struct explain_state explain_states[];
extern const size_t explain_states_count;

/* The state with that name in netstat, ss, lsof, the kernel or Windows; NULL: none. */
const struct explain_state *explain_find(const char *word);

/* The name of the state whose spelling is most like the word, NULL where none is. */
const char *explain_nearest(const char *word);

/* Appends the state machine: one page. */
void explain_put_page(struct strbuf *sb);

/* Appends the facts of a state in lines of at most 79 columns. */
void explain_put_state(struct strbuf *sb, const struct explain_state *e);

#endif
