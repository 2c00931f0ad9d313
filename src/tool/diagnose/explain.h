/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the states of TCP mean (RFC 9293, 3.3.2, and what Linux makes of it): the texts of
 * --explain, of which the manual's section TCP STATES is made. */
#ifndef DIAGNOSE_EXPLAIN_H
#define DIAGNOSE_EXPLAIN_H

#include <stddef.h>

struct strbuf;

/* One line of what there is to know of a state; text is unbroken. */
struct explain_fact {
	const char *label;
	const char *text;
};

enum { EXPLAIN_FACTS = 7 };

struct explain_state {
	unsigned int state; /* enum state */
	const char *also; /* what others call it; NULL: the same */
	struct explain_fact
		facts[EXPLAIN_FACTS]; /* the last is a command that finds it */
};

/* All of them, in the order in which a connection may go through them. */
extern const struct explain_state explain_states[];
extern const size_t explain_states_count;

/* The state that a word spells, as netstat, ss, lsof, the kernel or Windows do; NULL: none. */
const struct explain_state *explain_find(const char *word);

/* The name of the state whose spelling is near to a word, NULL where none is. */
const char *explain_nearest(const char *word);

/* Appends the state machine: one page. */
void explain_put_page(struct strbuf *sb);

/* Appends what there is to know of a state, in lines of at most 79 columns. */
void explain_put_state(struct strbuf *sb, const struct explain_state *e);

#endif
