/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/process.h"

#include <sys/resource.h>

#include "tree.h"
#include "unit.h"

enum { PID = 5, MANY = 100000, NOBODY = 65534 };

static const struct process_wanted uid_only = { .uid = true };
static const struct process_wanted all_of_it = {
	.uid = true, .comm = true, .stat = true, .executable = true
};

#define STATUS "Uid:\t1\t2\t3\t4\n"

static void forget(struct process *p)
{
	free(p->command);
	free(p->comm);
	free(p->executable);
	*p = (struct process){ .pid = p->pid };
}

static void command(void **state)
{
	static const struct {
		const char *cmdline;
		size_t n;
		const char *comm;
		const char *want;
	} cases[] = {
		/* The last component of a path. */
		{ "/usr/sbin/nginx\0-g\0", 19, "nginx\n", "nginx" },
		{ "/sh\0", 4, "sh\n", "sh" },
		{ "/opt/a b/c d\0", 13, "c\n", "c d" },
		{ "/usr/bin/perl -w\0/x/y\0", 22, "perl\n", "perl -w" },
		/* Any other argument is shown whole. */
		{ "nginx: master process /usr/sbin/nginx\0", 38, "nginx\n",
		  "nginx: master process /usr/sbin/nginx" },
		{ "sshd: root@pts/0\0", 17, "sshd\n", "sshd: root@pts/0" },
		{ "./a.out\0", 8, "a.out\n", "./a.out" },
		{ "bin/a\0", 6, "a\n", "bin/a" },
		{ "-bash\0", 6, "bash\n", "-bash" },
		{ " /x\0", 4, "x\n", " /x" },
		/* A path without last component is shown whole. */
		{ "/usr/bin/\0", 10, "x\n", "/usr/bin/" },
		{ "/\0", 2, "x\n", "/" },
		/* The task name is shown if there is no argv[0]. */
		{ "", 0, "kthreadd\n", "kthreadd" },
		{ "\0-x\0", 4, "sneaky\n", "sneaky" },
		{ "", 0, "a/b\n", "a/b" },
		{ "", 0, "a\nb\n", "a\nb" },
		{ "/x/\x1b[2J\0", 8, "x\n", "\x1b[2J" },
	};
	const struct tree *t = *state;
	struct process p = { .pid = PID };

	tree_text(t, "5/status", STATUS);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		tree_bytes(t, "5/cmdline", cases[i].cmdline, cases[i].n);
		tree_text(t, "5/comm", cases[i].comm);
		assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
		assert_non_null(p.command);
		assert_string_equal(p.command, cases[i].want);
		assert_true(p.has_uid);
		assert_int_equal(p.uid, 2);
		forget(&p);
	}
}

/* The name reported by a source is used if the process itself cannot be read, for example
 * because it is hidden. */
static void a_name_reported_by_the_source(void **state)
{
	const struct tree *t = *state;
	struct process p = { .pid = PID, .task_name = "told" };

	tree_dir(t, "5");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_string_equal(p.command, "told");
	assert_string_equal(p.comm, "told");
	assert_null(p.executable);
	forget(&p);
	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_null(p.command);
	assert_null(p.comm);

	p = (struct process){ .pid = PID, .task_name = "told" };
	tree_text(t, "5/comm", "comm\n");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
	/* It is unknown whether the process has arguments. */
	assert_string_equal(p.command, "told");
	assert_null(p.comm);
	forget(&p);

	p = (struct process){ .pid = PID, .task_name = "told" };
	tree_text(t, "5/cmdline", "");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_string_equal(p.command, "comm");
	assert_string_equal(p.comm, "comm");
	forget(&p);
}

static void a_process_is_read_once(void **state)
{
	const struct tree *t = *state;
	struct process p = { .pid = PID };

	tree_text(t, "5/cmdline", "first");
	tree_text(t, "5/status", STATUS);
	tree_link(t, "5/exe", "/bin/first");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
	assert_true(p.is_read);
	const char *command = p.command;

	tree_text(t, "5/cmdline", "second");
	tree_text(t, "5/status", "Uid:\t7\t8\t9\t0\n");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_ptr_equal(p.command, command);
	assert_string_equal(p.command, "first");
	assert_int_equal(p.uid, 2);
	assert_null(p.executable);
	forget(&p);
}

