/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forge COMMAND ARG...: runs a command to whose netlink socket another process sends, in the moment
 * before each of its requests, a listener on port 6666 and the end of a dump, as answers to it. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "forge: %s: %s\n", what, strerror(r < -1 ? -r : errno));
	exit(125);
}

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

/* The message by which the descriptor goes over the pair; sendmsg and recvmsg are not watched. */
static struct msghdr message(union control *control, struct iovec *iov)
{
	return (struct msghdr){ .msg_iov = iov,
				.msg_iovlen = 1,
				.msg_control = control,
				.msg_controllen = sizeof(*control) };
}

static void run(int over, char *argv[])
{
	union control control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)),
					      .cmsg_level = SOL_SOCKET,
					      .cmsg_type = SCM_RIGHTS } };
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	const struct msghdr msg = message(&control, &iov);
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	check(ctx ? 0 : -1, "seccomp_init");
	check(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(sendto), 0), "sendto");
	check(seccomp_load(ctx), "seccomp_load");
	const int fd = seccomp_notify_fd(ctx);
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	check(sendmsg(over, &msg, 0) == 1 ? 0 : -1, "sendmsg");
	close(fd);
	close(over);
	execvp(argv[0], argv);
	check(-1, argv[0]);
}

static int receive_fd(int over)
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

static struct nlmsghdr header(uint16_t type, size_t size, uint32_t seq, pid_t port)
{
	return (struct nlmsghdr){ .nlmsg_len = (uint32_t)size,
				  .nlmsg_type = type,
				  .nlmsg_flags = NLM_F_MULTI,
				  .nlmsg_seq = seq,
				  .nlmsg_pid = (uint32_t)port };
}

/* The first netlink socket of a process has its pid for a port. */
static void forge(int from, uint32_t seq, pid_t port)
{
	const struct sockaddr_nl to = { .nl_family = AF_NETLINK,
					.nl_pid = (uint32_t)port };
	struct {
		struct nlmsghdr nlh;
		struct inet_diag_msg msg;
	} sock = {
		.nlh = header(SOCK_DIAG_BY_FAMILY, sizeof(sock), seq, port),
		.msg = { .idiag_family = AF_INET,
			 .idiag_state = 10,
			 .id.idiag_sport = htons(6666) },
	};
	struct {
		struct nlmsghdr nlh;
		int32_t error;
	} done = { .nlh = header(NLMSG_DONE, sizeof(done), seq, port) };

	check((int)sendto(from, &sock, sizeof(sock), MSG_DONTWAIT,
			  (const struct sockaddr *)&to, sizeof(to)),
	      "sendto");
	check((int)sendto(from, &done, sizeof(done), MSG_DONTWAIT,
			  (const struct sockaddr *)&to, sizeof(to)),
	      "sendto");
}

static void watch(int notify, int from)
{
	struct seccomp_notif *asked = NULL;
	struct seccomp_notif_resp *answer = NULL;

	check(seccomp_notify_alloc(&asked, &answer), "seccomp_notify_alloc");
	for (;;) {
		struct nlmsghdr nlh = { 0 };
		struct iovec to = { .iov_base = &nlh, .iov_len = sizeof(nlh) };
		struct iovec of = { .iov_len = sizeof(nlh) };

		memset(asked, 0, sizeof(*asked));
		if (seccomp_notify_receive(notify, asked) < 0)
			break;
		memcpy(&of.iov_base, &asked->data.args[1], sizeof(of.iov_base));
		if (process_vm_readv((pid_t)asked->pid, &to, 1, &of, 1, 0) == sizeof(nlh))
			forge(from, nlh.nlmsg_seq, (pid_t)asked->pid);
		*answer = (struct seccomp_notif_resp){
			.id = asked->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE
		};
		if (seccomp_notify_respond(notify, answer) < 0)
			break;
	}
	seccomp_notify_free(asked, answer);
}

int main(int argc, char *argv[])
{
	int fds[2];
	int status = 0;

	if (argc < 2)
		return 125;
	const int from = check(
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), "socket");
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), "socketpair");
	const pid_t pid = fork();
	check(pid, "fork");
	if (!pid)
		run(fds[1], argv + 1);
	close(fds[1]);
	watch(receive_fd(fds[0]), from);
	check(waitpid(pid, &status, 0), "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
