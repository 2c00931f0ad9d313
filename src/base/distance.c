/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distance.h"

#include <stdint.h>
#include <string.h>

enum { DISTANCE_MAX = 32 };

size_t distance_between(const char *a, const char *b)
{
	size_t row[DISTANCE_MAX + 1];
	const size_t n = strlen(b);

	if (n > DISTANCE_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			const size_t change = diagonal + (a[i - 1] != b[j - 1]);
			const size_t other =
				1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);

			diagonal = row[j];
			row[j] = change < other ? change : other;
		}
	}
	return row[n];
}
