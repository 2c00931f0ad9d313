/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists netlink sockets by sock_diag (linux/netlink_diag.h) or from /proc/net/netlink. */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "families.h"
#include "util/cleanup.h"
#include "util/map.h"

/* Marks the netlink socket s as a socket of the kernel if s has no port id and no group.
 * A listed socket of a process always has a port id or a group. */
static void netlink_mark_kernel(struct sock *s)
{
	uint32_t groups = 0;

	for (size_t i = 0; i < SOCK_GROUP_WORDS; i++)
		groups |= s->nl.groups[i];
	if (!s->nl.portid && !groups)
		s->has |= SOCK_IS_KERNELS;
}

/* Sets the multicast groups of s from the attribute that `it` has reached, a mask that
 * the kernel sends as an array of its type long. On big-endian machines the two 32-bit
 * halves of a long are swapped. */
static int netlink_set_groups(const struct nlattrs *it, struct sock *s)
{
	size_t size = it->size < sizeof(s->nl.groups) ? it->size : sizeof(s->nl.groups);

	size -= size % sizeof(unsigned long);
	for (size_t at = 0; at < size; at += sizeof(unsigned long)) {
		unsigned long bits = 0;

		memcpy(&bits, (const char *)it->data + at, sizeof(bits));
		for (size_t i = 0; i < sizeof(bits) / sizeof(uint32_t); i++)
			s->nl.groups[at / sizeof(uint32_t) + i] =
				(uint32_t)((uint64_t)bits >> i * 32);
	}
	return 0;
}

int netlink_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	static const struct dump_attr attrs[] = {
		{ NETLINK_DIAG_GROUPS, netlink_set_groups },
		{ NETLINK_DIAG_MEMINFO, dump_meminfo },
	};
	struct netlink_diag_msg msg;
	struct nlattrs it;

	int r = dump_begin(&it, nlh, AF_NETLINK, &msg, sizeof(msg));
	if (r < 0)
		return r;

	struct sock s = {
		.has = SOCK_HAS_NETLINK | SOCK_HAS_TYPE | SOCK_HAS_COOKIE,
		.proto = PROTO_NETLINK,
		.state = STATE_CLOSE,
		.type = msg.ndiag_type,
		.inode = msg.ndiag_ino,
		.cookie = dump_cookie(msg.ndiag_cookie),
		.nl = {
			.protocol = msg.ndiag_protocol,
			.portid = msg.ndiag_portid,
			.peer_portid = msg.ndiag_dst_portid,
			.peer_group = msg.ndiag_dst_group,
		},
	};
	if (msg.ndiag_state == NETLINK_CONNECTED)
		s.has |= SOCK_HAS_PEER;
	r = dump_attrs(&it, attrs, ARRAY_SIZE(attrs), &s, ret);
	if (r == 0)
		netlink_mark_kernel(ret);
	return r;
}

struct netlink_dump {
	/* The netlink socket by which this program asks the kernel; NULL: the netlink
	 * socket could not be opened. */
	const struct nl *own;
	/* Set of the cookies of the sockets that were already passed to fn or recognised
	 * as sockets of this program. */
	struct map seen;
	sock_fn fn;
	void *arg;
};

/* Passes the socket s to fn, unless s is one of the netlink sockets by which this program
 * asks the kernel. */
static int netlink_emit_foreign(const struct sock *s, void *arg)
{
	const struct netlink_dump *dump = arg;

	return dump->own && nl_is_own(dump->own, s->inode) ? 0 : dump->fn(s, dump->arg);
}

/* Passes the socket s to fn unless s came earlier in the dump. The kernel dumps the bound
 * sockets and then the sockets in a multicast group, and therefore dumps a bound socket
 * in a group twice. */
static int netlink_emit_once(const struct sock *s, void *arg)
{
	struct netlink_dump *dump = arg;

	if (map_get(&dump->seen, s->cookie) != MAP_NONE)
		return 0;
	int r = map_set(&dump->seen, s->cookie, 0);
	return r < 0 ? r : netlink_emit_foreign(s, dump);
}

/* The parameter `request` is not used, because its states do not apply to netlink
 * sockets. */
int netlink_diag(struct family_source *from,
		 const struct family_request *request __attribute__((unused)), sock_fn fn,
		 void *arg)
{
	const struct netlink_diag_req req = {
		.sdiag_family = AF_NETLINK,
		.sdiag_protocol = NDIAG_PROTO_ALL,
		.ndiag_show = NDIAG_SHOW_GROUPS | NDIAG_SHOW_MEMINFO,
	};
	struct netlink_dump dump = { .own = from->nl, .fn = fn, .arg = arg };

	int r = dump_run(from, &req, sizeof(req), 0, netlink_decode, netlink_emit_once,
			 &dump);
	map_release(&dump.seen);
	return r;
}

/* Parses a line of /proc/net/netlink, which has the columns "sk Eth Pid Groups Rmem Wmem
 * Dump Locks Drops Inode". */
int netlink_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret)
{
	enum { PROTOCOL = 1, PORTID, GROUPS, RMEM, WMEM, INODE = 9, NUMBERS };
	static const struct procnet_column columns[NUMBERS] = {
		{ 16, UINT64_MAX }, { 10, UINT8_MAX },  { 10, UINT32_MAX },
		{ 16, UINT32_MAX }, { 10, UINT32_MAX }, { 10, UINT32_MAX },
		{ 16, UINT64_MAX }, { 10, UINT32_MAX }, { 10, UINT32_MAX },
		{ 10, UINT64_MAX },
	};
	uint64_t n[NUMBERS] = { 0 };

	(void)proto;
	(void)ip;
	if (procnet_take(&line, columns, NUMBERS, n) < 0)
		return -EBADMSG;

	struct sock s = {
		.has = SOCK_HAS_NETLINK | SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q,
		.proto = PROTO_NETLINK,
		.state = STATE_CLOSE,
		.recv_q = (uint32_t)n[RMEM],
		.send_q = (uint32_t)n[WMEM],
		.inode = n[INODE],
		.nl = {
			.protocol = (uint8_t)n[PROTOCOL],
			.portid = (uint32_t)n[PORTID],
			.groups = { (uint32_t)n[GROUPS] },
		},
	};
	netlink_mark_kernel(&s);
	*ret = s;
	return 0;
}

int netlink_proc_net(struct family_source *from, const struct family_request *request,
		     sock_fn fn, void *arg)
{
	struct netlink_dump dump = { .own = from->nl, .fn = fn, .arg = arg };

	return procnet_read(from, request, netlink_parse, netlink_emit_foreign, &dump);
}
