/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strayed [PORT]: a process one thread of which is in another network namespace. The
 * process listens on the port in its first namespace, and on the next port in that of the
 * thread; prints "ready" and holds them until its standard input ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_barrier_t is_there;
static uint16_t port = 8443;

static void die(const char *what)
{
	fprintf(stderr, "strayed: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void listen_on(uint16_t number)
{
	const struct sockaddr_in in = { .sin_family = AF_INET,
					.sin_port = htons(number) };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&in, sizeof(in)) < 0 ||
	    listen(fd, 8) < 0)
		die("listen");
}

static void *go(void *arg)
{
	if (unshare(CLONE_NEWNET) < 0)
		die("unshare");
	listen_on((uint16_t)(port + 1));
	pthread_barrier_wait(&is_there);
	for (;;)
		pause();
	return arg;
}

int main(int argc, char *argv[])
{
	pthread_t thread;

	if (argc > 1)
		port = (uint16_t)strtoul(argv[1], NULL, 10);
	listen_on(port);
	if (pthread_barrier_init(&is_there, NULL, 2) != 0 ||
	    pthread_create(&thread, NULL, go, NULL) != 0)
		die("thread");
	pthread_barrier_wait(&is_there);
	printf("ready\n");
	fflush(stdout);
	char unused;
	while (read(STDIN_FILENO, &unused, 1) > 0)
		continue;
	return 0;
}
