/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files line by line. Unlike getline(3), it distinguishes the end of a file from an
 * error, and never returns a line that was cut by an error. */
#ifndef KERNEL_LINES_H
#define KERNEL_LINES_H

#include <stddef.h>
#include <sys/types.h>

/* A file that is read line by line. Owns its descriptor and its text. Initialise with
 * LINES_INIT. */
struct lines {
	int fd;
	/* What was read of the file, from the last returned line on. */
	char *text;
	size_t cap, len;
	/* Offset of the next line in text. */
	size_t at;
	/* The character that the NUL behind the returned line has replaced. */
	char behind;
};

#define LINES_INIT ((struct lines){ .fd = -1 })

/* Opens a file relative to a directory, like openat(2), and closes the one before. */
int lines_open(struct lines *l, int dirfd, const char *path);
void lines_close(struct lines *l);

/* Gets the next line with its newline, which only the last line of a file may lack, and a NUL
 * behind it. The line is valid until the next call. Returns 1 and sets *ret to the line and
 * *ret_len to its length without the NUL, 0 at the end, or an error. */
int lines_next(struct lines *l, char **ret, size_t *ret_len);

/* Calls openat(2) for reading, again if it was interrupted. Returns the descriptor, or an
 * error. */
int lines_openat(int dirfd, const char *path, int flags);

/* Calls read(2), again if it was interrupted. Returns what read(2) returns, or an error. */
ssize_t lines_read(int fd, void *to, size_t size);

#endif
