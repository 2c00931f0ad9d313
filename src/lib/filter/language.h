/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter language of sockstat: words and comparisons, joined by "and", "or", "not"
 * and parentheses. The grammar is in sockstat(8), section FILTERS. */
#ifndef FILTER_LANGUAGE_H
#define FILTER_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

struct expr_node;
struct filter;

/* Looks up the ID of a user. -ENOENT: the user is unknown. */
typedef int (*uid_of_fn)(const char *user, uint32_t *ret);

/* Functions that look up the numbers of names in a filter. */
struct language_names {
	port_of_fn port_of;
	uid_of_fn uid_of;
};

enum { LANGUAGE_TOKEN_MAX = 512 };

/* Where a filter in the language is wrong, and why. */
struct language_error {
	/* index of the wrong word of the command line, and of the byte in this word where
	 * the wrong token begins, both counted from 0 */
	size_t word, offset;
	/* the token that is wrong; "": the text ends too early */
	char token[LANGUAGE_TOKEN_MAX + 1];
	/* what is wrong or what was expected, a constant string */
	const char *why;
	/* whether the token should have been a name of the language, so that a similar
	 * name can be suggested */
	bool is_name;
};

/* Adds a condition in the filter language, split into words in any way. A socket must
 * meet it and all earlier conditions. -EINVAL: the filter is unchanged, and *error is
 * set. */
int filter_add_words(struct filter *f, const char *const words[], size_t count,
		     const struct language_names *names, struct language_error *error);

/* Returns the i-th word of the filter that stood alone and was taken for a command; NULL:
 * there are no more such words. */
const char *filter_bare_command(const struct filter *f, size_t i);

/* Returns the i-th name of the language, a keyword or a subject of comparisons; NULL:
 * there are no more names. */
const char *language_name(size_t i);

#endif
