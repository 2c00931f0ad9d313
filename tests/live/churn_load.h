/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Permanent and temporary sockets of processes that are named after them. All processes
 * end with their parent. */
#ifndef TESTS_CHURN_LOAD_H
#define TESTS_CHURN_LOAD_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Addresses of connections. The last two bytes of a client's address are the number of
 * its process, whose name is that number and its pid: c7.123. The name of a server is its
 * number: s0. */
enum {
	CLIENTS_NET = 0x7f010000, /* The network 127.1.0.0/16. */
	SERVERS_ADDR = 0x7f020001,
	STAYING_ADDR = 0x7f030001,
	SERVERS = 2,
	SERVERS_PORT = 5000,
	STAYING_PORT = 1000,
};

enum {
	/* Number of clients at a time. */
	CLIENTS = 6,
	/* Connections that a client has at a time. */
	TOGETHER = 8,
	/* How often a client replaces all of its connections. */
	ROUNDS = 4,
	/* One client in PATIENT leaves its connections in TIME_WAIT. */
	PATIENT = 64,
	/* Connections per second. */
	RATE_MAX = 6000,
	STAYING_MAX = 256,
	NAME_MAX_ = 15,
};

struct load_count {
	atomic_ulong connections, processes;
};

/* A permanent socket, and its row. */
struct staying {
	char local[32], peer[32], owners[96];
	bool is_listener;
	/* How often the current listing has the socket. */
	unsigned int seen;
};

struct load {
	struct load_count *count;
	struct staying staying[STAYING_MAX];
	size_t staying_len;
	/* Argv[0], and the maximal length of a name. */
	char *name;
	size_t name_max;
};

static inline int load_check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "churn: %s: %s\n", what, strerror(errno));
	exit(125);
}

static inline struct sockaddr_in load_addr(uint32_t addr, int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)port),
				     .sin_addr = { htonl(addr) } };
}

static inline void load_show(char text[32], const struct sockaddr_in *a)
{
	char addr[INET_ADDRSTRLEN] = "";

	inet_ntop(AF_INET, &a->sin_addr, addr, sizeof(addr));
	snprintf(text, 32, "%s:%u", addr, ntohs(a->sin_port));
}

/* Sets both names of the process. */
static inline void load_be(const struct load *load, const char *name)
{
	prctl(PR_SET_NAME, name);
	memset(load->name, 0, load->name_max);
	strncpy(load->name, name, load->name_max - 1);
}

/* Forks. The child, for which 0 is returned, ends when its parent does. */
static inline pid_t load_fork(void)
{
	const pid_t pid = fork();

	load_check(pid, "fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == 0)
			_exit(0);
	}
	return pid;
}

static inline int load_listen(uint32_t addr, int port)
{
	const struct sockaddr_in a = load_addr(addr, port);
	const int one = 1;
	const int fd =
		load_check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	load_check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
		   "SO_REUSEADDR");
	load_check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	load_check(listen(fd, 1024), "listen");
	return fd;
}

/* Connects from any port of an address. */
static inline int load_connect(uint32_t from, uint32_t to, int port)
{
	const struct sockaddr_in local = load_addr(from, 0);
	const struct sockaddr_in peer = load_addr(to, port);
	const int one = 1;
	const int fd =
		load_check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	load_check(setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one)),
		   "IP_BIND_ADDRESS_NO_PORT");
	load_check(bind(fd, (const struct sockaddr *)&local, sizeof(local)), "bind");
	load_check(connect(fd, (const struct sockaddr *)&peer, sizeof(peer)), "connect");
	return fd;
}

static inline void load_add(struct load *load, int fd, bool is_listener)
{
	struct staying *s = &load->staying[load->staying_len++];
	struct sockaddr_in a = { 0 };
	socklen_t len = sizeof(a);

	*s = (struct staying){ .peer = "0.0.0.0:*", .is_listener = is_listener };
	load_check(getsockname(fd, (struct sockaddr *)&a, &len), "getsockname");
	load_show(s->local, &a);
	if (is_listener)
		return;
	load_check(getpeername(fd, (struct sockaddr *)&a, &len), "getpeername");
	load_show(s->peer, &a);
}

/* Makes listeners and connections to each of them, whose ends are held by the given
 * number of processes. */
