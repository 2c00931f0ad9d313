/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/rings.h"

#include "tree.h"
#include "unit.h"

static bool find(const struct tree *t)
{
	bool is_found = false;
	bool was_told = true;

	/* whatever was there before */
	assert_int_equal(rings_find(t->fd, &is_found), 0);
	assert_int_equal(rings_find(t->fd, &was_told), 0);
	assert_int_equal(is_found, was_told);
	return is_found;
}

static void what_is_none(void **state)
{
	static const struct {
		const char *path;
		const char *link;
	} links[] = {
		{ "10/fd/0", "/dev/null" },
		{ "10/fd/1", "anon_inode:[eventpoll]" },
		{ "10/fd/2", "anon_inode:[io_uring" },
		{ "10/fd/3", "anon_inode:[io_uring]x" },
		{ "10/fd/4", "/anon_inode:[io_uring]" },
		{ "10/fd/5",
		  "anon_inode:[io_uring] (deleted), by a name longer than any of "
		  "the kernel's own" },
		{ "10/fd/x", "anon_inode:[io_uring]" },
		{ "net/fd/3", "anon_inode:[io_uring]" },
		{ "11/fd/3", "socket:[1]" },
	};
	const struct tree *t = *state;

	assert_false(find(t));
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		tree_link(t, links[i].path, links[i].link);
	tree_dir(t, "12"); /* gone between two system calls */
	tree_dir(t, "13/fd");
	assert_false(find(t));
}

static void one_of_the_last(void **state)
{
	const struct tree *t = *state;

	tree_link(t, "10/fd/0", "/dev/null");
	tree_link(t, "11/fd/0", "/dev/null");
	tree_link(t, "11/fd/4294967295", "anon_inode:[io_uring]");
	tree_link(t, "12/fd/0", "/dev/null");
	assert_true(find(t));
}

/* Of a thread with a table of its own, told apart as in test_tables.c. */
static void one_of_a_thread(void **state)
{
	enum { MANY = 700 };
	const struct tree *t = *state;

	tree_link(t, "20/fd/0", "/dev/null");
	tree_link(t, "20/task/20/fd/0", "/dev/null");
	for (int i = 0; i < MANY; i++) {
		char path[64];

		snprintf(path, sizeof(path), "20/task/21/fd/%d", i);
		tree_link(t, path, "pipe:[1]");
	}
	assert_false(find(t));
	tree_link(t, "20/task/21/fd/700", "anon_inode:[io_uring]");
	assert_true(find(t));
}

/* Who cannot be looked into may have one, be it that nothing of it can be listed or read. */
static void denied(void **state)
{
	enum { NOBODY = 65534 };
	static const mode_t modes[] = { 0, 0444 };
	const struct tree *t = *state;
	const bool is_root = geteuid() == 0;

	tree_link(t, "10/fd/0", "/dev/null");
	assert_false(find(t));
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		assert_int_equal(fchmodat(t->fd, "10/fd", modes[i], 0), 0);
		if (is_root)
			assert_int_equal(seteuid(NOBODY), 0);
		const bool is_found = find(t);
		if (is_root)
			assert_int_equal(seteuid(0), 0);
		assert_int_equal(fchmodat(t->fd, "10/fd", 0755, 0), 0);
		assert_true(is_found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(what_is_none),
		WITH_TREE(one_of_the_last),
		WITH_TREE(one_of_a_thread),
		WITH_TREE(denied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
