/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The edit distance of two words, and whether one word may be a mistyped form of the
 * other. */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include <stddef.h>

/* Returns how many times a letter of a must be inserted, dropped, changed or swapped with
 * its neighbour to turn a into b (the distance of optimal string alignment); SIZE_MAX if
 * b has more than 32 letters. */
size_t distance_between(const char *a, const char *b);

/* Returns the distance of a typed word from a known word; SIZE_MAX if the typed word
 * cannot be a mistyped form of the known word. A mistyped form has few mistakes for its
 * length, and begins with the same letters as the known word unless two neighbouring
 * letters were swapped. */
size_t distance_of_typo(const char *typed, const char *known);

#endif