static void the_executable_is_read_on_demand(void **state)
{
	const struct tree *t = *state;
	struct process p = { .pid = PID };

	tree_text(t, "5/cmdline", "name");
	tree_text(t, "5/status", STATUS);
	tree_link(t, "5/exe", "/bin/true (deleted)");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
	assert_null(p.executable);
	forget(&p);

	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_string_equal(p.executable, "/bin/true (deleted)");
	assert_string_equal(p.command, "name");
	forget(&p);
}

static void task_name_parent_and_group(void **state)
{
	static const struct {
		const char *comm, *stat;
		/* The expected name, or NULL. */
		const char *want;
		bool has_stat;
		uint32_t ppid, pgid;
	} cases[] = {
		{ "sshd\n", "5 (sshd) S 1 5 5 0 -1 4194560\n", "sshd", true, 1, 5 },
		{ "a) R 7 8\n", "5 (a) R 7 8) S 4294967295 0 5\n", "a) R 7 8", true,
		  UINT32_MAX, 0 },
		{ ") \n\n", "5 () \n) Z 3 4 5\n", ") \n", true, 3, 4 },
		{ "", "5 () S 3 4 5\n", "", true, 3, 4 },
		{ "x", "5 (x) S 3 4", "x", true, 3, 4 },
		/* Values of a malformed file. */
		{ NULL, NULL, NULL, false, 0, 0 },
		{ "x", "", "x", false, 0, 0 },
		{ "x", "5 (x", "x", false, 0, 0 },
		{ "x", "5 (x)", "x", false, 0, 0 },
		{ "x", "5 (x) ", "x", false, 0, 0 },
		{ "x", "5 (x) S", "x", false, 0, 0 },
		{ "x", "5 (x) S ", "x", false, 0, 0 },
		{ "x", "5 (x) S 3", "x", false, 0, 0 },
		{ "x", "5 (x) S 3 ", "x", false, 0, 0 },
		{ "x", "5 (x) S 3 -1", "x", false, 0, 0 },
		{ "x", "5 (x) S 4294967296 1", "x", false, 0, 0 },
		{ "x", "5 (x) S  3 4", "x", false, 0, 0 },
	};
	const struct tree *t = *state;

	for (uint32_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct process p = { .pid = 100 + i };
		const char *row = cases[i].stat ? cases[i].stat : "none";
		char path[32];

		snprintf(path, sizeof(path), "%u/comm", p.pid);
		if (cases[i].comm)
			tree_text(t, path, cases[i].comm);
		snprintf(path, sizeof(path), "%u/stat", p.pid);
		if (cases[i].stat)
			tree_text(t, path, cases[i].stat);

		assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
		assert_row(row, p.has_stat, cases[i].has_stat);
		assert_row(row, p.ppid, cases[i].ppid);
		assert_row(row, p.pgid, cases[i].pgid);
		assert_row(row, p.comm != NULL, cases[i].want != NULL);
		if (p.comm)
			assert_string_equal(p.comm, cases[i].want);
		forget(&p);

		/* The value is not requested. */
		assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
		assert_null(p.comm);
		assert_false(p.has_stat);
		forget(&p);
	}
}

static void later_requests_add_members(void **state)
{
	struct process_wanted wanted = { .executable = true };

	(void)state;
	process_want(&wanted, &(struct process_wanted){ 0 });
	assert_false(wanted.uid || wanted.comm || wanted.stat);
	process_want(&wanted, &uid_only);
	assert_true(wanted.uid && wanted.executable);
	assert_false(wanted.comm || wanted.stat);
	process_want(&wanted, &all_of_it);
	assert_true(wanted.uid && wanted.comm && wanted.stat && wanted.executable);
}

static void missing_files_leave_members_empty(void **state)
{
	static const struct {
		const char *cmdline, *comm, *status, *exe;
		const char *command;
	} cases[] = {
		{ NULL, NULL, NULL, NULL, NULL },
		{ "name", NULL, NULL, NULL, "name" },
		{ "", NULL, STATUS, NULL, NULL },
		{ NULL, "comm\n", STATUS, "/bin/x", NULL },
		{ "name", NULL, NULL, "/bin/x", "name" },
		{ "", "comm\n", NULL, NULL, "comm" },
	};
	const struct tree *t = *state;

	for (uint32_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct process p = { .pid = 100 + i };
		const struct {
			const char *name, *text;
		} files[] = { { "cmdline", cases[i].cmdline },
			      { "comm", cases[i].comm },
			      { "status", cases[i].status } };
		char path[32];

		for (size_t k = 0; k < ARRAY_SIZE(files); k++) {
			snprintf(path, sizeof(path), "%u/%s", p.pid, files[k].name);
			if (files[k].text)
				tree_text(t, path, files[k].text);
		}
		snprintf(path, sizeof(path), "%u/exe", p.pid);
		if (cases[i].exe)
			tree_link(t, path, cases[i].exe);

		assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
		assert_true(p.is_read);
		assert_int_equal(p.has_uid, cases[i].status != NULL);
		assert_int_equal(p.executable != NULL, cases[i].exe != NULL);
		assert_int_equal(p.command != NULL, cases[i].command != NULL);
		if (p.command)
			assert_string_equal(p.command, cases[i].command);
		forget(&p);
	}
}

