/* SPDX-License-Identifier: GPL-2.0-or-later */
/* again N COMMAND ARG...: runs a command whose first N loads of BPF programs fail with
 * EAGAIN, as if a signal had arrived. Exits with 124 if there were fewer loads. */
#include <linux/bpf.h>

#include "notified.h"

static int is_load(const struct seccomp_notif *asked)
{
	return asked->data.args[0] == BPF_PROG_LOAD;
}

int main(int argc, char *argv[])
{
	struct seccomp_notif *asked = NULL;
	struct seccomp_notif_resp *answer = NULL;
	int notify = -1;
	int status = 0;

	if (argc < 3)
		return 125;
	long left = strtol(argv[1], NULL, 10);
	const pid_t pid = notified_start(argv + 2, SCMP_SYS(bpf), &notify);
	check(seccomp_notify_alloc(&asked, &answer), "seccomp_notify_alloc");
	for (;;) {
		memset(asked, 0, sizeof(*asked));
		if (seccomp_notify_receive(notify, asked) < 0)
			break;
		*answer = (struct seccomp_notif_resp){ .id = asked->id };
		if (left && is_load(asked)) {
			left--;
			answer->error = -EAGAIN;
		} else {
			answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		}
		if (seccomp_notify_respond(notify, answer) < 0)
			break;
	}
	seccomp_notify_free(asked, answer);
	check(waitpid(pid, &status, 0), "waitpid");
	if (left)
		return 124;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
