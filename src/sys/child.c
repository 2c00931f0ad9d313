/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "priv.h"

int child_read(const struct child *child, void *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		const ssize_t got = read(child->fd, (char *)to + done, n - done);

		if (got == 0)
			return -EPIPE;
		if (got > 0)
			done += (size_t)got;
		else if (errno != EINTR)
			return -errno;
		else
			kill(child->pid, SIGINT);
	}
	return 0;
}

int child_write(int fd, const void *from, size_t n)
{
	size_t done = 0;

	while (done < n) {
		const ssize_t written = write(fd, (const char *)from + done, n - done);

		if (written >= 0)
			done += (size_t)written;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

/* A parent that has gone wants no answer. */
static bool is_wanted_by(pid_t parent)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent;
}

int child_result(int32_t told)
{
	/* as many as the kernel has (linux/err.h) */
	enum { ERRNO_MAX = 4095 };

	return told > 0 || told < -ERRNO_MAX ? -EBADMSG : told;
}

static void be_child(pid_t parent, int fd, void (*fn)(int fd, void *arg), void *arg)
{
	if (is_wanted_by(parent))
		fn(fd, arg);
	_exit(0);
}

int child_run(void (*fn)(int fd, void *arg),
	      int (*hear)(const struct child *child, void *arg), void *arg)
{
	const pid_t parent = getpid();
	_cleanup_close_ int from = -1;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	from = fds[0];
	struct child child = { .pid = fork(), .fd = from };
	const int error = errno;
	if (child.pid == 0)
		be_child(parent, fds[1], fn, arg);
	close(fds[1]);
	if (child.pid < 0)
		return -error;

	const int r = hear(&child, arg);
	kill(child.pid, SIGKILL);
	while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR)
		;
	return r;
}

_Noreturn static void end_as(int status)
{
	const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	sigset_t that;

	if (!number)
		_exit(WEXITSTATUS(status));
	sigemptyset(&that);
	sigaddset(&that, number);
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	sigprocmask(SIG_UNBLOCK, &that, NULL);
	/* none that ends a program */
	_exit(128 + number);
}

/* Waits for the child to end, and returns its wait status. SIGINT that another process sent is
 * passed on to the child; one from a terminal reaches both processes. If there is no child to wait
 * for, the status is that of a child killed by SIGKILL. */
static int wait_for(pid_t pid, const sigset_t *signals)
{
	siginfo_t signal = { 0 };
	int status = 0;
	pid_t ended = 0;

	while ((ended = waitpid(pid, &status, WNOHANG)) == 0)
		if (sigwaitinfo(signals, &signal) == SIGINT && signal.si_code <= 0)
			kill(pid, SIGINT);
	return ended < 0 ? SIGKILL : status;
}

int child_go_on(void)
{
	const pid_t parent = getpid();
	sigset_t signals;
	sigset_t before;

	/* whoever ignores it is told of no child */
	(void)signal(SIGCHLD, SIG_DFL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, &before);
	const pid_t pid = fork();
	const int error = errno;
	if (pid > 0) {
		(void)priv_drop();
		end_as(wait_for(pid, &signals));
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		return -error;
	if (!is_wanted_by(parent))
		_exit(0);
	return 0;
}
