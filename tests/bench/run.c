/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/cleanup.h"

enum { PIECE = 64 * 1024 };

static void wake(int signal)
{
	(void)signal;
}

/* Sets an alarm that interrupts the waiting call, or the next one, since the alarm
 * repeats. 0 cancels it. */
static void wake_after(unsigned int seconds)
{
	const struct sigaction action = { .sa_handler = wake };
	const struct itimerval timer = {
		.it_value = { .tv_sec = seconds },
		.it_interval = { .tv_usec = 100000 },
	};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double time_ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

__attribute__((noreturn)) static void become(char *const argv[], int out)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
	    dup2(out < 0 ? null : out, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

/* Counts lines until the end of the output, or the alarm. */
static int count_lines(int fd, uint64_t *lines)
{
	static char piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0) {
		const char *end = piece + n;
		const char *at = piece;

		while ((at = memchr(at, '\n', (size_t)(end - at)))) {
			at++;
			++*lines;
		}
	}
	return n < 0 ? -errno : 0;
}

/* Runs a command with output to fds[1], which is read from fds[0]; with -1 for both the
 * output is dropped. */
static int run(char *const argv[], unsigned int seconds, int fds[2], struct run *ret,
	       uint64_t *lines)
{
	const double start = now_ms();
	struct rusage used = { 0 };
	int status = 0;
	int r = 0;

	const pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become(argv, fds[1]);
	wake_after(seconds);
	if (fds[1] >= 0) {
		close(take_fd(&fds[1]));
		r = count_lines(fds[0], lines);
	}
	if (r == 0 && wait4(pid, &status, 0, &used) < 0)
		r = -errno;
	wake_after(0);
	if (r < 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return r == -EINTR ? -ETIME : r;
	}
	if (status != 0)
		return -EPROTO;
	*ret = (struct run){
		.ms = now_ms() - start,
		.cpu_ms = time_ms(used.ru_utime) + time_ms(used.ru_stime),
		.mib = (double)used.ru_maxrss / 1024,
	};
	return 0;
}

int run_timed(char *const argv[], unsigned int seconds, struct run *ret)
{
	int none[2] = { -1, -1 };

	return run(argv, seconds, none, ret, NULL);
}

int run_counted(char *const argv[], unsigned int seconds, struct run *ret,
		uint64_t *lines)
{
	int fds[2];
	uint64_t counted = 0;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	const int r = run(argv, seconds, fds, ret, &counted);
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (r == 0)
		*lines = counted;
	return r;
}

static int compare(const void *x, const void *y)
{
	const double a = *(const double *)x;
	const double b = *(const double *)y;

	return (a > b) - (a < b);
}

/* Returns the median of one figure, which is at this offset in each run. */
static double median(const struct series *s, size_t offset)
{
	double sorted[RUNS_MAX];

	if (s->count == 0)
		return 0;
	for (int i = 0; i < s->count; i++)
		memcpy(&sorted[i], (const char *)&s->runs[i] + offset, sizeof(sorted[i]));
	qsort(sorted, (size_t)s->count, sizeof(sorted[0]), compare);
	return (sorted[(s->count - 1) / 2] + sorted[s->count / 2]) / 2;
}

struct run series_median(const struct series *s)
{
	return (struct run){
		.ms = median(s, offsetof(struct run, ms)),
		.cpu_ms = median(s, offsetof(struct run, cpu_ms)),
		.mib = median(s, offsetof(struct run, mib)),
	};
}
