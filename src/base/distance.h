/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a word is from another. */
#ifndef BASE_DISTANCE_H
#define BASE_DISTANCE_H

#include <stddef.h>

/* The distance of Levenshtein: letters to insert, drop or change. SIZE_MAX where b has more than
 * 32. */
size_t distance_between(const char *a, const char *b);

#endif
