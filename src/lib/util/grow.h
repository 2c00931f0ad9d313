/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth of an array: the number of elements that fit into the array is doubled until the
 * array is large enough. */
#ifndef UTIL_GROW_H
#define UTIL_GROW_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Makes room for `need` elements of `size` bytes in an array that has room for *cap
 * elements, and updates *cap. `array` is the address of the pointer to the array. Returns
 * 0, or -ENOMEM with the array and *cap unchanged. */
static inline int grow(void *array, size_t *cap, size_t need, size_t size)
{
	void **p = array;

	if (need <= *cap)
		return 0;

	size_t want = *cap ? *cap : 16;
	while (want < need) {
		if (want > SIZE_MAX / 2)
			return -ENOMEM;
		want *= 2;
	}

	void *bigger = reallocarray(*p, want, size);
	if (!bigger)
		return -ENOMEM;
	*p = bigger;
	*cap = want;
	return 0;
}

#endif
