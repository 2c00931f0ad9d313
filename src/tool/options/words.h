/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suggestions for mistyped commands, fields, states and protocols of the command line. */
#ifndef OPTIONS_WORDS_H
#define OPTIONS_WORDS_H

/* Returns the word that a mistyped word most likely means: a command, a field, a state or
 * a protocol; NULL: no word is similar. */
const char *words_near(const char *typed);

#endif
