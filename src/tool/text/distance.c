/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distance.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	DISTANCE_MAX = 32,
	/* The minimum length of a word that may have two mistakes; a shorter word may
	 * have only one. */
	LONG_WORD = 6,
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t distance_between(const char *a, const char *b)
{
	/* The last three rows of the distance matrix, used in turn: one row for the
	 * current letter of a, and two rows for the two letters before the current
	 * one. */
	size_t rows[3][DISTANCE_MAX + 1];
	const size_t n = strlen(b);

	if (n > DISTANCE_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = j;
	size_t i = 0;
	for (i = 1; a[i - 1]; i++) {
		const size_t *swapped = rows[(i + 1) % 3];
		const size_t *above = rows[(i + 2) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
				       1 + least(above[j], row[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], 1 + swapped[j - 2]);
		}
	}
	return rows[(i - 1) % 3][n];
}

static bool is_swap(const char *typed, const char *known)
{
	size_t at = 0;

	while (typed[at] && typed[at] == known[at])
		at++;
	return typed[at] && known[at] && typed[at] == known[at + 1] &&
	       typed[at + 1] == known[at] && strcmp(typed + at + 2, known + at + 2) == 0;
}

size_t distance_of_typo(const char *typed, const char *known)
{
	const size_t shorter = least(strlen(typed), strlen(known));
	const bool is_long = shorter >= LONG_WORD;
	const size_t d = distance_between(typed, known);
	size_t shared = 0;

	if (is_swap(typed, known))
		return d;
	while (shared < shorter && typed[shared] == known[shared])
		shared++;
	/* A typed word must share its first two letters with the known word. If the typed
	 * word is long and has one mistake, one shared letter is enough. For example,
	 * "cut" may be a mistyped "cup", but "top" is no mistyped "tcp". */
	if (d > (is_long ? 2U : 1U) || shared < (is_long && d == 1 ? 1U : 2U))
		return SIZE_MAX;
	return d;
}
