/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners are collected from a source, and their processes are described. */
#include "owner/owner_index.h"

#include "owner/select.h"
#include "owners.h"
#include "tree.h"
#include "unit.h"

/* A source that reports a number of sockets and then its result. */
struct owner_source {
	uint32_t left;
	int last;
	int *ended;
};

struct script {
	int begin;
	uint32_t count;
	int last;
	int ended;
};

/* The interface of sources has no parameter for the test. */
static struct script script;

static int fake_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	assert_int_equal(proc_fd, 4242);
	assert_null(scope);
	if (script.begin < 0)
		return script.begin;
	*ret = malloc(sizeof(**ret));
	assert_non_null(*ret);
	**ret = (struct owner_source){ script.count, script.last, &script.ended };
	return 0;
}

static int fake_next(struct owner_source *source, struct owner_record *ret)
{
	if (!source->left)
		return source->last;
	*ret = (struct owner_record){ .inode = 50 + source->left,
				      .pid = 1,
				      .fd = source->left };
	source->left--;
	return 1;
}

static void fake_end(struct owner_source *source, struct owner_gaps *gaps)
{
	++*source->ended;
	gaps->denied += 3;
	free(source);
}

static const struct owner_source_ops fake = { "fake", fake_begin, fake_next, fake_end };

static void collect_adds_all_reports_of_a_source(void **state)
{
	static const struct {
		struct script script;
		int r, ended;
		uint64_t denied;
	} cases[] = {
		{ { .count = 0 }, 0, 1, 10 + 3 },
		{ { .count = 5 }, 0, 1, 10 + 3 },
		{ { .count = 5, .last = -EIO }, -EIO, 1, 10 + 3 },
		{ { .count = 0, .last = -ENOMEM }, -ENOMEM, 1, 10 + 3 },
		{ { .begin = -EPERM, .count = 5 }, -EPERM, 0, 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_holders) struct owner_index *h = make();
		const uint32_t told =
			cases[i].script.begin < 0 ? 0 : cases[i].script.count;
		struct owner_gaps gaps = { .denied = 10 };

		script = cases[i].script;
		assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps),
				 cases[i].r);
		assert_int_equal(gaps.denied, cases[i].denied);
		assert_int_equal(script.ended, cases[i].ended);
		for (uint32_t k = 1; k <= 6; k++)
			assert_int_equal(owner_index_first(h, 50 + k) != NULL, k <= told);
	}
}

static void collecting_twice_adds_holders(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct owner_gaps gaps = { 0 };

	(void)state;
	script = (struct script){ .count = 1 };
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps), 0);
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps), 0);
	assert_int_equal(gaps.denied, 6);
	const struct holder *first = owner_index_first(h, 51);
	assert_non_null(first);
	assert_non_null(owner_index_next(h, first));
}

static void describe_reads_each_process_once(void **state)
{
	const struct tree *t = *state;
	const struct process_wanted wanted = { .uid = true };
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	tree_text(t, "10/cmdline", "ten");
	tree_text(t, "11/cmdline", "eleven");
	tree_socket(t, 10, 3, 7);
	tree_socket(t, 10, 4, 7);
	tree_socket(t, 11, 3, 7);
	tree_socket(t, 11, 5, 8);
	add(h, 7, 10, 3);
	add(h, 7, 10, 4);
	add(h, 7, 11, 3);
	/* The process has ended since. */
	add(h, 7, 12, 3);
	add(h, 8, 11, 5);
	add(h, 9, 13, 5);
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	tree_text(t, "11/cmdline", "changed");
	assert_int_equal(owner_index_describe(h, 8, t->fd, &wanted), 0);
	assert_int_equal(owner_index_describe(h, 0, t->fd, &wanted), 0);
	assert_int_equal(owner_index_describe(h, 1234, t->fd, &wanted), 0);

	const struct holder *at = owner_index_first(h, 7);
	assert_string_equal(owner_index_process(h, at)->command, "ten");
	at = owner_index_next(h, at);
	assert_string_equal(owner_index_process(h, at)->command, "ten");
	at = owner_index_next(h, at);
	assert_string_equal(owner_index_process(h, at)->command, "eleven");
	assert_null(owner_index_next(h, at));
	assert_true(owner_index_was_held(h, 7));
	assert_false(owner_index_process(h, owner_index_first(h, 9))->is_read);
}

