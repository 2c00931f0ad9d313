/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reused PATH PORT COMMAND ARG...: runs a command while a process named victim, whose pid is in
 * the file $VICTIM, and one named keeper listen on 127.0.0.1 PORT with the same socket. When the
 * command opens PATH, in which %u stands for the victim's pid, the victim ends, and its pid goes
 * to a process named impostor, which listens on the next port; with -PORT the impostor has the
 * shared socket instead, as the same fd. Exits with 124 if the command never opens PATH. Must be
 * the first process of a pid namespace. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>

#include "notified.h"

enum { READY = 8, FD = 9 };

struct reuse {
	char path[64];
	int port;
	int is_heir;
	/* The listening socket. */
	int shared;
	pid_t victim;
	int is_done;
};

static int listener(int port)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	return fd;
}

/* Returns the descriptor that the impostor gets. */
static int others(const struct reuse *reuse)
{
	return reuse->is_heir ? reuse->shared : listener(reuse->port + 1);
}

/* Starts this program as a process that holds a socket by FD and waits; returns once it
 * runs. */
static pid_t start(const char *name, int held)
{
	int ready[2];
	char byte = 0;

	check(pipe2(ready, O_CLOEXEC), "pipe");
	const pid_t pid = fork();
	check(pid, "fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		check(dup2(held, FD), "dup2");
		check(dup2(ready[1], READY), "dup2");
		execl("/proc/self/exe", name, (char *)NULL);
		_exit(125);
	}
	close(ready[1]);
	check((int)read(ready[0], &byte, 1), name);
	close(ready[0]);
	return pid;
}

static void note(const char *path, pid_t pid)
{
	FILE *f = fopen(path, "w");

	check(f ? 0 : -1, path);
	fprintf(f, "%d\n", pid);
	fclose(f);
}

static void take_number(const struct seccomp_notif *asked, void *arg)
{
	struct reuse *reuse = arg;

	if (reuse->is_done || !notified_is_of(asked, reuse->path))
		return;
	reuse->is_done = 1;
	kill(reuse->victim, SIGKILL);
	check(waitpid(reuse->victim, NULL, 0), "waitpid");
	const int fd = others(reuse);

	note("/proc/sys/kernel/ns_last_pid", reuse->victim - 1);
	if (start("impostor", fd) != reuse->victim) {
		fputs("reused: the number was not to be had\n", stderr);
		exit(125);
	}
}

/* Makes this process look like one made by start(): its task name is that of this file
 * until it is set. */
static void be(const char *name)
{
	prctl(PR_SET_NAME, name);
	close(READY);
	for (;;)
		pause();
}

int main(int argc, char *argv[])
{
	struct reuse reuse = { 0 };
	int notify = -1;

	if (argc == 1)
		be(argv[0]);
	if (argc < 4 || !getenv("VICTIM"))
		return 125;
	reuse.is_heir = argv[2][0] == '-';
	reuse.port = (int)strtol(argv[2] + reuse.is_heir, NULL, 10);
	reuse.shared = listener(reuse.port);
	reuse.victim = start("victim", reuse.shared);
	start("keeper", reuse.shared);
	note(getenv("VICTIM"), reuse.victim);
	const char *number = strstr(argv[1], "%u");
	if (number)
		snprintf(reuse.path, sizeof(reuse.path), "%.*s%d%s",
			 (int)(number - argv[1]), argv[1], reuse.victim, number + 2);
	else
		snprintf(reuse.path, sizeof(reuse.path), "%s", argv[1]);
	const pid_t pid = notified_start(argv + 3, SCMP_SYS(openat), &notify);
	if (!reuse.is_heir)
		close(reuse.shared);
	const int status = notified_watch(pid, notify, take_number, &reuse);
	return reuse.is_done ? status : 124;
}
