/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The edit distance of two words, and whether one word may be a mistyping of the
 * other. */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include <stddef.h>

/* Returns how many letters of a must be inserted, dropped, changed or swapped with their
 * neighbour to get b (optimal string alignment), or SIZE_MAX if b has more than 32
 * letters. */
size_t distance_between(const char *a, const char *b);

/* Returns the distance of a typed word from a known word, or SIZE_MAX if the typed word
 * is too different to be a mistyping. A mistyping has few mistakes for its length, and
 * the same first letters as the known word unless two neighbours were swapped. */
size_t distance_of_typo(const char *typed, const char *known);

#endif
