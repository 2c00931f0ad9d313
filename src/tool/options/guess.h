/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guesses of what the user meant by an argument that could not be parsed. */
#ifndef OPTIONS_GUESS_H
#define OPTIONS_GUESS_H

#include <stdbool.h>

/* The size in bytes of the buffer for a guess, including its NUL; longer guesses are not
 * made. */
enum { GUESS_MAX = 96 };

/* Writes to ret the argument of -i that a port, a service or an address most likely
 * stands for, such as ":22" for "22". Returns false if there is no such argument. */
bool guess_internet(const char *word, char ret[GUESS_MAX]);

/* Writes to ret the argument of --state that names of TCP states stand for, such as
 * "tcp:LISTEN" for "LISTEN". Returns false if `word` does not consist of names of TCP
 * states. */
bool guess_states(const char *word, char ret[GUESS_MAX]);

#endif
