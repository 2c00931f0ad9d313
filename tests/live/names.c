/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names HEX...: unix datagram sockets that are bound to these addresses, each byte of which is two
 * hexadecimal digits. Prints "ready" and holds them until standard input ends. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "names: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void bind_to(const char *hex)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	size_t n = 0;

	for (; *hex && n < sizeof(a.sun_path); hex += 2) {
		const char digits[] = { hex[0], hex[1], '\0' };

		a.sun_path[n++] = (char)strtoul(digits, NULL, 16);
	}
	const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)),
	      "bind");
}

int main(int argc, char *argv[])
{
	char byte = 0;

	for (int i = 1; i < argc; i++)
		bind_to(argv[i]);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
