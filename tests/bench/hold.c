/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hold.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/cleanup.h"

/* Becomes the load maker, with the pipes as its input and output. */
__attribute__((noreturn)) static void become(char *const argv[], int in, int out)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(126);
	execv(argv[0], argv);
	fprintf(stderr, "bench: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int read_processes(int fd)
{
	FILE *f = fdopen(fd, "r");
	char word[16];
	int processes = 0;

	if (!f) {
		close(fd);
		return -errno;
	}
	if (fgets(word, sizeof(word), f) && strcmp(word, "ready\n") == 0 &&
	    fgets(word, sizeof(word), f))
		processes = (int)strtol(word, NULL, 10);
	fclose(f);
	return processes > 0 ? processes : -ECHILD;
}

/* Enters the network namespace of a process; *back is a descriptor of the previous
 * one. */
static int enter(pid_t pid, int *back)
{
	char path[64];

	_cleanup_close_ int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (here < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		return -errno;
	*back = take_fd(&here);
	return 0;
}

int hold_start(char *const argv[], struct hold *ret)
{
	int in[2];
	int out[2];

	if (pipe2(in, O_CLOEXEC) < 0)
		return -errno;
	_cleanup_close_ int in_read = in[0];
	_cleanup_close_ int in_write = in[1];
	if (pipe2(out, O_CLOEXEC) < 0)
		return -errno;
	_cleanup_close_ int out_write = out[1];
	const pid_t pid = fork();
	if (pid < 0) {
		close(out[0]);
		return -errno;
	}
	if (pid == 0)
		become(argv, in_read, out_write);
	close(take_fd(&out_write));

	struct hold h = { .pid = pid, .back = -1, .processes = read_processes(out[0]) };
	const int r = h.processes < 0 ? h.processes : enter(pid, &h.back);
	h.in = take_fd(&in_write);
	if (r < 0)
		hold_end(&h);
	else
		*ret = h;
	return r;
}

bool hold_is_alive(const struct hold *h)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)h->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == 0;
}

void hold_end(struct hold *h)
{
	close(h->in);
	/* A load must not outlive the benchmark. */
	if (h->back >= 0) {
		(void)!setns(h->back, CLONE_NEWNET);
		close(h->back);
	}
	while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
