/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "privilege/priv.h"
#include "text/log.h"
#include "util/cleanup.h"

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
		else if (child->is_over && *child->is_over)
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

ssize_t child_write_some(int fd, const void *from, size_t n)
{
	const ssize_t written = write(fd, from, n);

	if (written >= 0)
		return written;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

/* Makes the kernel kill the calling child process when the parent of the child ends.
 * Returns false if the parent has ended already, or if prctl(2) fails. */
static bool tie_to_parent(pid_t parent)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent;
}

int child_result(int32_t sent)
{
	/* The maximum error number that the kernel returns (MAX_ERRNO of linux/err.h). */
	enum { ERRNO_MAX = 4095 };

	return sent > 0 || sent < -ERRNO_MAX ? -EBADMSG : sent;
}

static void run_child(pid_t parent, int fd, void (*fn)(int fd, void *arg), void *arg)
{
	if (tie_to_parent(parent))
		fn(fd, arg);
	_exit(0);
}

int child_run(void (*fn)(int fd, void *arg),
	      int (*read_result)(const struct child *child, void *arg),
	      const volatile sig_atomic_t *is_over, void *arg)
{
	const pid_t parent = getpid();
	_cleanup_close_ int from = -1;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	from = fds[0];
	struct child child = { .pid = fork(), .fd = from, .is_over = is_over };
	const int error = errno;
	if (child.pid == 0)
		run_child(parent, fds[1], fn, arg);
	close(fds[1]);
	if (child.pid < 0)
		return -error;

	const int r = read_result(&child, arg);
	kill(child.pid, SIGKILL);
	while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR)
		;
	return r;
}

/* Closes the descriptor `first` and all higher descriptors, even if close_range(2) is
 * missing (before Linux 5.9). */
static void close_from(int first)
{
	/* If close_range(2) is missing, only descriptors below LIMIT are closed, one by
	 * one. */
	enum { LIMIT = 65536 };
	struct rlimit limit = { 0 };

#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, ~0U, 0) == 0)
		return;
#endif
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > LIMIT)
		limit.rlim_cur = LIMIT;
	for (int fd = first; fd < (int)limit.rlim_cur; fd++)
		close(fd);
}

/* Calls serve with the pipes `in` and `out` as stdin and stdout of the child process. All
 * other descriptors of the parent process are closed in the child, except stderr. */
_Noreturn static void serve_as_child(pid_t parent, int in, int out,
				     void (*serve)(int in, int out, void *arg), void *arg)
{
	/* The descriptors `in` and `out` are higher than the three standard descriptors,
	 * which main() has opened before the pipes, so dup2(2) does not overwrite a
	 * pipe. */
	if (tie_to_parent(parent) && dup2(in, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0) {
		(void)signal(SIGINT, SIG_IGN);
		close_from(STDERR_FILENO);
		serve(STDIN_FILENO, STDOUT_FILENO, arg);
	}
	_exit(0);
}

int child_start(void (*serve)(int in, int out, void *arg), void *arg,
		struct child_service *ret)
{
	enum { READ, WRITE };
	const pid_t parent = getpid();
	int to[2];
	int from[2];
	int r = 0;

	if (pipe2(to, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(from, O_CLOEXEC) < 0) {
		r = -errno;
		close(to[READ]);
		close(to[WRITE]);
		return r;
	}
	struct child_service child = { .to = to[WRITE], .from = from[READ] };
	if (fcntl(child.to, F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(child.from, F_SETFL, O_NONBLOCK) < 0 || (child.pid = fork()) < 0)
		r = -errno;
	if (r == 0 && child.pid == 0)
		serve_as_child(parent, to[READ], from[WRITE], serve, arg);
	close(to[READ]);
	close(from[WRITE]);
	if (r < 0) {
		close(child.to);
		close(child.from);
		return r;
	}
	*ret = child;
	return 0;
}

void child_dismiss(struct child_service *child)
{
	cleanup_close(&child->to);
	cleanup_close(&child->from);
	child->to = child->from = -1;
}

void child_end(struct child_service *child)
{
	/* The maximum number of times child_end checks, once per millisecond, whether the
	 * child has ended. */
	enum { TRIES = 100 };

	child_dismiss(child);
	for (int i = 0; child->pid > 0 && i < TRIES; i++) {
		/* If this process is a fork of the process that started the child,
		 * waitpid(2) returns -1, and the child is not waited for. */
		if (waitpid(child->pid, NULL, WNOHANG) != 0)
			child->pid = 0;
		else
			poll(NULL, 0, 1);
	}
}

/* Ends this process in the same way as a child process whose wait status is `status` has
 * ended: with the same exit status, or by the same signal. */
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
	/* This line is reached only if the signal `number` does not end a process by
	 * default. */
	_exit(128 + number);
}

/* Waits for the end of the child process pid and returns the wait status of the child. A
 * SIGINT that another process has sent is passed on to the child; a SIGINT from a
 * terminal reaches the child anyway. If this process has no child with this pid, returns
 * the wait status of a child that SIGKILL has ended. */
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

/* The exit statuses of a shell that cannot run a command, or cannot find it (POSIX.1, the
 * shell command language, 2.8.2). */
enum { SHELL_CANNOT_RUN = 126, SHELL_CANNOT_FIND = 127 };

/* Runs the pager of the user without privileges; the pager reads its input from fd. */
static _Noreturn void run_pager(int fd)
{
	const char *pager = getenv("PAGER");

	if (dup2(fd, STDIN_FILENO) == STDIN_FILENO && priv_drop() == 0) {
		(void)signal(SIGPIPE, SIG_DFL);
		(void)signal(SIGXFSZ, SIG_DFL);
		/* Option F: less(1) ends at once if all lines fit on the screen. R:
		 * less(1) shows colours. X: less(1) does not clear the screen. */
		(void)setenv("LESS", "FRX", 0);
		if (!pager || !pager[strspn(pager, " \t\n")])
			pager = "less";
		execl("/bin/sh", "sh", "-c", pager, NULL);
	}
	log_message("cannot start the pager: %s", strerror(errno));
	_exit(SHELL_CANNOT_FIND);
}

int child_page(int unseen)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	const pid_t pager = fork();
	const int error = errno;
	if (pager == 0)
		run_pager(fds[0]);
	close(fds[0]);
	const int r = pager < 0 ? -error : dup2(fds[1], STDOUT_FILENO) < 0 ? -errno : 0;
	close(fds[1]);
	return r < 0 ? r : child_go_on(pager, unseen);
}

int child_go_on(pid_t pager, int unseen)
{
	const pid_t parent = getpid();
	sigset_t signals;
	sigset_t before;

	/* waitpid(2) fails in a process that ignores SIGCHLD, so the default action of
	 * SIGCHLD is restored. */
	(void)signal(SIGCHLD, SIG_DFL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, &before);
	const pid_t pid = fork();
	const int error = errno;
	if (pid > 0) {
		(void)priv_drop();
		const int status = wait_for(pid, &signals);
		int paged = 0;

		/* The pager sees the end of its input, and ends, when the last descriptor
		 * of the pipe to the pager is closed. */
		close(pager ? STDOUT_FILENO : -1);
		while (pager && waitpid(pager, &paged, 0) < 0 && errno == EINTR)
			;
		if (WIFEXITED(paged) && WEXITSTATUS(paged) >= SHELL_CANNOT_RUN) {
			log_message("the pager did not run, so that the output is lost");
			_exit(unseen);
		}
		end_as(status);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		return -error;
	if (!tie_to_parent(parent))
		_exit(0);
	return 0;
}
