/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guesses what a word that was not understood is meant for. */
#ifndef OPTIONS_GUESS_H
#define OPTIONS_GUESS_H

#include <stdbool.h>

/* The longest guess with its NUL; longer ones are not made. */
enum { GUESS_MAX = 96 };

/* Writes the argument of -i that a port, a service or an address probably means, such as ":22" for
 * "22". Returns false if there is none. */
bool guess_internet(const char *word, char ret[GUESS_MAX]);

/* Writes the argument of --state that names of TCP states mean, such as "tcp:LISTEN" for "LISTEN".
 * Returns false if there is none. */
bool guess_states(const char *word, char ret[GUESS_MAX]);

#endif
