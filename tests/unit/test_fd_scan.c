/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/owner.h"

#include "owner/select.h"
#include "tree.h"
#include "unit.h"

enum { RECORDS_MAX = 16, NOBODY = 65534 };

struct records {
	struct owner_record all[RECORDS_MAX];
	size_t count;
	/* result of the last call of next() */
	int r;
};

static int compare(const void *a, const void *b)
{
	const struct owner_record *x = a;
	const struct owner_record *y = b;

	if (x->pid != y->pid)
		return (x->pid > y->pid) - (x->pid < y->pid);
	return (x->fd > y->fd) - (x->fd < y->fd);
}

static struct records walk_scope(int proc_fd, const struct owner_scope *scope,
				 struct owner_gaps *gaps)
{
	struct records records = { 0 };
	struct owner_source *source = NULL;
	struct owner_record record;

	assert_int_equal(owner_source_proc.begin(proc_fd, scope, &source), 0);
	while ((records.r = owner_source_proc.next(source, &record)) == 1) {
		assert_true(records.count < RECORDS_MAX);
		records.all[records.count++] = record;
	}
	owner_source_proc.end(source, gaps);
	qsort(records.all, records.count, sizeof(records.all[0]), compare);
	return records;
}

static struct records walk(int proc_fd, struct owner_gaps *gaps)
{
	return walk_scope(proc_fd, NULL, gaps);
}

static void expect(const struct records *got, const struct owner_record *want,
		   size_t count)
{
	assert_int_equal(got->r, 0);
	assert_int_equal(got->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(got->all[i].pid, want[i].pid);
		assert_int_equal(got->all[i].fd, want[i].fd);
		assert_true(got->all[i].inode == want[i].inode);
	}
}

static void every_socket_of_every_process(void **state)
{
	static const struct {
		const char *path;
		const char *link;
	} links[] = {
		{ "10/fd/0", "/dev/null" },
		{ "10/fd/3", "socket:[123]" },
		{ "10/fd/4", "pipe:[1]" },
		{ "10/fd/5", "/tmp/x" },
		{ "10/fd/6", "socket:[12" },
		{ "10/fd/7", "socket:[]" },
		{ "10/fd/8", "socket:[123]" },
		{ "10/fd/x", "socket:[1]" },
		{ "10/fd/4294967296", "socket:[1]" },
		{ "13/fd/4294967295", "socket:[18446744073709551615]" },
		{ "13/fd/1", "socket:[99999999999999999999]" },
		{ "13/fd/2", "anon_inode:[eventpoll]" },
		{ "14/fd/3", "socket:[123]" },
		{ "net/fd/3", "socket:[1]" },
		{ "10x/fd/3", "socket:[1]" },
	};
	static const struct owner_record want[] = {
		{ .inode = 123, .pid = 10, .fd = 3 },
		{ .inode = 123, .pid = 10, .fd = 8 },
		{ .inode = UINT64_MAX, .pid = 13, .fd = UINT32_MAX },
		{ .inode = 123, .pid = 14, .fd = 3 },
	};
	const struct tree *t = *state;
	struct owner_gaps gaps = { .denied = 5 };

	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		tree_link(t, links[i].path, links[i].link);
	/* The process ends between two system calls. */
	tree_dir(t, "11");
	tree_dir(t, "12/fd");
	const struct records got = walk(t->fd, &gaps);
	expect(&got, want, ARRAY_SIZE(want));
	assert_int_equal(gaps.denied, 5);
}

static void no_process_at_all(void **state)
{
	const struct tree *t = *state;
	struct owner_gaps gaps = { 0 };
	const struct records got = walk(t->fd, &gaps);

	expect(&got, NULL, 0);
	assert_int_equal(gaps.denied, 0);
}

/* Processes whose descriptors cannot be listed, or be listed but not read, are counted
 * once each; the other processes are read. */
static void denied_processes_are_counted(void **state)
{
	static const struct owner_record want[] = { { .inode = 2, .pid = 30, .fd = 3 },
						    { .inode = 9, .pid = 33, .fd = 3 } };
	const struct tree *t = *state;
	struct owner_gaps gaps = { .denied = 5 };
	const bool is_root = geteuid() == 0;

	tree_link(t, "30/fd/3", "socket:[2]");
	tree_link(t, "31/fd/3", "socket:[3]");
	tree_link(t, "32/fd/3", "socket:[4]");
	tree_link(t, "32/fd/4", "socket:[5]");
	tree_link(t, "33/fd/3", "socket:[9]");
	assert_int_equal(fchmodat(t->fd, "31/fd", 0, 0), 0);
	assert_int_equal(fchmodat(t->fd, "32/fd", 0444, 0), 0);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	const struct records got = walk(t->fd, &gaps);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(fchmodat(t->fd, "31/fd", 0755, 0), 0);
	assert_int_equal(fchmodat(t->fd, "32/fd", 0755, 0), 0);

	expect(&got, want, ARRAY_SIZE(want));
	assert_int_equal(gaps.denied, 7);
}

/* With a selection, other processes are read as well, or not at all; a denied process
 * counts only if it is selected. */
