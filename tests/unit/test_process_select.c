/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/select.h"

#include "tree.h"
#include "unit.h"

enum { MANY = 1000 };

static void release(struct process_select *s)
{
	process_select_release(s);
	assert_false(process_select_is_set(s));
}

static void add_command(struct select_commands *commands, enum select_kind kind,
			const char *text)
{
	assert_int_equal(select_commands_add(commands, kind, false, text, strlen(text)),
			 0);
}

static void numbers_are_ascending_and_unique(void **state)
{
	struct select_numbers n = { 0 };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++)
		assert_int_equal(select_numbers_add(&n, i * 7919 % MANY), 0);
	assert_int_equal(select_numbers_add(&n, 5), 0);
	assert_int_equal(n.len, MANY);
	for (uint32_t i = 0; i < MANY; i++)
		assert_int_equal(n.all[i], i);
	free(n.all);
}

/* Processes 5 (uid 2, nginx), 6 (uid 3, bash, whose argv[0] is -sh) and 7 (uid 2,
 * python3). */
static void make_processes(const struct tree *t)
{
	tree_text(t, "5/status", "Tgid:\t5\nUid:\t1\t2\t1\t1\n");
	tree_text(t, "5/comm", "nginx\n");
	tree_text(t, "5/cmdline", "/usr/sbin/nginx");
	tree_text(t, "6/status", "Tgid:\t6\nUid:\t1\t3\t1\t1\n");
	tree_text(t, "6/comm", "bash\n");
	tree_text(t, "6/cmdline", "-sh");
	tree_text(t, "7/status", "Tgid:\t7\nUid:\t1\t2\t1\t1\n");
	tree_text(t, "7/comm", "python3\n");
	tree_text(t, "7/cmdline", "/usr/bin/python3");
	/* A thread of process 7. */
	tree_text(t, "8/status", "Tgid:\t7\nUid:\t1\t2\t1\t1\n");
	tree_text(t, "8/comm", "python3\n");
	tree_text(t, "8/cmdline", "/usr/bin/python3");
}

static bool is_wanted(const struct process_select *s, int proc_fd, uint32_t pid)
{
	bool is = false;

	assert_int_equal(process_select_decide(s, proc_fd, pid, pid, &is), 0);
	return is;
}

static void expect(const struct tree *t, struct process_select *s, const char *want)
{
	char seen[8] = "";
	size_t n = 0;

	for (uint32_t pid = 5; pid <= 7; pid++)
		if (is_wanted(s, t->fd, pid))
			seen[n++] = (char)('0' + pid);
	assert_string_equal(seen, want);
	release(s);
}

static void kinds_of_selection(void **state)
{
	const struct tree *t = *state;
	struct process_select s = { 0 };

	make_processes(t);
	expect(t, &s, "567");

	select_numbers_add(&s.pids, 7);
	select_numbers_add(&s.pids, 5);
	select_numbers_add(&s.pids, 8);
	assert_true(process_select_is_set(&s));
	assert_ptr_equal(process_select_pids(&s), &s.pids);
	assert_false(is_wanted(&s, t->fd, 8)); /* A thread is not a process. */
	expect(t, &s, "57");

	select_numbers_add(&s.not_pids, 6);
	assert_true(process_select_is_set(&s));
	assert_null(process_select_pids(&s));
	expect(t, &s, "57");

	select_numbers_add(&s.uids, 3);
	select_numbers_add(&s.uids, 9);
	expect(t, &s, "6");
	select_numbers_add(&s.not_uids, 3);
	expect(t, &s, "57");

	add_command(&s.commands, SELECT_GLOB, "n?inx");
	add_command(&s.commands, SELECT_GLOB, "-sh");
	expect(t, &s, "56");
	add_command(&s.commands, SELECT_PREFIX, "ng");
	expect(t, &s, "5");
	/* A prefix is matched against the task name only. */
	add_command(&s.commands, SELECT_PREFIX, "-s");
	expect(t, &s, "");
	add_command(&s.commands, SELECT_PREFIX, "n*");
	expect(t, &s, "");
	add_command(&s.commands, SELECT_REGEX_EXTENDED, "^(py|ba)");
	expect(t, &s, "67");
	add_command(&s.commands, SELECT_REGEX, "^(py|ba)");
	expect(t, &s, "");
	add_command(&s.not_commands, SELECT_REGEX, "h$");
	expect(t, &s, "57");
	assert_int_equal(select_commands_add(&s.commands, SELECT_GLOB, true, "NGINXX", 5),
			 0);
	expect(t, &s, "5");
	assert_int_equal(
		select_commands_add(&s.commands, SELECT_REGEX_EXTENDED, true, "GIN", 3),
		0);
	expect(t, &s, "5");
}

static void selections_are_combined(void **state)
{
	const struct tree *t = *state;

	make_processes(t);
	for (unsigned int any = 0; any < 2; any++) {
		struct process_select s = { .any = any };

		select_numbers_add(&s.pids, 6);
		select_numbers_add(&s.uids, 2);
		if (any)
			assert_null(process_select_pids(&s));
		else
			assert_non_null(process_select_pids(&s));
		expect(t, &s, any ? "567" : "");

		s.any = any;
		select_numbers_add(&s.uids, 2);
		add_command(&s.commands, SELECT_PREFIX, "n");
		expect(t, &s, any ? "57" : "5");

		/* An excluded process is never selected. */
		s.any = any;
		select_numbers_add(&s.uids, 2);
		select_numbers_add(&s.not_pids, 5);
		expect(t, &s, "7");

		s.any = any;
		select_numbers_add(&s.pids, 5);
		select_numbers_add(&s.pids, 6);
		assert_non_null(process_select_pids(&s));
		expect(t, &s, "56");
	}
}

static void an_invalid_regex(void **state)
{
	struct select_commands commands = { 0 };

	(void)state;
	assert_int_equal(
		select_commands_add(&commands, SELECT_REGEX_EXTENDED, false, "(", 1),
		-EINVAL);
	assert_int_equal(commands.len, 0);
	free(commands.all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_ascending_and_unique),
		cmocka_unit_test_setup_teardown(kinds_of_selection, tree_setup,
						tree_teardown),
		cmocka_unit_test_setup_teardown(selections_are_combined, tree_setup,
						tree_teardown),
		cmocka_unit_test(an_invalid_regex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
