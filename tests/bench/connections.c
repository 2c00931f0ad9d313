/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connections RATE SECONDS: makes so many TCP connections per second over loopback, or
 * with 0 as many as possible, each with 100 bytes in both directions and a close. Prints
 * COUNT SECONDS CPU-SECONDS at the end, for both ends together. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	PORT = 5000,
	BYTES = 100,
	BACKLOG = 4096,
	/* A closed connection keeps its port for a while: every address has ports of its
	 * own. */
	ADDRESSES = 250,
	/* A connection may start this much early, because a sleep costs time too. */
	TOGETHER_NS = 1000000,
};

#define NS_PER_S INT64_C(1000000000)

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "connections: %s: %s\n", what, strerror(errno));
	exit(125);
}

static struct sockaddr_in address(uint32_t number)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = { htonl(number) },
	};
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void serve(int listener)
{
	char bytes[BYTES] = { 0 };

	for (;;) {
		const int fd = accept(listener, NULL, NULL);

		check(fd, "accept");
		if (recv(fd, bytes, sizeof(bytes), MSG_WAITALL) == BYTES &&
		    send(fd, bytes, sizeof(bytes), 0) == BYTES)
			(void)recv(fd, bytes, 1, 0);
		close(fd);
	}
}

static void connect_once(uint64_t i)
{
	const struct sockaddr_in at =
		address(INADDR_LOOPBACK + (uint32_t)(i % ADDRESSES << 8));
	char bytes[BYTES] = { 0 };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	check(fd, "socket");
	check(connect(fd, (const struct sockaddr *)&at, sizeof(at)), "connect");
	check((int)send(fd, bytes, sizeof(bytes), 0), "send");
	check((int)recv(fd, bytes, sizeof(bytes), MSG_WAITALL), "recv");
	close(fd);
}

static void wait_until(int64_t when)
{
	const struct timespec t = { when / NS_PER_S, when % NS_PER_S };

	if (when - now() > TOGETHER_NS)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static double cpu(int who)
{
	struct rusage used;

	check(getrusage(who, &used), "getrusage");
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char *argv[])
{
	const int64_t rate = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	const int64_t length = argc > 2 ? strtol(argv[2], NULL, 10) * NS_PER_S : 0;
	const struct sockaddr_in any = address(INADDR_ANY);
	const int one = 1;
	uint64_t count = 0;

	if (length <= 0 || rate < 0) {
		fputs("connections RATE SECONDS\n", stderr);
		return 125;
	}
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	check(listener, "socket");
	check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
	      "SO_REUSEADDR");
	check(bind(listener, (const struct sockaddr *)&any, sizeof(any)), "bind");
	check(listen(listener, BACKLOG), "listen");
	const pid_t server = fork();
	check(server, "fork");
	if (!server) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener);
	}
	close(listener);

	const int64_t start = now();
	while (now() - start < length) {
		if (rate)
			wait_until(start + (int64_t)count * NS_PER_S / rate);
		connect_once(count++);
	}
	const double seconds = (double)(now() - start) / (double)NS_PER_S;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	printf("%llu %.3f %.3f\n", (unsigned long long)count, seconds,
	       cpu(RUSAGE_SELF) + cpu(RUSAGE_CHILDREN));
	return 0;
}
