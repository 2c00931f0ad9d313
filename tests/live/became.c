/* SPDX-License-Identifier: GPL-2.0-or-later */
/* became PATH PORT COMMAND ARG...: runs a command while a process named before, whose pid is in
 * the file $VICTIM, listens on 127.0.0.1 PORT with a close-on-exec socket, and on the next port
 * with one that stays open. With -PORT it has MANY other sockets before these. With +PORT the
 * program itself closes the first socket, and not the kernel. When the command opens PATH, in
 * which %u stands for the pid, the process executes sleep(1) under the name after. Exits with 124
 * if the command never opens PATH. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <time.h>

#include "notified.h"

struct becoming {
	char path[64];
	pid_t pid;
	/* A byte written here lets the process execute; the other end is closed when the
	 * program ends. */
	int go;
	int is_done;
};

static int listen_on(int port, int flags)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	const int fd = socket(AF_INET, SOCK_STREAM | flags, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	return fd;
}

/* More sockets than the sources of owners inspect one by one. */
enum { MANY = 100 };

static void be_before(const char *word, int go)
{
	const bool closes = *word == '+';
	long port = strtol(word, NULL, 10);
	char byte = 0;

	for (int i = 0; port < 0 && i < MANY; i++)
		check(socket(AF_UNIX, SOCK_DGRAM, 0), "socket");
	port = port < 0 ? -port : port;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "before");
	check(fcntl(go, F_SETFD, closes ? 0 : FD_CLOEXEC), "fcntl");
	const int first = listen_on((int)port, closes ? 0 : SOCK_CLOEXEC);
	listen_on((int)port + 1, 0);
	check(write(go, "x", 1) == 1 ? 0 : -1, "write");
	check(read(go, &byte, 1) == 1 ? 0 : -1, "read");
	if (closes) {
		close(first);
		close(go);
	}
	execlp("sleep", "after", "600", (char *)NULL);
	_exit(125);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool is_after(pid_t pid)
{
	char path[64];
	char name[16] = "";

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	FILE *f = fopen(path, "r");
	check(f ? 0 : -1, path);
	const size_t n = fread(name, 1, sizeof(name) - 1, f);
	fclose(f);
	return n && strcmp(name, "after") == 0;
}

static void become(const struct seccomp_notif *asked, void *arg)
{
	struct becoming *b = arg;
	char byte = 0;

	if (b->is_done || !notified_is_of(asked, b->path))
		return;
	b->is_done = 1;
	check(write(b->go, "x", 1) == 1 ? 0 : -1, "write");
	/* This connection ends with the program, or shortly before it. */
	check(read(b->go, &byte, 1) == 0 ? 0 : -1, "read");
	while (!is_after(b->pid))
		;
}

int main(int argc, char *argv[])
{
	struct becoming b = { 0 };
	int ends[2];
	int notify = -1;
	char byte = 0;

	if (argc < 4 || !getenv("VICTIM"))
		return 125;
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
	b.pid = fork();
	check(b.pid, "fork");
	if (!b.pid) {
		close(ends[0]);
		be_before(argv[2], ends[1]);
	}
	close(ends[1]);
	b.go = ends[0];
	check(read(b.go, &byte, 1) == 1 ? 0 : -1, "before");
	/* The process must have begun before the command by the kernel's clock, which
	 * counts in hundredths. */
	const double begun = now();
	while (now() < begun + 0.03)
		;
	FILE *f = fopen(getenv("VICTIM"), "w");
	check(f ? 0 : -1, "VICTIM");
	fprintf(f, "%d\n", b.pid);
	fclose(f);
	const char *number = strstr(argv[1], "%u");
	if (number)
		snprintf(b.path, sizeof(b.path), "%.*s%d%s", (int)(number - argv[1]),
			 argv[1], b.pid, number + 2);
	const pid_t pid = notified_start(argv + 3, SCMP_SYS(openat), &notify);
	const int status = notified_watch(pid, notify, become, &b);
	kill(b.pid, SIGKILL);
	return b.is_done ? status : 124;
}
