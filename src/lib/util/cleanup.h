/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scope-bound cleanup: a resource is released when the variable that owns the resource
 * goes out of scope, on every path. */
#ifndef UTIL_CLEANUP_H
#define UTIL_CLEANUP_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define _cleanup_(f)    __attribute__((cleanup(f)))
#define _cleanup_free_  _cleanup_(cleanup_free)
#define _cleanup_close_ _cleanup_(cleanup_close)

/* Returns the pointer in the variable p, and sets p to NULL, which keeps the cleanup of p
 * from releasing what the pointer refers to. */
#define TAKE(p)                                                                          \
	({                                                                               \
		__typeof__(p) *take_from_ = &(p);                                        \
		__typeof__(p) taken_ = *take_from_;                                      \
		*take_from_ = NULL;                                                      \
		taken_;                                                                  \
	})

/* Returns the descriptor *fd, and sets *fd to -1, which keeps the cleanup of the variable
 * *fd from closing the descriptor. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close(const int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

#endif
