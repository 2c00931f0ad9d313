/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The made-up /proc has other pids than the kernel, so that tables are distinguished by
 * their number of descriptors. Live tests cover kcmp(2). */
#include "owner/fd_tables.h"

#include "kernel/task.h"
#include "tree.h"
#include "unit.h"

/* Number of descriptors that shows in the size of a directory on any file system. */
enum { MANY = 700 };

static void add_fds(const struct tree *t, const char *dir, int count)
{
	for (int i = 0; i < count; i++) {
		char path[64];

		snprintf(path, sizeof(path), "%s/%d", dir, i);
		tree_link(t, path, "socket:[1]");
	}
}

static void expect(struct fd_tables *tables, uint32_t pid, const uint32_t *want,
		   size_t count)
{
	fd_tables_begin(tables, -1, pid);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(fd_tables_next(tables), 1);
		assert_int_equal(tables->task, want[i]);
	}
	assert_int_equal(fd_tables_next(tables), 0);
	assert_int_equal(fd_tables_next(tables), 0);
}

static void a_thread_with_more_descriptors(void **state)
{
	static const uint32_t one[] = { 10 };
	static const uint32_t two[] = { 20, 22 };
	static const uint32_t gone[] = { 30 };
	const struct tree *t = *state;
	struct fd_tables tables = TABLES_INIT(t->fd);
	struct proc_numbers fds = PROC_NUMBERS_INIT;
	uint32_t fd = 0;
	int count = 0;

	add_fds(t, "10/fd", 1);
	add_fds(t, "10/task/10/fd", 1);
	add_fds(t, "20/fd", 1);
	add_fds(t, "20/task/20/fd", 1);
	add_fds(t, "20/task/21/fd", 1);
	add_fds(t, "20/task/22/fd", MANY);
	tree_dir(t, "20/task/23"); /* The thread has ended. */
	tree_dir(t, "30");

	expect(&tables, 10, one, ARRAY_SIZE(one));
	expect(&tables, 20, two, ARRAY_SIZE(two));
	expect(&tables, 30, gone, ARRAY_SIZE(gone));

	fd_tables_begin(&tables, -1, 20);
	assert_int_equal(fd_tables_next(&tables), 1);
	assert_int_equal(fd_tables_open(&tables, &fds), 0);
	assert_int_equal(proc_numbers_next(&fds, &fd), 1);
	assert_int_equal(proc_numbers_next(&fds, &fd), 0);
	assert_int_equal(fd_tables_next(&tables), 1);
	assert_int_equal(fd_tables_open(&tables, &fds), 0);
	while (proc_numbers_next(&fds, &fd) == 1)
		count++;
	assert_int_equal(count, MANY);
	proc_numbers_close(&fds);

	/* Process 20 begins before all tables of process 10 were read. */
	expect(&tables, 10, one, ARRAY_SIZE(one));
	fd_tables_begin(&tables, -1, 20);
	assert_int_equal(fd_tables_next(&tables), 1);
	fd_tables_end(&tables);
	assert_int_equal(fd_tables_next(&tables), 0);
}

static void pids_of_a_made_up_proc(void **state)
{
	const struct tree *t = *state;
	char text[64];
	int proc_fd = -1;

	assert_int_equal(proc_open("/proc", &proc_fd), 0);
	assert_true(task_numbers_are_of(proc_fd));
	close(proc_fd);

	assert_false(task_numbers_are_of(t->fd));
	tree_text(t, "1/status", "Name:\tNSpid:\n");
	assert_true(task_numbers_are_of(t->fd));
	snprintf(text, sizeof(text), "Name:\tx\nNSpid:\t%d\n", getpid());
	tree_text(t, "1/status", text);
	assert_true(task_numbers_are_of(t->fd));
	snprintf(text, sizeof(text), "NSpid:\t%d\t7\n", getpid());
	tree_text(t, "1/status", text);
	assert_false(task_numbers_are_of(t->fd));
	snprintf(text, sizeof(text), "NSpid:\t%d\n", getpid() + 1);
	tree_text(t, "1/status", text);
	assert_false(task_numbers_are_of(t->fd));
}

static void tables_are_compared(void **state)
{
	const uint32_t pid = (uint32_t)getpid();
	const int parents = task_compare_tables(pid, (uint32_t)getppid());

	(void)state;
	if (task_compare_tables(pid, pid) == -ENOSYS)
		skip();
	assert_int_equal(task_compare_tables(pid, pid), 0);
	assert_true(parents == 1 || parents == -EPERM);
	assert_int_equal(task_compare_tables(pid, INT32_MAX), -ESRCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_thread_with_more_descriptors),
		WITH_TREE(pids_of_a_made_up_proc),
		cmocka_unit_test(tables_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
