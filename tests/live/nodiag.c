/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodiag ERRNO COMMAND ARG...: runs a command for which NETLINK_SOCK_DIAG cannot be
 * opened, as on a kernel without it. */
#include <errno.h>
#include <linux/netlink.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc < 3)
		return 2;

	const uint32_t action = SCMP_ACT_ERRNO(strtoul(argv[1], NULL, 10));
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	if (r == 0)
		r = seccomp_rule_add(filter, action, SCMP_SYS(socket), 2,
				     SCMP_A0(SCMP_CMP_EQ, AF_NETLINK, 0),
				     SCMP_A2(SCMP_CMP_EQ, NETLINK_SOCK_DIAG, 0));
	if (r == 0)
		r = seccomp_load(filter);
	if (r < 0) {
		fprintf(stderr, "nodiag: %s\n", strerror(-r));
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