static void denied_files_leave_members_empty(void **state)
{
	static const char *const files[] = { "5/cmdline", "5/status" };
	const struct tree *t = *state;
	const bool is_root = geteuid() == 0;
	struct process p = { .pid = PID };

	tree_link(t, "5/exe", "/bin/x");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		tree_text(t, files[i], STATUS);
		assert_int_equal(fchmodat(t->fd, files[i], 0, 0), 0);
	}
	assert_int_equal(is_root ? seteuid(NOBODY) : 0, 0);
	int r = process_read(&p, t->fd, &tree_later, &all_of_it);
	assert_int_equal(is_root ? seteuid(0) : 0, 0);

	assert_int_equal(r, 0);
	assert_null(p.command);
	assert_false(p.has_uid);
	assert_string_equal(p.executable, "/bin/x");
	forget(&p);
}

static void malformed_files_leave_members_empty(void **state)
{
	static const char *const dirs[] = { "5/cmdline", "5/status", "5/exe" };
	const struct tree *t = *state;
	struct process p = { .pid = PID };

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		tree_dir(t, dirs[i]);
	assert_int_equal(process_read(&p, t->fd, &tree_later, &all_of_it), 0);
	assert_null(p.command);
	assert_null(p.executable);
	assert_false(p.has_uid);
	forget(&p);

	/* The format of gVisor. */
	p = (struct process){ .pid = 6 };
	tree_text(t, "6/cmdline", "name");
	tree_text(t, "6/status", "Name:\tname\n");
	assert_int_equal(process_read(&p, t->fd, &tree_later, &uid_only), 0);
	assert_string_equal(p.command, "name");
	assert_false(p.has_uid);
	forget(&p);
}

static void a_lack_of_descriptors_is_an_error(void **state)
{
	const struct tree *t = *state;
	struct process p = { .pid = PID };
	struct rlimit before;

	tree_text(t, "5/cmdline", "name");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	int r = process_read(&p, t->fd, &tree_later, &uid_only);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);

	assert_int_equal(r, -EMFILE);
	assert_null(p.command);
	forget(&p);
}

static void each_pid_has_one_index(void **state)
{
	struct processes p = { 0 };
	uint32_t index = 0;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		/* Twice in a row, as a walk reports them, and all again below. */
		for (int k = 0; k < 2; k++) {
			assert_int_equal(processes_add(&p, i * 7, &index), 0);
			assert_int_equal(index, i);
		}
		assert_int_equal(p.len, i + 1);
	}
	for (uint32_t i = MANY; i-- > 0;) {
		assert_int_equal(processes_add(&p, i * 7, &index), 0);
		assert_int_equal(index, i);
		assert_int_equal(p.all[index]->pid, i * 7);
		assert_false(p.all[index]->is_read);
	}
	assert_int_equal(p.len, MANY);

	processes_release(&p);
	assert_int_equal(p.len, 0);
	assert_int_equal(processes_add(&p, UINT32_MAX, &index), 0);
	assert_int_equal(index, 0);
	processes_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(command),
		WITH_TREE(a_name_reported_by_the_source),
		WITH_TREE(a_process_is_read_once),
		WITH_TREE(the_executable_is_read_on_demand),
		WITH_TREE(task_name_parent_and_group),
		cmocka_unit_test(later_requests_add_members),
		WITH_TREE(missing_files_leave_members_empty),
		WITH_TREE(denied_files_leave_members_empty),
		WITH_TREE(malformed_files_leave_members_empty),
		WITH_TREE(a_lack_of_descriptors_is_an_error),
		cmocka_unit_test(each_pid_has_one_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
