/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hints to the user about words of the filter that sockstat takes for names of programs,
 * but that were probably mistyped. */
#ifndef COMMANDS_HINT_H
#define COMMANDS_HINT_H

struct options;
struct query_gaps;

/* Called if no socket matches the filter: logs that a word of the filter was taken for
 * the name of a program, and which word was probably meant. Logs nothing with -q, or if
 * sockets were left out because their owners are not visible. */
void hint_at_words(const struct options *o, const struct query_gaps *gaps);

#endif