static void scopes_of_a_selection(void **state)
{
	static const struct owner_record all[] = { { .inode = 2, .pid = 30, .fd = 3 },
						   { .inode = 9, .pid = 33, .fd = 3 } };
	const struct tree *t = *state;
	struct process_select select = { 0 };
	const bool is_root = geteuid() == 0;
	struct owner_gaps gaps[3] = { { 0 } };
	struct records got[3];

	for (uint32_t pid = 30; pid <= 33; pid++) {
		char path[32];
		char text[32];

		snprintf(path, sizeof(path), "%u/status", pid);
		snprintf(text, sizeof(text), "Tgid:\t%u\n", pid);
		tree_text(t, path, text);
		snprintf(path, sizeof(path), "%u/stat", pid);
		tree_text(t, path,
			  "1 (x) S 1 2 3 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 0\n");
	}
	tree_link(t, "30/fd/3", "socket:[2]");
	tree_link(t, "31/fd/3", "socket:[3]");
	tree_link(t, "32/fd/3", "socket:[4]");
	tree_link(t, "33/fd/3", "socket:[9]");
	assert_int_equal(fchmodat(t->fd, "31/fd", 0, 0), 0);
	assert_int_equal(fchmodat(t->fd, "32/fd", 0, 0), 0);
	assert_int_equal(select_numbers_add(&select.pids, 32), 0);
	assert_int_equal(select_numbers_add(&select.pids, 33), 0);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	got[0] = walk_scope(t->fd, NULL, &gaps[0]);
	got[1] = walk_scope(t->fd, &(const struct owner_scope){ .select = &select },
			    &gaps[1]);
	got[2] = walk_scope(
		t->fd, &(const struct owner_scope){ .select = &select, .is_all = true },
		&gaps[2]);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(fchmodat(t->fd, "31/fd", 0755, 0), 0);
	assert_int_equal(fchmodat(t->fd, "32/fd", 0755, 0), 0);
	process_select_release(&select);

	expect(&got[0], all, 2);
	assert_int_equal(gaps[0].denied, 2);
	assert_int_equal(gaps[0].selected_denied, 2);
	expect(&got[1], all + 1, 1);
	assert_int_equal(gaps[1].denied, 1);
	assert_int_equal(gaps[1].selected_denied, 1);
	expect(&got[2], all, 2);
	assert_int_equal(gaps[2].denied, 2);
	assert_int_equal(gaps[2].selected_denied, 1);
}

/* A process that is exiting belongs to root and denies access; it is no gap unless
 * another of its threads is alive. */
static void an_exiting_process_is_no_gap(void **state)
{
	static const char *const stats[] = {
		"40 (zombie) Z 1 2 3 0 -1 4227148 0 0 0 0 0 0 0 0 20 0 1 0 77 0\n",
		"41 (lives) S 1 2 3 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 77 0\n",
		"42 (first) Z 1 2 3 0 -1 4227148 0 0 0 0 0 0 0 0 20 0 2 0 77 0\n",
		"43 (what\n",
	};
	const struct tree *t = *state;
	const bool is_root = geteuid() == 0;
	struct process_select select = { 0 };
	struct owner_gaps gaps[2] = { { 0 } };
	char path[32];
	char text[32];

	for (uint32_t i = 0; i < ARRAY_SIZE(stats); i++) {
		snprintf(path, sizeof(path), "%u/stat", 40 + i);
		tree_text(t, path, stats[i]);
		snprintf(path, sizeof(path), "%u/status", 40 + i);
		snprintf(text, sizeof(text), "Tgid:\t%u\n", 40 + i);
		tree_text(t, path, text);
		snprintf(path, sizeof(path), "%u/fd/3", 40 + i);
		tree_link(t, path, "socket:[2]");
		snprintf(path, sizeof(path), "%u/fd", 40 + i);
		assert_int_equal(fchmodat(t->fd, path, 0, 0), 0);
		assert_int_equal(select_numbers_add(&select.pids, 40 + i), 0);
	}
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	for (size_t is_all = 0; is_all < 2; is_all++)
		(void)walk_scope(t->fd,
				 &(const struct owner_scope){ .select = &select,
							      .is_all = is_all },
				 &gaps[is_all]);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	for (uint32_t i = 0; i < ARRAY_SIZE(stats); i++) {
		snprintf(path, sizeof(path), "%u/fd", 40 + i);
		assert_int_equal(fchmodat(t->fd, path, 0755, 0), 0);
	}
	process_select_release(&select);

	assert_int_equal(gaps[0].selected_denied, 3);
	assert_int_equal(gaps[1].selected_denied, 3);
}

static void other_errors_are_returned(void **state)
{
	const struct tree *t = *state;
	struct owner_gaps gaps = { 0 };

	tree_text(t, "20", "a process that is no directory");
	assert_int_equal(walk(t->fd, &gaps).r, -ENOTDIR);
	assert_int_equal(unlinkat(t->fd, "20", 0), 0);

	tree_text(t, "20/fd/3", "an fd that is no link");
	assert_int_equal(walk(t->fd, &gaps).r, -EINVAL);
	assert_int_equal(gaps.denied, 0);
}

static void errors_at_the_start(void **state)
{
	struct owner_source *const untouched = (void *)state;
	struct owner_source *source = untouched;
	struct owner_gaps gaps = { .denied = 5 };

	assert_int_equal(owner_source_proc.begin(-1, NULL, &source), -EBADF);
	assert_ptr_equal(source, untouched);
	owner_source_proc.end(NULL, &gaps);
	assert_int_equal(gaps.denied, 5);
	assert_non_null(owner_source_proc.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(every_socket_of_every_process),
		WITH_TREE(no_process_at_all),
		WITH_TREE(denied_processes_are_counted),
		WITH_TREE(scopes_of_a_selection),
		WITH_TREE(an_exiting_process_is_no_gap),
		WITH_TREE(other_errors_are_returned),
		cmocka_unit_test(errors_at_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
