/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "families.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "consistent_dump.h"
#include "port_set.h"
#include "tcpinfo.h"
#include "util/cleanup.h"
#include "util/map.h"

/* ATTR_ROOM is the number of bytes for the headers of all attributes of a netlink
 * request, ATTRS_MAX the maximum number of bytes of the attributes with their headers. */
enum { ATTR_ROOM = 64, ATTRS_MAX = BYTECODE_MAX + ATTR_ROOM };

struct inet_dump {
	enum proto proto;
	bool wants_facts;
	sock_fn fn;
	void *arg;
};

/* Copies the fixed part of the message nlh, a struct inet_diag_msg, to *ret. Returns
 * false if the message is too short. */
static bool read_message(const struct nlmsghdr *nlh, struct inet_diag_msg *ret)
{
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ret))
		return false;
	memcpy(ret, mnl_nlmsg_get_payload(nlh), sizeof(*ret));
	return true;
}

/* Returns an iterator over the attributes of the message nlh, which inet_decode() must
 * have accepted. */
static struct nlattrs attributes_of(const struct nlmsghdr *nlh)
{
	struct inet_diag_msg msg;
	struct nlattrs it = { 0 };

	(void)nlattrs_begin(&it, nlh, nlh->nlmsg_type, &msg, sizeof(msg));
	return it;
}

/* Sets in s whether the socket accepts only IPv6, if the message nlh has the attribute
 * INET_DIAG_SKV6ONLY. The kernel sends the attribute for listening and unconnected IPv6
 * sockets. */
static void take_v6only(const struct nlmsghdr *nlh, struct sock *s)
{
	struct nlattrs it = attributes_of(nlh);
	uint8_t value = 0;

	while (nlattrs_next(&it) > 0)
		if (it.type == INET_DIAG_SKV6ONLY &&
		    nlattrs_get(&it, &value, sizeof(value)) == 0) {
			s->v6only = value != 0;
			s->has |= SOCK_HAS_V6ONLY;
		}
}

int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret)
{
	struct inet_diag_msg msg;

	if ((nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY &&
	     nlh->nlmsg_type != TCPDIAG_GETSOCK) ||
	    !read_message(nlh, &msg) ||
	    (msg.idiag_family != AF_INET && msg.idiag_family != AF_INET6))
		return -EBADMSG;

	/* Long listings are faster if *ret is filled directly rather than copied from a
	 * local variable. */
	sock_clear(ret);
	ret->has = SOCK_HAS_COOKIE | SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q | SOCK_HAS_UID |
		   SOCK_HAS_INET;
	ret->proto = (uint8_t)proto;
	ret->ip = msg.idiag_family == AF_INET ? IP_V4 : IP_V6;
	ret->state = msg.idiag_state;
	ret->timer = msg.idiag_timer;
	ret->local_port = ntohs(msg.id.idiag_sport);
	ret->peer_port = ntohs(msg.id.idiag_dport);
	ret->local = addr_make(msg.idiag_family, msg.id.idiag_src);
	ret->peer = addr_make(msg.idiag_family, msg.id.idiag_dst);
	/* Some kernels report the time of an overdue timer as a negative number, which is
	 * a large number in the unsigned idiag_expires. */
	ret->timer_ms = msg.idiag_expires > INT32_MAX ? 0 : msg.idiag_expires;
	ret->recv_q = msg.idiag_rqueue;
	ret->send_q = msg.idiag_wqueue;
	ret->uid = msg.idiag_uid;
	ret->ifindex = msg.id.idiag_if;
	ret->inode = msg.idiag_inode;
	ret->cookie = dump_cookie(msg.id.idiag_cookie);
	if (ret->ip == IP_V6 && (ret->state == STATE_LISTEN || ret->state == STATE_CLOSE))
		take_v6only(nlh, ret);
	if (ret->ifindex)
		ret->has |= SOCK_HAS_IFINDEX;
	/* idiag_retrans counts probes if the pending timer is a keepalive or probe timer,
	 * otherwise retransmissions. */
	if (ret->timer == TIMER_KEEPALIVE || ret->timer == TIMER_PROBE)
		ret->probes = msg.idiag_retrans;
	else
		ret->retransmits = msg.idiag_retrans;
	return 0;
}

void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s)
{
	struct nlattrs it = attributes_of(nlh);

	while (nlattrs_next(&it) > 0) {
		if (it.type == INET_DIAG_SKMEMINFO)
			(void)dump_memory(&it, s);
		/* The attribute INET_DIAG_INFO has a struct tcp_info only if the protocol
		 * is TCP. */
		if (it.type == INET_DIAG_INFO && s->proto == PROTO_TCP)
			tcpinfo_take(it.data, it.size, s);
		if (it.type == INET_DIAG_CONG && s->proto == PROTO_TCP)
			tcpinfo_take_congestion(it.data, it.size, s);
	}
}

