/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a command and suspends each of its system calls of one number until a callback
 * returns. */
#ifndef TESTS_NOTIFIED_H
#define TESTS_NOTIFIED_H

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror(r < -1 ? -r : errno));
	exit(125);
}

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

/* Builds the message that sends a descriptor over a socket pair; sendmsg and recvmsg are
 * not watched. */
static inline struct msghdr message(union control *control, struct iovec *iov)
{
	return (struct msghdr){ .msg_iov = iov,
				.msg_iovlen = 1,
				.msg_control = control,
				.msg_controllen = sizeof(*control) };
}

static inline void send_fd(int over, int fd)
{
	union control control = { .header = { .cmsg_len = CMSG_LEN(sizeof(fd)),
					      .cmsg_level = SOL_SOCKET,
					      .cmsg_type = SCM_RIGHTS } };
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	const struct msghdr msg = message(&control, &iov);

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	check(sendmsg(over, &msg, 0) == 1 ? 0 : -1, "sendmsg");
}

static inline int receive_fd(int over)
{
	union control control;
	char byte = 0;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = message(&control, &iov);
	int fd = -1;

	if (recvmsg(over, &msg, 0) != 1 || msg.msg_controllen < sizeof(control))
		exit(125);
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

static inline void notified_exec(int over, int number, char *argv[])
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	check(ctx ? 0 : -1, "seccomp_init");
	check(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, number, 0), "seccomp_rule_add");
	check(seccomp_load(ctx), "seccomp_load");
	send_fd(over, seccomp_notify_fd(ctx));
	close(seccomp_notify_fd(ctx));
	close(over);
	execvp(argv[0], argv);
	check(-1, argv[0]);
}

/* Starts the command. *ret_notify reports its calls of number nr, which is neither sendmsg nor
 * recvmsg. */
static inline pid_t notified_start(char *argv[], int number, int *ret_notify)
{
	int fds[2];

	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), "socketpair");
	const pid_t pid = fork();
	check(pid, "fork");
	if (!pid)
		notified_exec(fds[1], number, argv);
	close(fds[1]);
	*ret_notify = receive_fd(fds[0]);
	close(fds[0]);
	return pid;
}

/* Returns whether the call is for this path. */
static inline int notified_is_of(const struct seccomp_notif *asked, const char *path)
{
	char seen[64] = "";
	const size_t n = strlen(path) + 1;
	struct iovec to = { .iov_base = seen, .iov_len = n };
	struct iovec from = { .iov_len = n };

	memcpy(&from.iov_base, &asked->data.args[1], sizeof(from.iov_base));
	return process_vm_readv((pid_t)asked->pid, &to, 1, &from, 1, 0) == (ssize_t)n &&
	       memcmp(seen, path, n) == 0;
}

/* Calls fn for each call before the call continues, until the command ends. Returns the
 * status of the command. */
static inline int notified_watch(pid_t pid, int notify,
				 void (*fn)(const struct seccomp_notif *asked, void *arg),
				 void *arg)
{
	struct seccomp_notif *asked = NULL;
	struct seccomp_notif_resp *answer = NULL;
	int status = 0;

	check(seccomp_notify_alloc(&asked, &answer), "seccomp_notify_alloc");
	for (;;) {
		memset(asked, 0, sizeof(*asked));
		if (seccomp_notify_receive(notify, asked) < 0)
			break;
		fn(asked, arg);
		*answer = (struct seccomp_notif_resp){
			.id = asked->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE
		};
		if (seccomp_notify_respond(notify, answer) < 0)
			break;
	}
	seccomp_notify_free(asked, answer);
	check(waitpid(pid, &status, 0), "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

#endif