static inline void load_stay(struct load *load, int port, int listeners, int connections,
			     int holders)
{
	const size_t first = load->staying_len;
	char owners[96] = "";
	int fds[STAYING_MAX];
	int count = 0;

	for (int i = 0; i < listeners; i++) {
		const int fd = load_listen(STAYING_ADDR, port + i);

		fds[count++] = fd;
		load_add(load, fd, true);
		for (int k = 0; k < connections; k++) {
			fds[count] = load_connect(STAYING_ADDR, STAYING_ADDR, port + i);
			load_add(load, fds[count++], false);
			fds[count] = load_check(accept(fd, NULL, NULL), "accept");
			load_add(load, fds[count++], false);
		}
	}
	for (int i = 0; i < holders; i++) {
		const size_t len = strlen(owners);
		char name[16];
		int named[2];
		char byte = 0;

		snprintf(name, sizeof(name), "h%d.%d", port, i);
		load_check(pipe(named), "pipe");
		const pid_t pid = load_fork();
		if (!pid) {
			load_be(load, name);
			load_check((int)write(named[1], "", 1), "write");
			for (;;)
				pause();
		}
		load_check((int)read(named[0], &byte, 1), "read");
		close(named[0]);
		close(named[1]);
		snprintf(owners + len, sizeof(owners) - len, "%s%d/%s", len ? "," : "",
			 pid, name);
	}
	for (size_t i = first; i < load->staying_len; i++)
		memcpy(load->staying[i].owners, owners, sizeof(owners));
	while (count)
		close(fds[--count]);
}

/* Answers each byte of a client, until all clients have closed. */
static inline void load_serve(int listener)
{
	const int epoll = load_check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	struct epoll_event e = { .events = EPOLLIN, .data.fd = listener };
	char byte = 0;

	load_check(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e), "epoll_ctl");
	while (epoll_wait(epoll, &e, 1, -1) == 1 || errno == EINTR) {
		const int fd = e.data.fd;

		if (fd == listener) {
			e.data.fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
			if (e.data.fd >= 0)
				epoll_ctl(epoll, EPOLL_CTL_ADD, e.data.fd, &e);
		} else if (recv(fd, &byte, 1, 0) <= 0 ||
			   send(fd, &byte, 1, MSG_NOSIGNAL) < 0) {
			close(fd);
		}
	}
	_exit(125);
}

static inline void load_round(const struct load *load, uint32_t number, bool is_patient)
{
	const struct linger reset = { .l_onoff = 1 };
	int fds[TOGETHER];
	char byte = 0;

	for (int i = 0; i < TOGETHER; i++) {
		fds[i] = load_connect(CLIENTS_NET + number, SERVERS_ADDR,
				      SERVERS_PORT + (int)(number % SERVERS));
		load_check((int)send(fds[i], &byte, 1, 0), "send");
	}
	/* The child shares the connections, and ends at any time. */
	const pid_t child = load_fork();
	if (!child)
		_exit(0);
	for (int i = 0; i < TOGETHER; i++) {
		load_check((int)recv(fds[i], &byte, 1, 0), "recv");
		if (!is_patient)
			load_check(setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &reset,
					      sizeof(reset)),
				   "SO_LINGER");
		close(fds[i]);
		load->count->connections++;
	}
	load_check(waitpid(child, NULL, 0), "waitpid");
	load->count->processes++;
}

static inline void load_client(const struct load *load, uint32_t number)
{
	char name[NAME_MAX_ + 1];

	snprintf(name, sizeof(name), "c%u.%d", number, getpid());
	load_be(load, name);
	for (int i = 0; i < ROUNDS; i++)
		load_round(load, number, number % PATIENT == 0);
	_exit(0);
}

static inline double load_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs one client after the other. Each gets a pid that has just become free, since
 * allocation continues after the same number. */
static inline void load_clients(const struct load *load)
{
	const int last_pid =
		load_check(open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC),
			   "ns_last_pid");
	const double start = load_now();
	char last[16];
	uint32_t number = 1;
	int running = 0;

	const int n = snprintf(last, sizeof(last), "%d", getpid());
	for (;; number = number % 65534 + 1) {
		const double ahead = (double)load->count->connections / RATE_MAX -
				     (load_now() - start);

		if (ahead > 0)
			usleep((useconds_t)(ahead * 1e6));
		load_check((int)pwrite(last_pid, last, (size_t)n, 0), "ns_last_pid");
		const pid_t pid = load_fork();
		if (!pid)
			load_client(load, number);
		if (++running < CLIENTS)
			continue;
		int status = 0;
		load_check(waitpid(-1, &status, 0), "waitpid");
		if (status != 0)
			_exit(125);
		running--;
		load->count->processes++;
	}
}

static inline void load_start(struct load *load, int argc, char *argv[])
{
	*load = (struct load){
		.name = argv[0],
		.name_max = (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) - argv[0]),
	};
	load->count = mmap(NULL, sizeof(*load->count), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	load_check(load->count == MAP_FAILED ? -1 : 0, "mmap");

	load_stay(load, STAYING_PORT, 10, 3, 1);
	load_stay(load, STAYING_PORT + 100, 5, 5, 3);
	for (int i = 0; i < SERVERS; i++) {
		const int listener = load_listen(SERVERS_ADDR, SERVERS_PORT + i);
		char name[16];

		snprintf(name, sizeof(name), "s%d", i);
		if (!load_fork()) {
			load_be(load, name);
			load_serve(listener);
		}
		close(listener);
	}
	if (!load_fork())
		load_clients(load);
}

#endif