static int inet_message(const struct nlmsghdr *nlh, void *arg)
{
	const struct inet_dump *dump = arg;
	struct sock s;

	int r = inet_decode(nlh, dump->proto, &s);
	if (r < 0)
		return r;
	if (dump->wants_facts)
		inet_take_facts(nlh, &s);
	return dump->fn(&s, dump->arg);
}

/* Returns the mask idiag_ext of the attributes that the listing wants (from->wants) for
 * the protocol. */
static uint8_t extensions(const struct family_source *from, enum proto proto)
{
	uint8_t ext = 0;

	if (from->wants.memory)
		ext |= 1U << (INET_DIAG_SKMEMINFO - 1);
	if (from->wants.tcp_info && proto == PROTO_TCP)
		ext |= 1U << (INET_DIAG_INFO - 1) | 1U << (INET_DIAG_CONG - 1);
	return ext;
}

struct inet_request {
	struct inet_diag_req_v2 req;
	char attrs[ATTRS_MAX];
};

/* A netlink request for the TCP sockets of both IP versions. */
struct inet_both_request {
	struct inet_diag_req req;
	char attrs[ATTRS_MAX];
};
_Static_assert(sizeof(struct inet_both_request) >= sizeof(struct inet_request),
	       "a copy of either request has room for both");

/* Sets *ret to the identity of the UDP socket in the message nlh; the number of its hash
 * bucket is its port. Returns false if the message is too short; inet_decode() rejects
 * such a message. */
static bool identify_by_port(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	struct inet_diag_msg msg;

	if (!read_message(nlh, &msg))
		return false;
	*ret = (struct consistent_id){ .cookie = dump_cookie(msg.id.idiag_cookie),
				       .bucket = ntohs(msg.id.idiag_sport) };
	return true;
}

/* Sets *ret to the identity of the TCP socket in the message nlh if the socket listens or
 * is only bound; otherwise returns false. Sockets that are only bound are in a separate
 * hash table, hashed by port and address, which the kernel dumps in batches of 16
 * sockets. */
static bool identify_without_peer(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	struct inet_diag_msg msg;
	uint64_t words[2];

	if (!identify_by_port(nlh, ret) || !read_message(nlh, &msg) ||
	    (msg.idiag_state != STATE_LISTEN && msg.idiag_state != STATE_CLOSE))
		return false;
	memcpy(words, msg.id.idiag_src, sizeof(words));
	const uint64_t address = map_mix(map_mix(words[0]) ^ words[1]);
	ret->key = (uint32_t)map_mix(address ^ msg.id.idiag_sport) | 1;
	if (msg.idiag_state == STATE_CLOSE) {
		/* Bit 63 of the cookie distinguishes a bound socket from a listener: a
		 * bound socket that starts to listen moves to the hash table of listeners
		 * and counts as another socket there. */
		ret->cookie |= UINT64_C(1) << 63;
		ret->bucket |= UINT32_C(1) << 16;
		ret->is_batched = true;
		/* A closed socket that has a peer port is a connection that has just
		 * ended and may still be in the kernel's hash table of connections. */
		ret->can_come_late = msg.id.idiag_dport;
	}
	return true;
}

/* Describes, for each protocol, which sockets can share a hash bucket with very many
 * other sockets, and how such sockets are identified. The members identify, cookie_at,
 * is_ordered and batch are copied to struct consistent_request. */
static const struct table {
	/* Masks of the states whose sockets are in long buckets (hash buckets that many
	 * sockets can share). `states` has the states for which the kernel dumps a bucket
	 * as a whole, `batched` the states for which the kernel dumps a bucket in batches
	 * of a fixed number of sockets. */
	uint32_t states, batched;
	bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret);
	size_t cookie_at;
	bool is_ordered;
	uint32_t batch;
} tables[PROTO_MAX_] = {
	/* Only TCP sockets without a peer are in long buckets (hash buckets that many
	 * sockets can share), because connections are hashed by both addresses and both
	 * ports. */
	[PROTO_TCP] = { STATE_BIT(STATE_LISTEN), STATE_BIT(STATE_BOUND_INACTIVE),
			.identify = identify_without_peer, .batch = 16 },
	[PROTO_UDP] = { STATE_ALL, .identify = identify_by_port, .is_ordered = true },
	[PROTO_UDPLITE] = { STATE_ALL, .identify = identify_by_port, .is_ordered = true },
	/* All raw sockets of one protocol number share a hash bucket. */
	[PROTO_RAW] = { STATE_ALL,
			.cookie_at = offsetof(struct inet_diag_msg, id.idiag_cookie) },
};

