/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guesses which argument of an option was meant by a word that could not be parsed. */
#ifndef OPTIONS_GUESS_H
#define OPTIONS_GUESS_H

#include <stdbool.h>

/* The size of the buffer for a guess, with its NUL; a longer guess is not made. */
enum { GUESS_MAX = 96 };

/* Writes the argument of -i that is most likely meant by a port, service or address, such as ":22"
 * for "22". Returns false if no such argument is found. */
bool guess_internet(const char *word, char ret[GUESS_MAX]);

/* Writes the argument of --state that is meant by the names of TCP states, such as "tcp:LISTEN" for
 * "LISTEN". Returns false if word is no such list of names. */
bool guess_states(const char *word, char ret[GUESS_MAX]);

#endif
