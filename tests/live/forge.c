/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forge COMMAND ARG...: runs a command to whose netlink socket another process sends,
 * just before each of its requests, a listener on port 6666 and the end of a dump as
 * forged answers. */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdint.h>

#include "notified.h"

static struct nlmsghdr header(uint16_t type, size_t size, uint32_t seq, pid_t port)
{
	return (struct nlmsghdr){ .nlmsg_len = (uint32_t)size,
				  .nlmsg_type = type,
				  .nlmsg_flags = NLM_F_MULTI,
				  .nlmsg_seq = seq,
				  .nlmsg_pid = (uint32_t)port };
}

/* The port ID of the first netlink socket of a process is its pid. */
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

static void answer(const struct seccomp_notif *asked, void *arg)
{
	const int *from = arg;
	struct nlmsghdr nlh = { 0 };
	struct iovec to = { .iov_base = &nlh, .iov_len = sizeof(nlh) };
	struct iovec of = { .iov_len = sizeof(nlh) };

	memcpy(&of.iov_base, &asked->data.args[1], sizeof(of.iov_base));
	if (process_vm_readv((pid_t)asked->pid, &to, 1, &of, 1, 0) == sizeof(nlh))
		forge(*from, nlh.nlmsg_seq, (pid_t)asked->pid);
}

int main(int argc, char *argv[])
{
	int from = -1;
	int notify = -1;

	if (argc < 2)
		return 125;
	from = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	check(from, "socket");
	const pid_t pid = notified_start(argv + 1, SCMP_SYS(sendto), &notify);
	return notified_watch(pid, notify, answer, &from);
}
