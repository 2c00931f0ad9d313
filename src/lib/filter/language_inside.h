/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declarations shared by the files that implement the filter language. */
#ifndef FILTER_LANGUAGE_INSIDE_H
#define FILTER_LANGUAGE_INSIDE_H

#include "expr.h"
#include "language.h"

struct conditions {
	struct expr *expr;
	const struct language_names *names;
	/* address family (AF_*) of operands that name no family; 0: any family */
	uint8_t family;
	/* why a condition is refused: a constant string, set by functions that return
	 * -EINVAL */
	const char *why;
};

enum subject_kind {
	SUBJECT_HOST,
	SUBJECT_PORT,
	SUBJECT_PROTO,
	SUBJECT_STATE,
	SUBJECT_LINK,
	SUBJECT_NETNS,
	SUBJECT_USER,
	SUBJECT_PATH,
	SUBJECT_OWNER,
	SUBJECT_FIELD,
	SUBJECT_REFUSED,
};

/* The ends of a socket that a comparison looks at. END_BOTH: the comparison is true if it
 * is true for at least one of the local end and the peer. */
enum subject_ends { END_LOCAL = 1 << 0, END_PEER = 1 << 1, END_BOTH = 3 };

/* The subject of a comparison: the name on its left side and what the name means. */
struct subject {
	const char *name;
	enum subject_kind kind;
	enum subject_ends ends;
	/* Which table of fields the compared field belongs to; only for the kind
	 * SUBJECT_FIELD. */
	enum expr_place place;
	/* for the kind SUBJECT_FIELD: index of the compared field in the table of fields
	 * that `place` names; for the kind SUBJECT_OWNER: an enum expr_owner */
	uint16_t index;
};

/* Finds the subject of a comparison by its name, ignoring case, '_' and '-'. Returns
 * false if the name is unknown. */
bool subject_find(const char *name, struct subject *ret);

/* Finds the subject that two words such as "src port" form: `subject` is the subject of
 * the first word, `name` is the second word. Returns false if the two words do not form a
 * subject. */
bool subject_combine(const struct subject *subject, const char *name,
		     struct subject *ret);

/* Returns word number i, counted from 0, of the words with which a comparison can begin;
 * NULL: there are no more such words. */
const char *subject_name(size_t i);

/* Appends the nodes for a comparison of a subject with one value to the expression.
 * -EINVAL: c->why says what is wrong. */
int condition_compare(struct conditions *c, const struct subject *subject,
		      enum expr_comparison comparison, const char *value);

/* Appends the nodes for a word that stands alone to the expression: a port, address,
 * state, protocol, user or command. -EINVAL: c->why says what is wrong. */
int condition_word(struct conditions *c, const char *word);

/* Appends the nodes for a word in quotes that stands alone to the expression: a path or a
 * command. -EINVAL: c->why says what is wrong. */
int condition_quoted(struct conditions *c, const char *word);

/* Returns the pairs of protocol and IP version that a word such as "tcp" or "udp6" names,
 * as a mask of PAIR_BIT; 0: the word names no pair. */
uint32_t condition_pairs(const char *word);

/* Appends the nodes for a comparison of ports or addresses with one value to the
 * expression. -EINVAL: c->why says what is wrong. */
int condition_compare_ends(struct conditions *c, const struct subject *subject,
			   enum expr_comparison comparison, const char *value);

/* Appends the condition that the socket has one of the pairs of protocol and IP version
 * in `pairs`, a mask of PAIR_BIT; if is_not, that the socket has none of these pairs. */
int condition_add_pairs(struct conditions *c, uint32_t pairs, bool is_not);

/* Frees the memory that a node owns, but not the node itself. */
void condition_free(struct expr_node *node);

/* Moves *node to the end of the expression. On failure the memory that the node owns is
 * freed. -EINVAL: the expression has too many nodes. */
int condition_add(struct conditions *c, struct expr_node *node);

/* Appends the operator `kind` to the expression. The operands are the node at index
 * `left` and the last node. */
int condition_join(struct conditions *c, enum expr_kind kind, size_t left);

#endif
