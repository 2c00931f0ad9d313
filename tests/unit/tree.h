/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A made-up /proc below /tmp, which is removed after the test. */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "kernel/proc.h"
#include "owner/process_identity.h"
#include "unit.h"

struct tree {
	char root[32];
	int fd;
};

/* Makes the directories above the last component of the path. */
static inline void tree_parents(const struct tree *t, const char *path)
{
	char part[PATH_MAX];

	for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(end - path), path);
		if (mkdirat(t->fd, part, 0755) < 0)
			assert_int_equal(errno, EEXIST);
	}
}

static inline void tree_dir(const struct tree *t, const char *path)
{
	tree_parents(t, path);
	assert_int_equal(mkdirat(t->fd, path, 0755), 0);
}

/* Writes a file, replacing an existing one. */
static inline void tree_bytes(const struct tree *t, const char *path, const void *bytes,
			      size_t n)
{
	tree_parents(t, path);
	_cleanup_close_ int fd =
		openat(t->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
}

static inline void tree_text(const struct tree *t, const char *path, const char *text)
{
	tree_bytes(t, path, text, strlen(text));
}

static inline void tree_link(const struct tree *t, const char *path, const char *target)
{
	tree_parents(t, path);
	assert_int_equal(symlinkat(target, t->fd, path), 0);
}

/* Makes the link of a descriptor through which a process holds the socket. */
static inline void tree_socket(const struct tree *t, uint32_t pid, uint32_t fd,
			       uint64_t inode)
{
	char path[64];
	char target[64];

	snprintf(path, sizeof(path), "%u/fd/%u", pid, fd);
	snprintf(target, sizeof(target), "socket:[%ju]", (uintmax_t)inode);
	(void)unlinkat(t->fd, path, 0);
	tree_link(t, path, target);
}

/* A time in the future: every process that exists now began before it. */
static const struct listing_start tree_later __attribute__((unused)) = {
	.ticks = UINT64_MAX,
	.wall_ns = UINT64_MAX,
};

/* Makes a tree with the link "self", by which a /proc is recognized; every user may read
 * it. */
static inline struct tree tree_open(void)
{
	struct tree t = { .root = "/tmp/sockstat-unit.XXXXXX", .fd = -1 };

	assert_non_null(mkdtemp(t.root));
	assert_int_equal(chmod(t.root, 0755), 0);
	t.fd = open(t.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(t.fd >= 0);
	tree_link(&t, "self", "1");
	return t;
}

static inline int tree_remove(const char *path, const struct stat *st, int type,
			      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void tree_close(struct tree *t)
{
	close(t->fd);
	assert_int_equal(nftw(t->root, tree_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* Setup function for tests that need a tree each. */
static inline int tree_setup(void **state)
{
	struct tree *t = malloc(sizeof(*t));

	assert_non_null(t);
	*t = tree_open();
	*state = t;
	return 0;
}

static inline int tree_teardown(void **state)
{
	tree_close(*state);
	free(*state);
	return 0;
}

#define WITH_TREE(test) cmocka_unit_test_setup_teardown(test, tree_setup, tree_teardown)

#endif
