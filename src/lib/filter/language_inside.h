/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parser of the filter language and its conditions share. */
#ifndef FILTER_LANGUAGE_INSIDE_H
#define FILTER_LANGUAGE_INSIDE_H

#include "expr.h"
#include "language.h"

struct conditions {
	struct expr *expr;
	const struct language_names *names;
	/* AF_* of addresses; 0: any */
	uint8_t family;
	/* Set when a function fails: what is wrong with the value. */
	const char *why;
};

enum subject_kind {
	SUBJECT_HOST,
	SUBJECT_PORT,
	SUBJECT_PROTO,
	SUBJECT_STATE,
	SUBJECT_LINK,
	SUBJECT_USER,
	SUBJECT_PATH,
	SUBJECT_OWNER,
	SUBJECT_FIELD,
	SUBJECT_REFUSED,
};

/* The ends of a socket that a comparison looks at; both: either may match. */
enum subject_ends { END_LOCAL = 1 << 0, END_PEER = 1 << 1, END_BOTH = 3 };

/* What a comparison is about. */
struct subject {
	const char *name;
	enum subject_kind kind;
	enum subject_ends ends;
	/* where SUBJECT_FIELD is read */
	enum expr_place place;
	/* index in the table of that place, or enum expr_owner of SUBJECT_OWNER */
	uint16_t index;
};

/* Finds the subject with that name. */
bool subject_find(const char *name, struct subject *ret);

/* Finds the subject of "src port", "dst host" and the like, where *subject is that of the first
 * word. Returns false if the words do not go together. */
bool subject_combine(const struct subject *subject, const char *name,
		     struct subject *ret);

/* Returns the i-th name; NULL: there are no more. */
const char *subject_name(size_t i);

/* Appends the nodes of a comparison with one value; is_not_equal values are joined by "and",
 * others by "or". Returns -EINVAL with c->why, or -ENOMEM. */
int condition_compare(struct conditions *c, const struct subject *subject,
		      enum expr_comparison comparison, const char *value);

/* Appends the nodes of a word that stands alone: a port, address, state, protocol, user or
 * command. Errors as condition_compare(). */
int condition_word(struct conditions *c, const char *word);

/* Returns the protocols and IP versions that a word such as "tcp" or "udp6" names, as a mask of
 * PAIR_BIT; 0: it names none. */
uint32_t condition_pairs(const char *word);

/* Appends the nodes of a comparison of ports or addresses. Errors as condition_compare(). */
int condition_compare_ends(struct conditions *c, const struct subject *subject,
			   enum expr_comparison comparison, const char *value);

/* Appends "the socket is of one of these pairs", a mask of PAIR_BIT, or its negation. */
int condition_add_pairs(struct conditions *c, uint32_t pairs, bool is_not);

/* Frees what a node owns. */
void condition_free(struct expr_node *node);

/* Appends a node. *node is released if that fails. -EINVAL: there are too many. */
int condition_add(struct conditions *c, struct expr_node *node);

/* Joins the node at index `left` with the last node. */
int condition_join(struct conditions *c, enum expr_kind kind, size_t left);

#endif
