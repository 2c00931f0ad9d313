/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lines.h"

#include <fcntl.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/grow.h"

/* The maximum number of bytes that one read(2) of a file of /proc returns: one page. */
enum { READ_SIZE = 4096 };

int lines_openat(int dirfd, const char *path, int flags)
{
	int fd = -1;

	do
		fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | flags);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

int lines_open(struct lines *l, int dirfd, const char *path)
{
	lines_close(l);
	l->fd = lines_openat(dirfd, path, 0);
	return l->fd < 0 ? l->fd : 0;
}

void lines_close(struct lines *l)
{
	cleanup_close(&l->fd);
	free(l->text);
	*l = LINES_INIT;
}

ssize_t lines_read(int fd, void *to, size_t size)
{
	ssize_t n = 0;

	do
		n = read(fd, to, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

/* Removes the lines that lines_next() has returned from the buffer, and reads more of the
 * file behind the remaining text. Returns 1 if something was read, 0 at the end of the
 * file, or -errno. */
static int lines_fill(struct lines *l)
{
	if (l->at) {
		l->len -= l->at;
		memmove(l->text, l->text + l->at, l->len);
		l->at = 0;
	}
	/* The last added byte is room for the NUL behind a last line without a
	 * newline. */
	int r = grow(&l->text, &l->cap, l->len + READ_SIZE / 2 + 1, 1);
	if (r < 0)
		return r;
	const ssize_t n = lines_read(l->fd, l->text + l->len, l->cap - l->len - 1);
	if (n < 0)
		return (int)n;
	l->len += (size_t)n;
	return n > 0;
}

int lines_next(struct lines *l, char **ret, size_t *ret_len)
{
	const char *newline = NULL;
	size_t looked = 0;
	int r = 1;

	if (l->at)
		l->text[l->at] = l->behind;
	while (!newline && r > 0) {
		const size_t left = l->len - l->at;

		if (left > looked)
			newline = memchr(l->text + l->at + looked, '\n', left - looked);
		looked = left;
		if (!newline && (r = lines_fill(l)) < 0)
			return r;
	}
	if (!newline && l->at == l->len)
		return 0;

	char *line = l->text + l->at;
	*ret_len = newline ? (size_t)(newline - line) + 1 : l->len - l->at;
	*ret = line;
	l->at += *ret_len;
	l->behind = l->text[l->at];
	l->text[l->at] = '\0';
	return 1;
}
