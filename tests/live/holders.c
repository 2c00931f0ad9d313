/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds sockets in ways in which owners are hard to find, prints "ready", and continues until its
 * standard input ends:
 *
 *   holders WAY [PORT]
 *
 * own     a thread with a descriptor table of its own, in which it has a listener on PORT that the
 *         process does not have, and an older one on PORT + 1 with the same fd as the process
 * swap    the same, with the fd at which the process has its listener on PORT + 1
 * exited  the first thread has ended; other threads that share a table hold the listener on PORT
 * passed  a listener on PORT, sent over a unix socket to a child that has it as fd 60, and sent
 *         once more but not received; the parent has closed it
 * many    64 threads that share one table
 * pool    64 threads besides the first that share another table than its own, with a listener on
 *         PORT
 * path    a listener on PORT, and its link in /proc opened with O_PATH as the next fd */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum { THREADS = 64, PASSED_FD = 60 };

static uint16_t port;
static pthread_barrier_t made;

static void check(int r, const char *what)
{
	if (r < 0) {
		perror(what);
		exit(1);
	}
}

static int listener(uint16_t at)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(at),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&address, sizeof(address)), "bind");
	check(listen(fd, 1), "listen");
	return fd;
}

/* Sleeps until the process ends. */
static void stay(void)
{
	for (;;)
		pause();
}

static void *idle(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&made);
	stay();
	return NULL;
}

static void start(void *(*run)(void *), void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, arg) != 0) {
		fputs("pthread_create\n", stderr);
		exit(1);
	}
}

static void *leave_table(void *arg)
{
	const int *replaced = arg;

	check(unshare(CLONE_FILES), "unshare");
	if (replaced)
		close(*replaced);
	listener(port);
	pthread_barrier_wait(&made);
	stay();
	return NULL;
}

static void make_own(void)
{
	listener(port + 1);
	pthread_barrier_init(&made, NULL, 2);
	start(leave_table, NULL);
	pthread_barrier_wait(&made);
}

static void make_swap(void)
{
	static int first;

	first = listener(port + 1);
	pthread_barrier_init(&made, NULL, 2);
	start(leave_table, &first);
	pthread_barrier_wait(&made);
}

static void make_many(void)
{
	listener(port);
	pthread_barrier_init(&made, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++)
		start(idle, NULL);
	pthread_barrier_wait(&made);
}

/* The threads of the pool share the table of this thread. */
static void *lead_pool(void *arg)
{
	check(unshare(CLONE_FILES), "unshare");
	listener(port);
	for (int i = 1; i < THREADS; i++)
		start(idle, arg);
	return idle(arg);
}

static void make_pool(void)
{
	pthread_barrier_init(&made, NULL, THREADS + 1);
	start(lead_pool, NULL);
	pthread_barrier_wait(&made);
}

static void make_path(void)
{
	char link[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", listener(port));
	check(open(link, O_PATH), link);
}

/* The process ends when its standard input does. */
static void *serve(void *first)
{
	char text[64];
	FILE *f = NULL;
	char c = 0;

	/* The first thread is a zombie: its descriptors are not visible through it. */
	snprintf(text, sizeof(text), "/proc/self/task/%d/stat", *(const pid_t *)first);
	while (c != 'Z') {
		f = fopen(text, "r");
		if (!f || fscanf(f, "%*d (%*[^)]) %c", &c) != 1)
			exit(1);
		fclose(f);
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	exit(0);
}

static void make_exited(void)
{
	static pid_t first;

	first = getpid();
	make_many();
	start(serve, &first);
	pthread_exit(NULL);
}

static void send_fd(int over, int fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec data = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	check((int)sendmsg(over, &message, 0), "sendmsg");
}

static int receive_fd(int over)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	char byte = 0;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int fd = -1;

	check((int)recvmsg(over, &message, 0), "recvmsg");
	const struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	if (c)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

static void make_passed(void)
{
	int over[2];
	char byte = 0;

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, over), "socketpair");
	const pid_t child = fork();
	check(child, "fork");
	if (!child) {
		check(prctl(PR_SET_PDEATHSIG, SIGKILL), "PR_SET_PDEATHSIG");
		check(dup2(receive_fd(over[1]), PASSED_FD), "dup2");
		check((int)write(over[1], "", 1), "write");
		stay();
	}
	const int fd = listener(port);
	send_fd(over[0], fd);
	check((int)read(over[0], &byte, 1), "read");
	send_fd(over[0], fd);
	close(fd);
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		void (*make)(void);
	} ways[] = {
		{ "own", make_own },       { "swap", make_swap },
		{ "exited", make_exited }, { "passed", make_passed },
		{ "many", make_many },     { "pool", make_pool },
		{ "path", make_path },
	};

	if (argc < 2)
		return 2;
	port = argc > 2 ? (uint16_t)strtol(argv[2], NULL, 10) : 0;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			ways[i].make();
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
