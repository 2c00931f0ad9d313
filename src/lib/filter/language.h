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

/* Callback that looks up the ID of a user by name. -ENOENT: the user is unknown. */
typedef int (*uid_of_fn)(const char *user, uint32_t *ret);

/* Callbacks that find the numbers of the services and users that a filter names. */
struct language_names {
	port_of_fn port_of;
	uid_of_fn uid_of;
};

enum { LANGUAGE_TOKEN_MAX = 512 };

/* Where a filter in the filter language is wrong, and why. */
struct language_error {
	/* position of the wrong token: index of the word on the command line, and offset
	 * of the token in this word, both counted from 0 */
	size_t word, offset;
	/* the token that is wrong; empty if the filter ends too early */
	char token[LANGUAGE_TOKEN_MAX + 1];
	/* constant string that says what is wrong or what was expected */
	const char *why;
	/* whether the wrong token should have been a name of the filter language; the
	 * caller can then suggest a similar name */
	bool is_name;
};

/* Adds a condition in the filter language, split into words at any place. A socket must
 * meet the new condition and all earlier conditions of the filter. -EINVAL: the filter is
 * unchanged, and *error says where and why the condition is wrong. */
int filter_add_words(struct filter *f, const char *const words[], size_t count,
		     const struct language_names *names, struct language_error *error);

/* Returns word number i, counted from 0, among the words of the filter that stood alone
 * and were taken for a command; NULL: there are no more such words. */
const char *filter_bare_command(const struct filter *f, size_t i);

/* Returns name number i, counted from 0, of the filter language, which is a keyword or a
 * subject of comparisons; NULL: there are no more names. */
const char *language_name(size_t i);

#endif
