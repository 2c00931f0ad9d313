/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nonblock COMMAND ARG...: runs a command whose standard output is a non-blocking pipe of
 * one page, reads it slowly, and copies everything to its own output. Exits with the
 * status of the command. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LITTLE = 256 };

int main(int argc, char *argv[])
{
	int ends[2];
	int status = 0;
	char bytes[LITTLE];
	ssize_t n = 0;

	if (argc < 2 || pipe2(ends, O_CLOEXEC) < 0 ||
	    fcntl(ends[1], F_SETPIPE_SZ, 1) < 0 ||
	    fcntl(ends[1], F_SETFL, O_WRONLY | O_NONBLOCK) < 0)
		return 125;
	pid_t pid = fork();
	if (pid < 0)
		return 125;
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	close(ends[1]);
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0) {
		sched_yield();
		if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
			return 125;
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
