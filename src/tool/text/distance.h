/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a word is from another, and whether it may be the one that was meant. */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include <stddef.h>

/* The number of letters to insert, drop or change, or of neighbours to swap (optimal string
 * alignment). SIZE_MAX where b has more than 32 letters. */
size_t distance_between(const char *a, const char *b);

/* The distance of a typed word from a known one that it may be a mistyping of, SIZE_MAX where it
 * is rather another word: it has to be near for its length, and to begin as the known one does,
 * but for two neighbours that were swapped. */
size_t distance_of_typo(const char *typed, const char *known);

#endif
