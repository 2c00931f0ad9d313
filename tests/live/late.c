/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late PORT COMMAND ARG...: runs a command while a socket listens on 127.0.0.1 PORT that is in
 * flight between processes, and receives it in the moment in which the command begins to walk
 * over the processes for the second time. With -PORT it is closed then. */
#include <arpa/inet.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "late: %s: %s\n", what, strerror(r < -1 ? -r : errno));
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

static void send_fd(int over, int fd)
{
	union control control = { .header = { .cmsg_len = CMSG_LEN(sizeof(fd)),
					      .cmsg_level = SOL_SOCKET,
					      .cmsg_type = SCM_RIGHTS } };
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	const struct msghdr msg = message(&control, &iov);

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	check(sendmsg(over, &msg, 0) == 1 ? 0 : -1, "sendmsg");
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

static void run(int over, char *argv[])
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	check(ctx ? 0 : -1, "seccomp_init");
	check(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(openat), 0), "openat");
	check(seccomp_load(ctx), "seccomp_load");
	send_fd(over, seccomp_notify_fd(ctx));
	close(seccomp_notify_fd(ctx));
	close(over);
	execvp(argv[0], argv);
	check(-1, argv[0]);
}

static void listen_in_flight(int over, int port)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	send_fd(over, fd);
	close(fd);
}

/* Whether the list of processes is opened: "." in /proc. */
static int is_of_processes(const struct seccomp_notif *asked)
{
	char path[2] = "";
	struct iovec to = { .iov_base = path, .iov_len = sizeof(path) };
	struct iovec from = { .iov_len = sizeof(path) };

	memcpy(&from.iov_base, &asked->data.args[1], sizeof(from.iov_base));
	return process_vm_readv((pid_t)asked->pid, &to, 1, &from, 1, 0) == sizeof(path) &&
	       memcmp(path, ".", sizeof(path)) == 0;
}

/* Lets what was asked for go on, until nobody asks any more. */
static void watch(int notify, int flight, int is_closed)
{
	struct seccomp_notif *asked = NULL;
	struct seccomp_notif_resp *answer = NULL;
	int walks = 0;

	check(seccomp_notify_alloc(&asked, &answer), "seccomp_notify_alloc");
	for (;;) {
		memset(asked, 0, sizeof(*asked));
		if (seccomp_notify_receive(notify, asked) < 0)
			return;
		if (is_of_processes(asked) && ++walks == 2) {
			int fd = receive_fd(flight);

			if (is_closed)
				close(fd);
		}
		*answer = (struct seccomp_notif_resp){
			.id = asked->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE
		};
		if (seccomp_notify_respond(notify, answer) < 0)
			return;
	}
}

int main(int argc, char *argv[])
{
	int fds[2];
	int flight[2];
	int status = 0;

	if (argc < 3)
		return 125;
	const int port = (int)strtol(argv[1], NULL, 10);
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), "socketpair");
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, flight), "socketpair");
	listen_in_flight(flight[0], port < 0 ? -port : port);
	pid_t pid = fork();
	check(pid, "fork");
	if (!pid)
		run(fds[1], argv + 2);
	close(fds[1]);
	watch(receive_fd(fds[0]), flight[1], port < 0);
	check(waitpid(pid, &status, 0), "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
