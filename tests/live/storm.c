/* SPDX-License-Identifier: GPL-2.0-or-later */
/* storm KIND SOCKETS LIVE: prints "ready"; then processes begin and end until the standard input
 * ends, LIVE of them at a time:
 *   fork     each has a copy of the SOCKETS that its parent holds
 *   shared   each shares the descriptor table of its parent, and so costs a process only
 *   threads  threads, each with a copy of the table
 *   exec     each opens SOCKETS with close-on-exec, as "before", and becomes "after"
 * The sockets are UDP sockets on 127.0.0.1. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIVES_US = 20000, STACK = 65536 };

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "storm: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void open_sockets(long count)
{
	const struct sockaddr_in any = { .sin_family = AF_INET,
					 .sin_addr = { htonl(INADDR_LOOPBACK) } };

	for (long i = 0; i < count; i++) {
		const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

		check(fd, "socket");
		check(bind(fd, (const struct sockaddr *)&any, sizeof(any)), "bind");
	}
}

static int is_over(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&in, 1, 0) != 0;
}

static int live(void *arg)
{
	(void)arg;
	usleep(LIVES_US);
	_exit(0);
}

static pid_t start_fork(long sockets)
{
	(void)sockets;
	const pid_t pid = fork();
	if (!pid)
		live(NULL);
	return pid;
}

/* A stack has memory of its own. */
static pid_t start_shared(long sockets)
{
	static char stack[STACK] __attribute__((aligned(16)));

	(void)sockets;
	return clone(live, stack + sizeof(stack), CLONE_FILES | SIGCHLD, NULL);
}

static pid_t start_exec(long sockets)
{
	const pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	char number[16];
	snprintf(number, sizeof(number), "%ld", sockets);
	execl("/proc/self/exe", "before", "before", number, (char *)NULL);
	_exit(125);
}

/* The second and the third program of the kind exec. */
static int become(int argc, char *argv[])
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, argv[0]);
	if (argc > 2)
		open_sockets(strtol(argv[2], NULL, 10));
	usleep(LIVES_US / 4);
	if (argc > 2)
		execl("/proc/self/exe", "after", "after", (char *)NULL);
	return 0;
}

static void *live_alone(void *arg)
{
	check(unshare(CLONE_FILES), "unshare");
	usleep(LIVES_US);
	return arg;
}

static void run_threads(long count)
{
	pthread_t *all = calloc((size_t)count, sizeof(*all));

	check(all ? 0 : -1, "calloc");
	for (long i = 0; !is_over(); i = (i + 1) % count) {
		if (all[i])
			pthread_join(all[i], NULL);
		check(-pthread_create(&all[i], NULL, live_alone, NULL), "pthread_create");
	}
	_exit(0);
}

static void run(pid_t (*start)(long sockets), long sockets, long count)
{
	long alive = 0;

	while (!is_over()) {
		check(start(sockets), "start");
		alive++;
		while (waitpid(-1, NULL, alive >= count ? 0 : WNOHANG) > 0)
			alive--;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		/* The function that starts a process, or NULL for threads. */
		pid_t (*start)(long sockets);
	} kinds[] = {
		{ "fork", start_fork },
		{ "shared", start_shared },
		{ "threads", NULL },
		{ "exec", start_exec },
	};
	struct rlimit files;

	if (argc >= 2 && (!strcmp(argv[0], "before") || !strcmp(argv[0], "after")))
		return become(argc, argv);
	if (argc != 4)
		return 125;
	const long sockets = strtol(argv[2], NULL, 10);
	const long count = strtol(argv[3], NULL, 10);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (strcmp(argv[1], "exec") != 0)
		open_sockets(sockets);
	puts("ready");
	fflush(stdout);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].name) != 0)
			continue;
		if (kinds[i].start)
			run(kinds[i].start, sockets, count);
		else
			run_threads(count);
		return 0;
	}
	return 125;
}
