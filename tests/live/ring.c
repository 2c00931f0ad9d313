/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ring PORT: a socket that listens on 127.0.0.1 PORT and is registered with an io_uring,
 * its descriptor closed. Prints "ready" and holds it until standard input ends. Without
 * PORT: exits with 0 if an io_uring can be made. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void check(long r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "ring: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int listen_at(int port)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	return fd;
}

int main(int argc, char *argv[])
{
	struct io_uring_params params = { 0 };
	char byte = 0;

	const long ring = syscall(SYS_io_uring_setup, 1, &params);
	check(ring, "io_uring_setup");
	if (argc < 2)
		return 0;

	const int fd = listen_at((int)strtol(argv[1], NULL, 10));
	check(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &fd, 1),
	      "IORING_REGISTER_FILES");
	close(fd);
	puts("ready");
	fflush(stdout);
	return read(STDIN_FILENO, &byte, 1) < 0;
}