static void flags_are_read_on_request(void **state)
{
	const struct tree *t = *state;
	const struct process_wanted none = { .uid = true };
	const struct process_wanted wanted = { .fd_flags = true };
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	uint32_t flags = 4242;

	tree_text(t, "10/fdinfo/3", "pos:\t0\nflags:\t04002\n");
	tree_text(t, "11/fdinfo/3", "pos:\t0\nflags:\t037777777777\n");
	tree_text(t, "11/fdinfo/5", "no\n");
	tree_text(t, "12/fdinfo/3", "pos:\t0\nflags:\t02\n");
	tree_link(t, "10/fd/3", "socket:[7]");
	tree_link(t, "11/fd/3", "socket:[7]");
	tree_link(t, "11/fd/5", "socket:[8]");
	/* The descriptor refers to another socket by now. */
	tree_link(t, "12/fd/3", "socket:[6]");
	add(h, 7, 10, 3);
	/* The descriptor was closed since. */
	add(h, 7, 10, 4);
	add(h, 7, 11, 3);
	add(h, 8, 11, 5);
	add(h, 7, 12, 3);
	assert_int_equal(owner_index_describe(h, 7, t->fd, &none), 0);
	const struct holder *at = owner_index_first(h, 7);
	assert_false(owner_index_flags(h, at, &flags));
	/* What process_read has read is not read again; the rest is read. */
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, 04002);
	at = owner_index_next(h, at);
	flags = 4242;
	assert_false(owner_index_flags(h, at, &flags));
	at = owner_index_next(h, at);
	assert_int_equal(flags, 4242);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, UINT32_MAX);
	assert_false(owner_index_flags(h, owner_index_next(h, at), &flags));
	/* Holders that are added later are described too. */
	add(h, 7, 10, 3);
	while (owner_index_next(h, at))
		at = owner_index_next(h, at);
	assert_false(owner_index_flags(h, at, &flags));
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, 04002);
	assert_int_equal(owner_index_describe(h, 8, t->fd, &wanted), 0);
	assert_false(owner_index_flags(h, owner_index_first(h, 8), &flags));
}

/* A second search adds neither known processes nor holders of other sockets. */
static void a_second_search_adds_missing_owners(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct owner_gaps gaps = { 0 };
	struct map inodes = { 0 };

	(void)state;
	add(h, 51, 9, 9);
	script = (struct script){ .count = 5 };
	assert_int_equal(map_set(&inodes, 52, 0), 0);
	assert_int_equal(map_set(&inodes, 54, 0), 0);
	assert_int_equal(map_set(&inodes, 99, 0), 0);
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, &inodes, &gaps), 0);
	map_release(&inodes);
	assert_int_equal(gaps.denied, 3);
	expect(h, 51, &(const struct owner_record){ .inode = 51, .pid = 9, .fd = 9 }, 1);
	expect(h, 52, &(const struct owner_record){ .inode = 52, .pid = 1, .fd = 2 }, 1);
	expect(h, 53, NULL, 0);
	expect(h, 54, &(const struct owner_record){ .inode = 54, .pid = 1, .fd = 4 }, 1);
}

static void selected_processes(void **state)
{
	static const struct owner_record all[] = {
		{ .inode = 7, .pid = 10, .fd = 3 }, { .inode = 7, .pid = 10, .fd = 4 },
		{ .inode = 7, .pid = 11, .fd = 3 }, { .inode = 7, .pid = 12, .fd = 3 },
		{ .inode = 7, .pid = 13, .fd = 3 },
	};
	const struct tree *t = *state;
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct process_select select = { 0 };

	for (uint32_t pid = 10; pid <= 13; pid++) {
		char path[32];

		snprintf(path, sizeof(path), "%u/status", pid);
		tree_text(t, path, pid % 2 ? "Tgid:\t0\nUid:\t0\t5\n" : "Uid:\t0\t6\n");
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		add(h, all[i].inode, all[i].pid, all[i].fd);
	add(h, 8, 12, 4);
	expect(h, 7, all, ARRAY_SIZE(all));

	assert_int_equal(select_numbers_add(&select.uids, 5), 0);
	assert_int_equal(owner_index_select(h, 7, t->fd, &select), 0);
	assert_int_equal(owner_index_select(h, 8, t->fd, &select), 0);
	assert_int_equal(owner_index_select(h, 9, t->fd, &select), 0);
	expect(h, 7, (const struct owner_record[]){ all[2], all[4] }, 2);
	assert_null(owner_index_first(h, 8));
	/* Each process is read once, so that it looks the same in all rows. */
	tree_text(t, "12/status", "Uid:\t0\t5\n");
	assert_int_equal(owner_index_select(h, 8, t->fd, &select), 0);
	assert_null(owner_index_first(h, 8));
	process_select_release(&select);

	const struct holder *at = owner_index_first_of_all(h, 7);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		assert_non_null(at);
		assert_int_equal(owner_index_process(h, at)->pid, all[i].pid);
		at = owner_index_next_of_all(h, at);
	}
	assert_null(at);
	assert_non_null(owner_index_first_of_all(h, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(collect_adds_all_reports_of_a_source),
		cmocka_unit_test(collecting_twice_adds_holders),
		cmocka_unit_test(a_second_search_adds_missing_owners),
		WITH_TREE(selected_processes),
		WITH_TREE(describe_reads_each_process_once),
		WITH_TREE(flags_are_read_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
