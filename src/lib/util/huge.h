/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for large arrays in huge pages: the kernel has to map far fewer huge pages than
 * pages of the usual size. */
#ifndef UTIL_HUGE_H
#define UTIL_HUGE_H

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* The usual size of a huge page in bytes (Documentation/admin-guide/mm/transhuge.rst). If
 * the machine has huge pages of another size, the only effect is that memory is aligned
 * more than necessary. */
#define HUGE_PAGE ((size_t)2 << 20)

/* Allocates `size` bytes, which the caller frees with free(). If `size` is less than
 * HUGE_PAGE, the bytes are allocated by malloc(). Returns NULL if there is not enough
 * memory. */
static inline void *huge_alloc(size_t size)
{
	if (size < HUGE_PAGE)
		return malloc(size);
	if (size > SIZE_MAX - HUGE_PAGE)
		return NULL;

	const size_t whole = (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	void *memory = aligned_alloc(HUGE_PAGE, whole);

	/* A failure of madvise(2) is ignored, because the memory can then be used with
	 * pages of the usual size. */
	if (memory)
		(void)madvise(memory, whole, MADV_HUGEPAGE);
	return memory;
}

#endif
