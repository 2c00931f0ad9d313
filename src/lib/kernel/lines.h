/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files line by line. Unlike getline(3), lines_next() distinguishes the end of a
 * file from an error, and never returns a line that an error cut short. */
#ifndef KERNEL_LINES_H
#define KERNEL_LINES_H

#include <stddef.h>
#include <sys/types.h>

/* A file that is read line by line, with its descriptor and its buffer. Initialise with
 * LINES_INIT, release with lines_close(). */
struct lines {
	int fd;
	/* Buffer with the part of the file that was read and not yet removed. The line
	 * that lines_next() returned last is still in the buffer. */
	char *text;
	size_t cap, len;
	/* Offset in the buffer `text`, in bytes, of the line that lines_next() returns
	 * next. */
	size_t at;
	/* The character of the file behind the line that lines_next() returned last; a
	 * NUL replaces the character in the buffer `text`. */
	char behind;
};

#define LINES_INIT ((struct lines){ .fd = -1 })

/* Opens the file `path` relative to the directory dirfd, like openat(2), after closing
 * the file that l may have open. Returns 0 or -errno. */
int lines_open(struct lines *l, int dirfd, const char *path);
void lines_close(struct lines *l);

/* Gets the next line of the file. Returns 1 and sets *ret to the line and *ret_len to the
 * length of the line in bytes, 0 at the end of the file, or -errno. The line ends with
 * its newline, which only the last line of a file may lack, and a NUL, which *ret_len
 * does not count. The line is valid until the next call of lines_next(). */
int lines_next(struct lines *l, char **ret, size_t *ret_len);

/* Calls openat(2) with O_RDONLY, O_CLOEXEC and `flags`, and repeats the call if a signal
 * interrupted it. Returns the descriptor, or -errno. */
int lines_openat(int dirfd, const char *path, int flags);

/* Calls read(2), and repeats the call if a signal interrupted it. Returns the number of
 * bytes, 0 at the end of the file, or -errno. */
ssize_t lines_read(int fd, void *to, size_t size);

#endif
