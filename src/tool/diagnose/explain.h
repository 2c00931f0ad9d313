/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The meaning of the TCP states (RFC 9293, 3.3.2, and what Linux does differently): the
 * texts of --explain, from which the section TCP STATES of the manual is made. */
#ifndef DIAGNOSE_EXPLAIN_H
#define DIAGNOSE_EXPLAIN_H

#include <stddef.h>

struct strbuf;

/* A paragraph about a state of TCP: its label, such as "entered", and its text, which has no line
 * breaks. */
struct explain_fact {
	const char *label;
	const char *text;
};

enum { EXPLAIN_FACTS = 7 };

struct explain_state {
	/* a value of enum state */
	unsigned int state;
	/* the names of the state in other programs; NULL: it has no other names */
	const char *also;
	/* the paragraphs about the state; the last one is a command that lists sockets in the
	 * state */
	struct explain_fact facts[EXPLAIN_FACTS];
};

/* The states of TCP that --explain knows, in the order in which a connection takes these
 * states. */
extern const struct explain_state explain_states[];
extern const size_t explain_states_count;

/* Returns the state that netstat, ss, lsof, the kernel or Windows calls `word`, or NULL
 * if no state has this name. */
const struct explain_state *explain_find(const char *word);

/* Returns the name of a state that the mistyped word most likely means, or NULL if none is
 * similar. */
const char *explain_nearest(const char *word);

/* Appends the overview of --explain: a drawing of the state machine of TCP. */
void explain_put_page(struct strbuf *sb);

/* Appends the name of a state and its facts, in lines of at most 79 columns. */
void explain_put_state(struct strbuf *sb, const struct explain_state *e);

#endif
