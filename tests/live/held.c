/* SPDX-License-Identifier: GPL-2.0-or-later */
/* held MEANS [PORT]: a socket that is held without a descriptor.
 *  accept, recv, connect PORT: held by a thread inside that call; connect is to 192.0.2.1 PORT
 *  packet [PROCESSES]: a mapped packet ring, held by this and so many forked processes
 *  tcp PORT: held by a mapping of a listening socket
 *  names PORT: not held; names of a mapped file and of a process look like the socket's link
 * Prints "ready" and holds it until standard input ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIZE = 4096, BLOCKS = 4 };

static void check(long r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "held: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct sockaddr_in address(const char *host, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)strtol(port, NULL, 10)) };

	check(inet_pton(AF_INET, host, &a.sin_addr) == 1 ? 0 : -1, host);
	return a;
}

static int bound(int type, const char *port)
{
	const struct sockaddr_in a = address("127.0.0.1", port);
	const int fd = socket(AF_INET, type, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	if (type == SOCK_STREAM)
		check(listen(fd, 5), "listen");
	return fd;
}

struct call {
	int fd;
	long number;
	const char *port;
	_Atomic int tid;
};

static void *be_inside(void *arg)
{
	struct call *call = arg;
	const struct sockaddr_in a = address("192.0.2.1", call->port);
	char byte = 0;

	call->tid = (int)syscall(SYS_gettid);
	if (call->number == SYS_accept)
		(void)accept(call->fd, NULL, NULL);
	else if (call->number == SYS_recvfrom)
		(void)recv(call->fd, &byte, 1, 0);
	else
		(void)connect(call->fd, (const struct sockaddr *)&a, sizeof(a));
	return NULL;
}

/* Returns whether the thread sleeps inside this system call. */
static bool is_inside(int tid, long number)
{
	char path[64];
	long seen = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	FILE *file = fopen(path, "re");
	if (!file || fscanf(file, "%ld", &seen) != 1)
		seen = -1;
	if (file)
		fclose(file);
	return seen == number;
}

static void hold_by_call(int fd, long number, const char *port)
{
	static struct call call;
	pthread_t thread;

	call.fd = fd;
	call.number = number;
	call.port = port;
	check(-pthread_create(&thread, NULL, be_inside, &call), "pthread_create");
	while (!call.tid || !is_inside(call.tid, number))
		sched_yield();
	close(fd);
}

static void hold_by_ring(int processes)
{
	const struct tpacket_req ring = { SIZE, BLOCKS, SIZE / 2, 2 * BLOCKS };
	const int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));

	check(fd, "socket");
	check(setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)),
	      "PACKET_RX_RING");
	char *all = mmap(NULL, (size_t)SIZE * BLOCKS, PROT_READ, MAP_SHARED, fd, 0);
	check(all == MAP_FAILED ? -1 : 0, "mmap");
	/* Unmapping a page in the middle of the ring leaves two mappings. */
	check(munmap(all + SIZE, SIZE), "munmap");
	close(fd);
	for (int i = 0; i < processes; i++) {
		const pid_t pid = fork();

		check(pid, "fork");
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
}

static void hold_by_mapping(const char *port)
{
	const int fd = bound(SOCK_STREAM, port);

	check(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0,
	      "mmap");
	close(fd);
}

/* A thread inside accept() holds the socket. */
static void pretend(const char *port)
{
	char target[64] = "";
	char path[128];
	const int fd = bound(SOCK_STREAM, port);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check(readlink(path, target, sizeof(target) - 1), "readlink");
	prctl(PR_SET_NAME, target);
	snprintf(path, sizeof(path), "%s", target);
	const int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	check(file, path);
	check(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED ? -1 : 0,
	      "mmap");
	unlink(path);
	check(mmap(NULL, SIZE, PROT_READ, MAP_SHARED,
		   (int)syscall(SYS_memfd_create, target, 0), 0) == MAP_FAILED
		      ? -1
		      : 0,
	      "mmap");
	hold_by_call(fd, SYS_accept, port);
}

int main(int argc, char *argv[])
{
	const char *means = argc > 1 ? argv[1] : "";
	const char *port = argc > 2 ? argv[2] : "0";
	char byte = 0;

	if (strcmp(means, "accept") == 0)
		hold_by_call(bound(SOCK_STREAM, port), SYS_accept, port);
	else if (strcmp(means, "recv") == 0)
		hold_by_call(bound(SOCK_DGRAM, port), SYS_recvfrom, port);
	else if (strcmp(means, "connect") == 0)
		hold_by_call(socket(AF_INET, SOCK_STREAM, 0), SYS_connect, port);
	else if (strcmp(means, "packet") == 0)
		hold_by_ring((int)strtol(port, NULL, 10));
	else if (strcmp(means, "tcp") == 0)
		hold_by_mapping(port);
	else if (strcmp(means, "names") == 0)
		pretend(port);
	else
		return 125;
	puts("ready");
	fflush(stdout);
	return read(STDIN_FILENO, &byte, 1) < 0;
}
