/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hints about words of the filter that were probably mistyped. */
#ifndef COMMANDS_HINT_H
#define COMMANDS_HINT_H

struct options;
struct query_gaps;

/* Explains why no socket matches: a mistyped word is taken for the name of a program. Nothing is
 * logged if sockets were left out because their owners are not visible. */
void hint_at_words(const struct options *o, const struct query_gaps *gaps);

#endif
