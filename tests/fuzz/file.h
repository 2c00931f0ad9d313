/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serves the input as any file that is opened below /proc: the executable's own openat
 * takes precedence over that of the C library. fcntl.h, which may define it inline, must
 * not be included. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

int openat(int dir, const char *path, int flags, ...);

/* The number that stands for a descriptor of /proc. */
enum { FILE_PROC = 100 };

static int file_fd = -1;

/* One file at a time: the next open rewinds the same descriptor. */
int openat(int dir, const char *path, int flags, ...)
{
	require(dir == FILE_PROC && path && *path && *path != '/');
	(void)flags;
	require(lseek(file_fd, 0, SEEK_SET) == 0);
	return dup(file_fd);
}

/* Replaces __openat_2(), which a fortified C library calls if the flags are not
 * constant. */
int openat_with_flags(int dir, const char *path, int flags) __asm__("__openat_2");

int openat_with_flags(int dir, const char *path, int flags)
{
	return openat(dir, path, flags);
}

static inline void file_set(const uint8_t *data, size_t size)
{
	if (file_fd < 0)
		file_fd = memfd_create("file", MFD_CLOEXEC);
	require(file_fd >= 0 && ftruncate(file_fd, 0) == 0);
	require(pwrite(file_fd, data, size, 0) == (ssize_t)size);
}

#endif
