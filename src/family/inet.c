/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "sys/nlattr.h"

enum { BYTECODE_MAX = 2048, ATTRS_MAX = BYTECODE_MAX + 64 };

struct inet_dump {
	enum proto proto;
	sock_fn fn;
	void *arg;
};

/* A timer that is overdue is a small negative number in an unsigned field of older
 * kernels. */
static uint32_t timer_left(uint32_t expires)
{
	return expires > INT32_MAX ? 0 : expires;
}

/* The kernel tells of IPv6 sockets that wait to be spoken to, or are bound to nothing, whether
 * they are for IPv6 alone. */
static uint8_t find_v6only(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr = NULL;

	mnl_attr_for_each(attr, nlh, sizeof(struct inet_diag_msg))
	{
		if (mnl_attr_get_type(attr) == INET_DIAG_SKV6ONLY &&
		    mnl_attr_get_payload_len(attr) >= sizeof(uint8_t))
			return mnl_attr_get_u8(attr) != 0;
	}
	return 0;
}

int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret)
{
	struct inet_diag_msg msg;

	if (nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(msg))
		return -EBADMSG;
	memcpy(&msg, mnl_nlmsg_get_payload(nlh), sizeof(msg));
	if (msg.idiag_family != AF_INET && msg.idiag_family != AF_INET6)
		return -EBADMSG;

	struct sock s = {
		.has = SOCK_HAS_COOKIE | SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q |
		       SOCK_HAS_UID | SOCK_HAS_INET,
		.proto = (uint8_t)proto,
		.ip = msg.idiag_family == AF_INET ? IP_V4 : IP_V6,
		.state = msg.idiag_state,
		.timer = msg.idiag_timer,
		.local_port = ntohs(msg.id.idiag_sport),
		.peer_port = ntohs(msg.id.idiag_dport),
		.local = addr_make(msg.idiag_family, msg.id.idiag_src),
		.peer = addr_make(msg.idiag_family, msg.id.idiag_dst),
		.timer_ms = timer_left(msg.idiag_expires),
		.recv_q = msg.idiag_rqueue,
		.send_q = msg.idiag_wqueue,
		.uid = msg.idiag_uid,
		.ifindex = msg.id.idiag_if,
		.inode = msg.idiag_inode,
		.cookie = (uint64_t)msg.id.idiag_cookie[1] << 32 | msg.id.idiag_cookie[0],
	};
	if (s.ip == IP_V6)
		s.v6only = find_v6only(nlh);
	if (s.ifindex)
		s.has |= SOCK_HAS_IFINDEX;
	/* idiag_retrans counts what the pending timer is about */
	if (s.timer == TIMER_KEEPALIVE || s.timer == TIMER_PROBE)
		s.probes = msg.idiag_retrans;
	else
		s.retransmits = msg.idiag_retrans;
	*ret = s;
	return 0;
}

static int inet_message(const struct nlmsghdr *nlh, void *arg)
{
	const struct inet_dump *dump = arg;
	struct sock s;

	int r = inet_decode(nlh, dump->proto, &s);
	if (r < 0)
		return r;
	return dump->fn(&s, dump->arg);
}

int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg)
{
	const uint16_t ipproto = proto_desc(request->proto)->ipproto;
	/* the pad of the request is the protocol of a raw socket that is looked up, which a
	 * dump has no use for: struct inet_diag_req_raw is the same to it */
	struct {
		struct inet_diag_req_v2 req;
		char attrs[ATTRS_MAX];
	} payload = {
		.req = {
			.sdiag_family = ip_af(request->ip),
			.idiag_states = request->states,
		},
	};
	size_t attrs = 0;

	if (request->bytecode_len > BYTECODE_MAX)
		return -EMSGSIZE;
	/* what does not fit into its byte goes into an attribute; a kernel that does not know
	 * that finds protocol 0 and no module for it, not the sockets of another protocol */
	if (ipproto <= UINT8_MAX)
		payload.req.sdiag_protocol = (uint8_t)ipproto;
	else
		attrs += nlattr_put_u32(payload.attrs, INET_DIAG_REQ_PROTOCOL, ipproto);
	if (request->bytecode_len)
		attrs += nlattr_put(payload.attrs + attrs, INET_DIAG_REQ_BYTECODE,
				    request->bytecode, request->bytecode_len);
	return nl_dump(from->nl, SOCK_DIAG_BY_FAMILY, &payload,
		       sizeof(payload.req) + attrs, fn, arg, &from->interrupted);
}

int inet_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	struct inet_dump dump = { .proto = request->proto, .fn = fn, .arg = arg };

	return inet_messages(from, request, inet_message, &dump);
}
