/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "privilege/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static void the_status_of_the_child_is_returned(void **state)
{
	static const struct {
		int32_t told;
		int r;
	} cases[] = {
		{ 0, 0 },
		{ -ENOENT, -ENOENT },
		{ -4095, -4095 },
		{ 1, -EBADMSG },
		{ INT32_MAX, -EBADMSG },
		{ -4096, -EBADMSG },
		{ INT32_MIN, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(child_result(cases[i].told), cases[i].r);
}

/* Returns the wait status of a process that continues in a child which ends in this
 * way. */
static int status_of(void (*end)(pid_t parent))
{
	const pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		const pid_t parent = getpid();

		if (child_go_on(0, 3) < 0)
			_exit(99);
		end(parent);
		_exit(98);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void exit_if_child(pid_t parent)
{
	_exit(getppid() == parent && getpid() != parent ? 7 : 97);
}

static void be_killed(pid_t parent)
{
	(void)parent;
	(void)raise(SIGKILL);
}

/* The signal must reach the parent. */
static void interrupt_parent(pid_t parent)
{
	kill(parent, SIGINT);
	alarm(10);
	for (;;)
		pause();
}

static void the_child_continues(void **state)
{
	int status = status_of(exit_if_child);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = status_of(be_killed);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	(void)signal(SIGINT, SIG_DFL);
	status = status_of(interrupt_parent);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_status_of_the_child_is_returned),
		cmocka_unit_test(the_child_continues),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
