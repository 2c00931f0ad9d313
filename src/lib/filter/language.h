/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter language of sockstat: words and comparisons, joined by "and", "or", "not" and
 * parentheses. The grammar is in sockstat(8), section FILTERS. */
#ifndef FILTER_LANGUAGE_H
#define FILTER_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

struct expr_node;
struct filter;

/* Looks up a user. -ENOENT: unknown. */
typedef int (*uid_of_fn)(const char *user, uint32_t *ret);

/* How names of the command line become numbers. */
struct language_names {
	port_of_fn port_of;
	uid_of_fn uid_of;
};

enum { LANGUAGE_TOKEN_MAX = 512 };

/* Where a text is wrong, and why. */
struct language_error {
	/* the word of the command line, and the byte in it, both counted from 0 */
	size_t word, offset;
	/* the token at that place; "": the end of the text */
	char token[LANGUAGE_TOKEN_MAX + 1];
	/* what is wrong or what was expected, a constant string */
	const char *why;
	/* The token should have been a name of the language: a suggestion can help. */
	bool is_name;
};

/* Adds a condition in the filter language, split into words in any way, which a socket must
 * meet in addition to earlier ones. -EINVAL: the filter is unchanged, and *error is set. */
int filter_add_words(struct filter *f, const char *const words[], size_t count,
		     const struct language_names *names, struct language_error *error);

/* Returns the i-th condition that is a single word taken for a command; NULL: there are no
 * more. */
const char *filter_bare_command(const struct filter *f, size_t i);

/* Returns the i-th name that may begin a comparison or is a word of the language; NULL: there
 * are no more. */
const char *language_name(size_t i);

#endif
