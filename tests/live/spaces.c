/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spaces MODE...: makes a network namespace for each mode, and prints a line "MODE INODE
 * PORT" for it and then "ready". PORT is that of a listener in the namespace; 0: it has
 * none. Holds them until standard input ends. The modes say by what the namespace is held:
 *   thread   a thread that is not the first one of its process
 *   fd       a descriptor of the namespace
 *   socket   a listener alone
 *   mount:PATH  a mount on the file PATH
 *   flight   a listener in flight from one socket to another
 * spaces joined A B ADDRESS connects a socket in the namespace of the file A to ADDRESS in
 * that of the file B, and prints "ready".
 * spaces churn N makes N namespaces with a listener, one after the other, before it ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_PORT = 9001, NETNS_PATH_MAX = 64 };

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "spaces: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_netns(void)
{
	char path[NETNS_PATH_MAX];

	snprintf(path, sizeof(path), "/proc/self/task/%ld/ns/net", syscall(SYS_gettid));
	return check(open(path, O_RDONLY | O_CLOEXEC), path);
}

static unsigned long inode_of(int fd)
{
	struct stat st;

	check(fstat(fd, &st), "fstat");
	return (unsigned long)st.st_ino;
}

static int listen_on(int port)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port) };
	const int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 5), "listen");
	return fd;
}

static void enter(const char *path)
{
	const int fd = check(open(path, O_RDONLY | O_CLOEXEC), path);

	check(setns(fd, CLONE_NEWNET), path);
	close(fd);
}

static void join(const char *from, const char *to, const char *address)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(FIRST_PORT) };

	check(inet_pton(AF_INET, address, &a.sin_addr) - 1, address);
	enter(to);
	const int listener = listen_on(FIRST_PORT);

	enter(from);
	const int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	check(connect(fd, (const struct sockaddr *)&a, sizeof(a)), "connect");
	check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
}

struct place {
	int port;
	unsigned long inode;
	pthread_barrier_t *barrier;
};

static void *stay(void *arg)
{
	struct place *place = arg;

	check(unshare(CLONE_NEWNET), "unshare");
	const int fd = open_netns();

	place->inode = inode_of(fd);
	close(fd);
	(void)listen_on(place->port);
	pthread_barrier_wait(place->barrier);
	for (;;)
		pause();
	return NULL;
}

static void hold_by_thread(int port)
{
	static struct place place;
	static pthread_barrier_t barrier;
	pthread_t thread;

	place.port = port;
	place.barrier = &barrier;
	pthread_barrier_init(&barrier, NULL, 2);
	check(-pthread_create(&thread, NULL, stay, &place), "thread");
	pthread_barrier_wait(&barrier);
	printf("thread %lu %d\n", place.inode, port);
}

/* Sends a descriptor, which is then received by no process, and closes it. */
static void send_away(int fd)
{
	char bytes[CMSG_SPACE(sizeof(fd))] = { 0 };
	char c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr m = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = bytes,
			    .msg_controllen = sizeof(bytes) };
	struct cmsghdr *part = CMSG_FIRSTHDR(&m);
	int pair[2] = { -1, -1 };

	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(part), &fd, sizeof(fd));
	check((int)sendmsg(pair[0], &m, 0), "sendmsg");
	close(fd);
}

/* Holds a namespace by something else than a task, and returns to `home`. */
static void hold(const char *mode, int port, int home)
{
	const char *path = strncmp(mode, "mount:", 6) == 0 ? mode + 6 : NULL;
	const int is_flight = strcmp(mode, "flight") == 0;
	const int is_socket = is_flight || strcmp(mode, "socket") == 0;

	check(unshare(CLONE_NEWNET), "unshare");
	const int fd = open_netns();

	printf("%.*s %lu %d\n", (int)strcspn(mode, ":"), mode, inode_of(fd),
	       is_socket ? port : 0);
	if (is_flight) {
		/* The pair must not hold the namespace. */
		const int listener = listen_on(port);

		check(setns(home, CLONE_NEWNET), "setns");
		send_away(listener);
	} else if (is_socket) {
		listen_on(port);
	}
	if (path) {
		close(check(open(path, O_CREAT | O_RDONLY | O_CLOEXEC, 0600), path));
		check(mount("/proc/thread-self/ns/net", path, NULL, MS_BIND, NULL),
		      "mount");
	}
	if (is_socket || path)
		close(fd);
	check(setns(home, CLONE_NEWNET), "setns");
}

int main(int argc, char *argv[])
{
	const int home = open_netns();
	char c = 0;

	if (argc == 3 && strcmp(argv[1], "churn") == 0) {
		puts("ready");
		fflush(stdout);
		for (long n = strtol(argv[2], NULL, 10); n > 0; n--) {
			check(unshare(CLONE_NEWNET), "unshare");
			close(listen_on(FIRST_PORT));
		}
		return 0;
	}
	if (argc == 5 && strcmp(argv[1], "joined") == 0) {
		join(argv[2], argv[3], argv[4]);
		argc = 1;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "thread") == 0)
			hold_by_thread(FIRST_PORT + i);
		else
			hold(argv[i], FIRST_PORT + i, home);
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		continue;
	return 0;
}
