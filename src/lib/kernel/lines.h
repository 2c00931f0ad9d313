/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files line by line. Unlike getline(3) it tells the end of a file from an error, and never
 * hands out a line that an error has cut. */
#ifndef KERNEL_LINES_H
#define KERNEL_LINES_H

#include <stddef.h>
#include <sys/types.h>

/* Owns its descriptor and its text; start from LINES_INIT. */
struct lines {
	int fd;
	char *text;
	size_t cap, len;
	size_t at; /* of the next line */
	char behind; /* what stood where the line that was handed out ends */
};

#define LINES_INIT ((struct lines){ .fd = -1 })

/* Opens a file, relative to a directory as openat(2) has it. */
int lines_open(struct lines *l, int dirfd, const char *path);
void lines_close(struct lines *l);

/* The next line, with its newline, and a NUL behind it; only the last of a file may have none.
 * It stays until the next call. 1: *ret is set, 0: no more, <0: error. */
int lines_next(struct lines *l, char **ret, size_t *ret_len);

/* As read(2), until it is not interrupted. -errno. */
ssize_t lines_read(int fd, void *to, size_t size);

#endif
