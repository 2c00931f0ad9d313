/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists packet sockets by sock_diag (linux/packet_diag.h) or from /proc/net/packet. */
#include <errno.h>
#include <linux/packet_diag.h>
#include <sys/socket.h>

#include "families.h"
#include "util/cleanup.h"

static struct sock packet_sock(uint8_t type, uint16_t ethertype, uint64_t inode)
{
	return (struct sock){
		.has = SOCK_HAS_PACKET | SOCK_HAS_TYPE,
		.proto = PROTO_PACKET,
		.state = STATE_CLOSE,
		.type = type,
		.inode = inode,
		.packet.ethertype = ethertype,
	};
}

static void packet_bind(struct sock *s, uint32_t ifindex)
{
	s->ifindex = ifindex;
	if (ifindex)
		s->has |= SOCK_HAS_IFINDEX;
}

static int packet_info(const struct nlattrs *it, struct sock *s)
{
	struct packet_diag_info info;

	int r = nlattrs_get(it, &info, sizeof(info));
	if (r == 0)
		packet_bind(s, info.pdi_index);
	return r;
}

int packet_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	static const struct dump_attr attrs[] = {
		{ PACKET_DIAG_INFO, packet_info },
		{ PACKET_DIAG_UID, dump_uid },
		{ PACKET_DIAG_MEMINFO, dump_meminfo },
	};
	struct packet_diag_msg msg;
	struct nlattrs it;

	int r = dump_begin(&it, nlh, AF_PACKET, &msg, sizeof(msg));
	if (r < 0)
		return r;

	/* The byte order of pdiag_num is that of the host, like the protocol number in
	 * /proc/net/packet. */
	struct sock s = packet_sock(msg.pdiag_type, msg.pdiag_num, msg.pdiag_ino);
	s.cookie = dump_cookie(msg.pdiag_cookie);
	s.has |= SOCK_HAS_COOKIE;
	return dump_attrs(&it, attrs, ARRAY_SIZE(attrs), &s, ret);
}

/* The parameter `request` is not used, because its states do not apply to packet
 * sockets. */
int packet_diag(struct family_source *from,
		const struct family_request *request __attribute__((unused)), sock_fn fn,
		void *arg)
{
	const struct packet_diag_req req = {
		.sdiag_family = AF_PACKET,
		.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO,
	};

	return dump_run(from, &req, sizeof(req),
			offsetof(struct packet_diag_msg, pdiag_cookie), packet_decode, fn,
			arg);
}

/* Parses a line of /proc/net/packet, which has the columns "sk RefCnt Type Proto Iface R
 * Rmem User Inode". */
int packet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret)
{
	enum { TYPE = 2, ETHERTYPE, IFACE, RMEM = 6, UID, INODE, NUMBERS };
	static const struct procnet_column columns[NUMBERS] = {
		{ 16, UINT64_MAX }, { 10, UINT32_MAX }, { 10, UINT8_MAX },
		{ 16, UINT16_MAX }, { 10, UINT32_MAX }, { 10, UINT32_MAX },
		{ 10, UINT32_MAX }, { 10, UINT32_MAX }, { 10, UINT64_MAX },
	};
	uint64_t n[NUMBERS] = { 0 };

	(void)proto;
	(void)ip;
	if (procnet_take(&line, columns, NUMBERS, n) < 0)
		return -EBADMSG;

	struct sock s = packet_sock((uint8_t)n[TYPE], (uint16_t)n[ETHERTYPE], n[INODE]);
	packet_bind(&s, (uint32_t)n[IFACE]);
	s.recv_q = (uint32_t)n[RMEM];
	s.uid = (uint32_t)n[UID];
	s.has |= SOCK_HAS_RECV_Q | SOCK_HAS_UID;
	*ret = s;
	return 0;
}

int packet_proc_net(struct family_source *from, const struct family_request *request,
		    sock_fn fn, void *arg)
{
	return procnet_read(from, request, packet_parse, fn, arg);
}