/* Implements narrow() of struct consistent_request: makes a copy of the payload
 * request->part with INET_DIAG bytecode that accepts only sockets with one of the
 * ports. */
static int narrow(const struct consistent_request *request, const struct port_set *ports,
		  void **ret, size_t *ret_size)
{
	_cleanup_free_ void *code = NULL;
	size_t size = 0;

	int r = port_set_compile(ports, &code, &size);
	if (r < 0)
		return r;
	char *payload = malloc(request->size + size + ATTR_ROOM);
	if (!payload)
		return -ENOMEM;
	memcpy(payload, request->part, request->size);
	*ret_size = request->size + nlattr_put(payload + request->size,
					       INET_DIAG_REQ_BYTECODE, code, size);
	*ret = payload;
	return 0;
}

/* Dumps by the netlink request `payload` of `size` bytes and of the given type. states_at
 * is the offset of the mask of states in `payload`, in bytes; copies of `payload` with
 * other masks request only a part of the sockets. */
static int dump_payload(struct family_source *from, const struct family_request *request,
			uint16_t type, const void *payload, size_t size, size_t states_at,
			nl_message_fn fn, void *arg)
{
	const struct table *table = &tables[request->proto];
	const uint32_t part_states = request->states & table->states;
	const uint32_t batched_states = request->states & table->batched;
	char part[sizeof(struct inet_both_request)];
	char batched[sizeof(struct inet_both_request)];

	memcpy(part, payload, size);
	memcpy(part + states_at, &part_states, sizeof(part_states));
	memcpy(batched, payload, size);
	memcpy(batched + states_at, &batched_states, sizeof(batched_states));
	const struct consistent_request consistent = {
		.type = type,
		.payload = payload,
		.part = part_states ? part : NULL,
		.batched = batched_states ? batched : NULL,
		.size = size,
		.identify = request->is_glance ? NULL : table->identify,
		.cookie_at = request->is_glance ? 0 : table->cookie_at,
		.batch = table->batch,
		.min_overlap = DUMP_MIN_OVERLAP,
		.is_ordered = table->is_ordered,
		.narrow = table->is_ordered && !request->bytecode_len ? narrow : NULL,
	};
	return consistent_dump(from, &consistent, fn, arg);
}

int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg)
{
	const uint32_t ipproto = proto_desc(request->proto)->ipproto;
	/* struct inet_request also works for raw sockets: struct inet_diag_req_raw
	 * differs from struct inet_diag_req_v2 only in a member that the kernel ignores
	 * in dumps. */
	struct inet_request payload = {
		.req = {
			.sdiag_family = ip_af(request->ip),
			.idiag_ext = extensions(from, request->proto),
			.idiag_states = request->states,
		},
	};
	size_t attrs = 0;

	/* The netlink request if the TCP sockets of both IP versions are wanted. Since
	 * Linux 3.3 struct inet_diag_req is replaced by struct inet_diag_req_v2, but the
	 * kernel still accepts struct inet_diag_req and ignores its address family. */
	struct inet_both_request for_both = {
		.req = {
			.idiag_ext = payload.req.idiag_ext,
			.idiag_states = request->states,
		},
	};
	if (request->bytecode_len > BYTECODE_MAX)
		return -EMSGSIZE;
	if (request->both) {
		if (request->bytecode_len)
			attrs = nlattr_put(for_both.attrs, INET_DIAG_REQ_BYTECODE,
					   request->bytecode, request->bytecode_len);
		return dump_payload(from, request, TCPDIAG_GETSOCK, &for_both,
				    sizeof(for_both.req) + attrs,
				    offsetof(struct inet_diag_req, idiag_states), fn,
				    arg);
	}
	/* A protocol number above 255 goes into an attribute. A kernel that ignores the
	 * attribute INET_DIAG_REQ_PROTOCOL looks for protocol 0 and fails, rather than
	 * dumping sockets of another protocol. */
	if (ipproto <= UINT8_MAX)
		payload.req.sdiag_protocol = (uint8_t)ipproto;
	else
		attrs += nlattr_put(payload.attrs, INET_DIAG_REQ_PROTOCOL, &ipproto,
				    sizeof(ipproto));
	if (request->bytecode_len)
		attrs += nlattr_put(payload.attrs + attrs, INET_DIAG_REQ_BYTECODE,
				    request->bytecode, request->bytecode_len);
	return dump_payload(from, request, SOCK_DIAG_BY_FAMILY, &payload,
			    sizeof(payload.req) + attrs,
			    offsetof(struct inet_diag_req_v2, idiag_states), fn, arg);
}

int inet_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	struct inet_dump dump = {
		.proto = request->proto,
		.wants_facts = extensions(from, request->proto),
		.fn = fn,
		.arg = arg,
	};

	return inet_messages(from, request, inet_message, &dump);
}
