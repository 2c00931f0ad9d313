/* SPDX-License-Identifier: GPL-2.0-or-later */
/* named TASK NAME...: a process of that task name with one socket per NAME: a unix
 * listener, an abstract one if NAME begins with '@', or a UDP socket bound to the
 * interface NAME if it begins with '%'. Prints "ready" and holds them until standard
 * input ends. */
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static int listen_at(const char *name)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const size_t n = strlen(name);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || n >= sizeof(a.sun_path))
		return -1;
	memcpy(a.sun_path, name, n);
	if (a.sun_path[0] == '@')
		a.sun_path[0] = '\0';
	if (bind(fd, (const struct sockaddr *)&a,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) < 0)
		return -1;
	return listen(fd, 1);
}

static int bind_to(const char *interface)
{
	const struct sockaddr_in any = { .sin_family = AF_INET };
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
				 (socklen_t)strlen(interface)) < 0)
		return -1;
	return bind(fd, (const struct sockaddr *)&any, sizeof(any));
}

int main(int argc, char *argv[])
{
	if (argc < 3 || prctl(PR_SET_NAME, argv[1]) < 0)
		return 2;
	for (int i = 2; i < argc; i++) {
		if ((*argv[i] == '%' ? bind_to(argv[i] + 1) : listen_at(argv[i])) < 0) {
			perror(argv[i]);
			return 2;
		}
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
