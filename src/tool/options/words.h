/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that operands of sockstat are made of. */
#ifndef OPTIONS_WORDS_H
#define OPTIONS_WORDS_H

/* Returns the word that a mistyped one is probably meant to be: a verb, a field, a state or a
 * protocol. NULL: none is near. */
const char *words_near(const char *typed);

#endif
