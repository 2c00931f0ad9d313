/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nofork ERRNO COMMAND ARG...: runs a command that can start threads but no process. */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc < 3)
		return 2;

	const uint32_t action = SCMP_ACT_ERRNO((uint16_t)strtoul(argv[1], NULL, 10));
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	if (r == 0)
		r = seccomp_rule_add(filter, action, SCMP_SYS(clone), 1,
				     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	/* A filter cannot inspect the flags of clone3, so that the C library is made to
	 * call clone. */
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (r == 0)
		r = seccomp_rule_add(filter, action, SCMP_SYS(fork), 0);
	if (r == 0)
		r = seccomp_rule_add(filter, action, SCMP_SYS(vfork), 0);
	if (r == 0)
		r = seccomp_load(filter);
	if (r < 0) {
		fprintf(stderr, "nofork: %s\n", strerror(-r));
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
