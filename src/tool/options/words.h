/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suggestions for mistyped operands of sockstat. */
#ifndef OPTIONS_WORDS_H
#define OPTIONS_WORDS_H

/* Returns the known word that is most similar to the mistyped word typed: a verb, a field, a state
 * or a protocol. NULL: no word is similar. */
const char *words_near(const char *typed);

#endif
