/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for large arrays in huge pages, of which the kernel has to map far fewer. */
#ifndef UTIL_HUGE_H
#define UTIL_HUGE_H

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* The usual size of a huge page in bytes (Documentation/admin-guide/mm/transhuge.rst). Where it is
 * another one, memory is only aligned more than is useful. */
#define HUGE_PAGE ((size_t)2 << 20)

/* Allocates `size` bytes, which the caller frees with free(). A size below that of a huge page is
 * allocated as by malloc(). Returns NULL if there is not enough memory. */
static inline void *huge_alloc(size_t size)
{
	if (size < HUGE_PAGE)
		return malloc(size);
	if (size > SIZE_MAX - HUGE_PAGE)
		return NULL;

	const size_t whole = (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	void *memory = aligned_alloc(HUGE_PAGE, whole);

	/* an error only means that the pages stay small */
	if (memory)
		(void)madvise(memory, whole, MADV_HUGEPAGE);
	return memory;
}

#endif
