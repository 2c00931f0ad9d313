/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of --explain: the meaning of each TCP state in RFC 9293, 3.3.2, and how Linux
 * differs from the RFC. The section TCP STATES of the manual is made from these texts. */
#ifndef DIAGNOSE_EXPLAIN_H
#define DIAGNOSE_EXPLAIN_H

#include <stddef.h>

struct strbuf;

/* A paragraph about a TCP state: its label, such as "entered", and its text, which has no
 * line breaks. */
struct explain_fact {
	const char *label;
	const char *text;
};

enum { EXPLAIN_FACTS = 7 };

struct explain_state {
	/* The TCP state, as a value of enum state. */
	unsigned int state;
	/* Other names of the TCP state, used in other programs; NULL: there are no other
	 * names. */
	const char *also;
	/* The paragraphs about the TCP state; the last paragraph is a command that lists
	 * sockets in the state. */
	struct explain_fact facts[EXPLAIN_FACTS];
};

/* The TCP states that --explain explains, in the order in which a connection passes
 * through them. */
extern const struct explain_state explain_states[];
extern const size_t explain_states_count;

/* Returns the TCP state with the name `word`, as used by netstat, ss, lsof, the kernel or
 * Windows; NULL: no state has this name. */
const struct explain_state *explain_find(const char *word);

/* Returns the name of the TCP state that a mistyped word most likely means; NULL: no name
 * is similar. */
const char *explain_nearest(const char *word);

/* Appends the overview of --explain: a drawing of the state machine of TCP. */
void explain_put_page(struct strbuf *sb);

/* Appends the name of a TCP state and the paragraphs about the state, in lines of at most
 * 79 columns. */
void explain_put_state(struct strbuf *sb, const struct explain_state *e);

#endif
