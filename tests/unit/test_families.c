/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decoders of what has no IP address, on messages built by hand: whole, with what a later
 * kernel may add, and cut anywhere. */
#include <arpa/inet.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "family/dump.h"
#include "family/family.h"
#include "family/netlink.h"
#include "family/packet.h"
#include "family/tipc.h"
#include "family/unix.h"
#include "family/vsock.h"
#include "family/xdp.h"
#include "guard.h"
#include "recording.h"
#include "sys/nl.h"
#include "sys/nlattr.h"
#include "unit.h"

static const uint32_t meminfo[SK_MEMINFO_VARS] = { 11, 0, 12 };
static const uint32_t uid = 1000;

/* A message under way: the header, and what was put behind it. */
struct message {
	struct strbuf bytes;
};

static struct message begin(const void *fixed, size_t n)
{
	struct message m = { { 0 } };
	const struct nlmsghdr nlh = recording_nlmsghdr(SOCK_DIAG_BY_FAMILY, 0);

	strbuf_add(&m.bytes, &nlh, sizeof(nlh));
	strbuf_add(&m.bytes, fixed, n);
	return m;
}

static size_t put(struct message *m, uint16_t type, const void *data, size_t n)
{
	static const char padding[NLA_ALIGNTO];
	const struct nlattr head = { .nla_len = (uint16_t)(sizeof(head) + n),
				     .nla_type = type };
	const size_t at = m->bytes.len;

	strbuf_add(&m->bytes, &head, sizeof(head));
	strbuf_add(&m->bytes, data, n);
	strbuf_add(&m->bytes, padding, NLA_ALIGN(n) - n);
	return at;
}

static void put_u32(struct message *m, uint16_t type, uint32_t value)
{
	put(m, type, &value, sizeof(value));
}

/* What was put since it began, at that place, is inside it. */
static void close_nest(struct message *m, size_t at)
{
	const uint16_t len = (uint16_t)(m->bytes.len - at);

	memcpy(m->bytes.s + at, &len, sizeof(len));
}

static struct nlmsghdr *message(struct message *m)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)m->bytes.s;

	assert_int_equal(m->bytes.error, 0);
	nlh->nlmsg_len = (uint32_t)m->bytes.len;
	return nlh;
}

static struct sock decode(struct message *m, dump_decode_fn fn)
{
	struct sock s;

	memset(&s, 0x5a, sizeof(s));
	assert_int_equal(fn(message(m), &s), 0);
	return s;
}

/* Of each length: a socket where an attribute ends, else none, and what there was stays. */
static void cut(struct message *m, dump_decode_fn fn, size_t fixed)
{
	struct guard g = guard_open(m->bytes.len);
	struct sock before;

	memset(&before, 0x5a, sizeof(before));
	for (size_t n = sizeof(struct nlmsghdr); n < m->bytes.len; n++) {
		struct nlmsghdr *nlh = guard_copy(&g, m->bytes.s, n, NLMSG_ALIGNTO);
		struct sock s = before;

		nlh->nlmsg_len = (uint32_t)n;
		int r = fn(nlh, &s);
		assert_true(r == 0 || r == -EBADMSG);
		if (n < sizeof(*nlh) + fixed)
			assert_int_equal(r, -EBADMSG);
		if (r < 0)
			assert_memory_equal(&s, &before, sizeof(s));
	}
	guard_close(&g);
}

/* Every byte of it wrong in turn: never a crash. */
static void flip(struct message *m, dump_decode_fn fn)
{
	static const char flips[] = { 0x01, 0x10, (char)0x80, (char)0xff };
	struct guard g = guard_open(m->bytes.len);

	message(m);
	for (size_t at = sizeof(struct nlmsghdr); at < m->bytes.len; at++) {
		for (size_t i = 0; i < ARRAY_SIZE(flips); i++) {
			char *bytes =
				guard_copy(&g, m->bytes.s, m->bytes.len, NLMSG_ALIGNTO);
			struct sock s;

			bytes[at] = (char)(bytes[at] ^ flips[i]);
			int r = fn((struct nlmsghdr *)bytes, &s);
			assert_true(r == 0 || r == -EBADMSG);
		}
	}
	guard_close(&g);
}

/* Of another family, another type of message, with an attribute that nobody knows. */
static void odd(struct message *m, dump_decode_fn fn, bool has_family)
{
	struct nlmsghdr *nlh = message(m);
	struct sock s;

	nlh->nlmsg_type = SOCK_DESTROY;
	assert_int_equal(fn(nlh, &s), -EBADMSG);
	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	if (has_family) {
		unsigned char *family = (unsigned char *)(nlh + 1);
		const unsigned char right = *family;

		*family = AF_INET;
		assert_int_equal(fn(nlh, &s), -EBADMSG);
		*family = right;
	}
	put(m, 99, "something", 9);
	assert_int_equal(fn(message(m), &s), 0);
}

static void all_ways(struct message *m, dump_decode_fn fn, size_t fixed)
{
	cut(m, fn, fixed);
	flip(m, fn);
	odd(m, fn, fixed > 0);
	strbuf_release(&m->bytes);
}

static int decode_unix(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct unix_queue queue = { NULL, 4711 };

	int r = unix_decode(nlh, ret, &queue);
	if (r < 0) {
		assert_int_equal(queue.count, 4711);
		return r;
	}
	for (size_t i = 0; i < queue.count; i++) {
		const struct sock s = unix_queued(ret, &queue, i);

		assert_int_equal(s.inode, 0);
		assert_int_equal(s.state, STATE_ESTABLISHED);
		assert_int_equal(s.un.name_len, ret->un.name_len);
	}
	return 0;
}

static const struct unix_diag_msg unix_listener = {
	.udiag_family = AF_UNIX,
	.udiag_type = SOCK_SEQPACKET,
	.udiag_state = STATE_LISTEN,
	.udiag_ino = UINT32_MAX,
	.udiag_cookie = { 0x89abcdef, 0x01234567 },
};

static void a_unix_listener(void **state)
{
	static const uint32_t icons[] = { 5, 0, UINT32_MAX };
	static const struct unix_diag_rqlen queues = { 3, 128 };
	struct message m = begin(&unix_listener, sizeof(unix_listener));
	struct unix_queue queue;
	struct sock s;

	(void)state;
	put(&m, UNIX_DIAG_NAME, "/run/a\nb", 9);
	put(&m, UNIX_DIAG_ICONS, icons, sizeof(icons));
	put(&m, UNIX_DIAG_RQLEN, &queues, sizeof(queues));
	put_u32(&m, UNIX_DIAG_UID, uid);
	assert_int_equal(unix_decode(message(&m), &s, &queue), 0);
	assert_int_equal(s.has, SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q | SOCK_HAS_UID |
					SOCK_HAS_PATH);
	assert_int_equal(s.proto, PROTO_UNIX);
	assert_int_equal(s.type, SOCK_SEQPACKET);
	assert_int_equal(s.state, STATE_LISTEN);
	assert_int_equal(s.inode, UINT32_MAX);
	assert_true(s.cookie == UINT64_C(0x0123456789abcdef));
	assert_int_equal(s.recv_q, 3);
	assert_int_equal(s.send_q, 128);
	assert_int_equal(s.uid, uid);
	assert_int_equal(s.un.name_len, 8);
	assert_memory_equal(s.un.name, "/run/a\nb", 8);
	/* who waits for accept() */
	assert_int_equal(queue.count, 3);
	for (size_t i = 0; i < queue.count; i++) {
		const struct sock queued = unix_queued(&s, &queue, i);

		assert_int_equal(queued.has, SOCK_HAS_UNIX | SOCK_HAS_TYPE |
						     SOCK_HAS_PEER | SOCK_HAS_PATH);
		assert_int_equal(queued.un.peer_inode, icons[i]);
		assert_memory_equal(queued.un.name, "/run/a\nb", 8);
		assert_int_equal(queued.type, SOCK_SEQPACKET);
	}
	all_ways(&m, decode_unix, sizeof(unix_listener));
}

static void unix_names(void **state)
{
	static char longest[200];
	static const struct {
		const char *name;
		size_t n;
		size_t len;
		uint32_t has;
	} cases[] = {
		{ "", 0, 0, 0 },
		{ "", 1, 1, SOCK_HAS_ABSTRACT }, /* a NUL, and nothing behind it */
		{ "\0a\0\n", 4, 4, SOCK_HAS_ABSTRACT },
		{ "\0\0", 2, 2, SOCK_HAS_ABSTRACT },
		{ "a", 2, 1, SOCK_HAS_PATH },
		{ "a", 1, 1, SOCK_HAS_PATH },
		{ "a\0b", 4, 1, SOCK_HAS_PATH },
		{ longest, 108, 108, SOCK_HAS_PATH },
		{ longest, 109, 108, SOCK_HAS_PATH },
		{ longest, 200, 108, SOCK_HAS_PATH },
	};

	(void)state;
	memset(longest, 'x', sizeof(longest));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = begin(&unix_listener, sizeof(unix_listener));

		put(&m, UNIX_DIAG_NAME, cases[i].name, cases[i].n);
		const struct sock s = decode(&m, decode_unix);
		assert_int_equal(s.un.name_len, cases[i].len);
		assert_int_equal(s.has & (SOCK_HAS_PATH | SOCK_HAS_ABSTRACT),
				 cases[i].has);
		assert_memory_equal(s.un.name, cases[i].name, cases[i].len);
		strbuf_release(&m.bytes);
	}
}

static void a_packet_socket(void **state)
{
	static const struct packet_diag_msg msg = {
		.pdiag_family = AF_PACKET,
		.pdiag_type = SOCK_RAW,
		.pdiag_num = 0x0806,
		.pdiag_ino = 7,
		.pdiag_cookie = { 1, 0 },
	};
	static const struct packet_diag_info info = { .pdi_index = 4 };
	struct message m = begin(&msg, sizeof(msg));

	(void)state;
	struct sock s = decode(&m, packet_decode);
	assert_int_equal(s.has, SOCK_HAS_PACKET | SOCK_HAS_TYPE | SOCK_HAS_COOKIE);
	put(&m, PACKET_DIAG_INFO, &info, sizeof(info));
	put_u32(&m, PACKET_DIAG_UID, uid);
	put(&m, PACKET_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	s = decode(&m, packet_decode);
	assert_int_equal(s.has, SOCK_HAS_PACKET | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_IFINDEX | SOCK_HAS_UID |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q);
	assert_int_equal(s.proto, PROTO_PACKET);
	assert_int_equal(s.type, SOCK_RAW);
	assert_int_equal(s.packet.ethertype, 0x0806);
	assert_int_equal(s.inode, 7);
	assert_int_equal(s.ifindex, 4);
	assert_int_equal(s.uid, uid);
	assert_int_equal(s.recv_q, 11);
	assert_int_equal(s.send_q, 12);
	all_ways(&m, packet_decode, sizeof(msg));
}

static const struct netlink_diag_msg netlink_socket = {
	.ndiag_family = AF_NETLINK,
	.ndiag_type = SOCK_RAW,
	.ndiag_protocol = 15,
	.ndiag_state = STATE_CLOSE,
	.ndiag_portid = 4711,
	.ndiag_dst_portid = 9,
	.ndiag_ino = 8,
	.ndiag_cookie = { 3, 0 },
};

static void a_netlink_socket(void **state)
{
	unsigned long groups[40] = { 0 };
	struct message m = begin(&netlink_socket, sizeof(netlink_socket));

	(void)state;
	groups[0] = 1UL << 1;
	groups[SOCK_GROUP_WORDS * 4 / sizeof(long) - 1] = 1UL << (sizeof(long) * 8 - 1);
	put(&m, NETLINK_DIAG_GROUPS, groups, sizeof(groups));
	put(&m, NETLINK_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	struct sock s = decode(&m, netlink_decode);
	assert_int_equal(s.has, SOCK_HAS_NETLINK | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q);
	assert_int_equal(s.nl.protocol, 15);
	assert_int_equal(s.nl.portid, 4711);
	assert_int_equal(s.nl.peer_portid, 9);
	assert_int_equal(s.inode, 8);
	assert_true(sock_is_in_group(&s, 2));
	assert_true(sock_is_in_group(&s, 512));
	assert_false(sock_is_in_group(&s, 1));
	assert_int_equal(s.recv_q, 11);
	all_ways(&m, netlink_decode, sizeof(netlink_socket));
}

static void whose_a_netlink_socket_is(void **state)
{
	static const struct {
		uint32_t portid;
		unsigned long groups;
		bool is_kernels;
	} cases[] = { { 0, 0, true }, { 0, 1, false }, { 1, 0, false }, { 1, 1, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct netlink_diag_msg msg = netlink_socket;

		msg.ndiag_portid = cases[i].portid;
		struct message m = begin(&msg, sizeof(msg));
		put(&m, NETLINK_DIAG_GROUPS, &cases[i].groups, sizeof(cases[i].groups));
		const struct sock s = decode(&m, netlink_decode);
		assert_int_equal(!!(s.has & SOCK_IS_KERNELS), cases[i].is_kernels);
		strbuf_release(&m.bytes);
	}
}

static void a_vsock_socket(void **state)
{
	struct vsock_diag_msg msg = {
		.vdiag_family = AF_VSOCK,
		.vdiag_type = SOCK_STREAM,
		.vdiag_state = STATE_ESTABLISHED,
		.vdiag_src_cid = 2,
		.vdiag_src_port = UINT32_MAX,
		.vdiag_dst_cid = 3,
		.vdiag_dst_port = 1024,
		.vdiag_ino = 9,
	};
	struct message m = begin(&msg, sizeof(msg));

	(void)state;
	struct sock s = decode(&m, vsock_decode);
	assert_int_equal(s.has, SOCK_HAS_VSOCK | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_PEER);
	assert_int_equal(s.state, STATE_ESTABLISHED);
	assert_int_equal(s.vsock.local_cid, 2);
	assert_int_equal(s.vsock.local_port, UINT32_MAX);
	assert_int_equal(s.vsock.peer_cid, 3);
	assert_int_equal(s.vsock.peer_port, 1024);
	assert_int_equal(s.inode, 9);
	all_ways(&m, vsock_decode, sizeof(msg));

	msg.vdiag_dst_cid = UINT32_MAX;
	m = begin(&msg, sizeof(msg));
	s = decode(&m, vsock_decode);
	assert_false(s.has & SOCK_HAS_PEER);
	strbuf_release(&m.bytes);
}

static void an_xdp_socket(void **state)
{
	static const struct xdp_diag_msg msg = {
		.xdiag_family = AF_XDP,
		.xdiag_type = SOCK_RAW,
		.xdiag_ino = 10,
	};
	struct xdp_diag_info info = { .queue_id = 3 };
	struct message m = begin(&msg, sizeof(msg));

	(void)state;
	put(&m, XDP_DIAG_INFO, &info, sizeof(info));
	struct sock s = decode(&m, xdp_decode);
	assert_int_equal(s.has, SOCK_HAS_XDP | SOCK_HAS_TYPE | SOCK_HAS_COOKIE);
	strbuf_release(&m.bytes);

	m = begin(&msg, sizeof(msg));
	info.ifindex = 2;
	put(&m, XDP_DIAG_INFO, &info, sizeof(info));
	put_u32(&m, XDP_DIAG_UID, uid);
	put(&m, XDP_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	s = decode(&m, xdp_decode);
	assert_int_equal(s.has, SOCK_HAS_XDP | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_IFINDEX | SOCK_HAS_QUEUE | SOCK_HAS_UID |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q);
	assert_int_equal(s.ifindex, 2);
	assert_int_equal(s.xdp.queue, 3);
	assert_int_equal(s.inode, 10);
	all_ways(&m, xdp_decode, sizeof(msg));
}

static void a_tipc_socket(void **state)
{
	static const uint64_t cookie = UINT64_C(0x0123456789abcdef);
	struct message m = begin("", 0);
	struct sock s;

	(void)state;
	/* a message without a socket is none */
	assert_int_equal(tipc_decode(message(&m), &s), -EBADMSG);
	const size_t nest = put(&m, TIPC_NLA_SOCK | NLA_F_NESTED, "", 0);
	put_u32(&m, TIPC_NLA_SOCK_REF, 77);
	put_u32(&m, TIPC_NLA_SOCK_ADDR, 0x1001001);
	const size_t con = put(&m, TIPC_NLA_SOCK_CON | NLA_F_NESTED, "", 0);
	put_u32(&m, TIPC_NLA_CON_NODE, 0x1001002);
	put_u32(&m, TIPC_NLA_CON_SOCK, 78);
	put(&m, TIPC_NLA_CON_FLAG, "", 0);
	close_nest(&m, con);
	put_u32(&m, TIPC_NLA_SOCK_TYPE, SOCK_SEQPACKET);
	put_u32(&m, TIPC_NLA_SOCK_TIPC_STATE, STATE_ESTABLISHED);
	put_u32(&m, TIPC_NLA_SOCK_INO, 11);
	put_u32(&m, TIPC_NLA_SOCK_UID, uid);
	put(&m, TIPC_NLA_SOCK_COOKIE, &cookie, sizeof(cookie));
	const size_t stat = put(&m, TIPC_NLA_SOCK_STAT | NLA_F_NESTED, "", 0);
	put_u32(&m, TIPC_NLA_SOCK_STAT_RCVQ, 5);
	put_u32(&m, TIPC_NLA_SOCK_STAT_SENDQ, 6);
	close_nest(&m, stat);
	close_nest(&m, nest);
	s = decode(&m, tipc_decode);
	assert_int_equal(s.has, SOCK_HAS_TIPC | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_PEER | SOCK_HAS_UID | SOCK_HAS_RECV_Q |
					SOCK_HAS_SEND_Q);
	assert_int_equal(s.proto, PROTO_TIPC);
	assert_int_equal(s.tipc.node, 0x1001001);
	assert_int_equal(s.tipc.ref, 77);
	assert_int_equal(s.tipc.peer_node, 0x1001002);
	assert_int_equal(s.tipc.peer_ref, 78);
	assert_int_equal(s.type, SOCK_SEQPACKET);
	assert_int_equal(s.state, STATE_ESTABLISHED);
	assert_int_equal(s.inode, 11);
	assert_int_equal(s.recv_q, 5);
	assert_int_equal(s.send_q, 6);
	assert_true(s.cookie == cookie);
	all_ways(&m, tipc_decode, 0);
}

struct seen {
	size_t count;
	struct sock all[8];
};

static int see(const struct sock *s, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < ARRAY_SIZE(seen->all));
	seen->all[seen->count++] = *s;
	return 0;
}

/* Plays messages to the dump of a protocol. */
static struct seen play(enum proto proto, uint32_t states, struct recording *rec)
{
	const struct family_request request = { proto, IP_V4, states };
	struct family_source from = { .proc_fd = -1 };
	struct seen seen = { 0 };

	recording_datagram(rec);
	recording_number(rec, NLMSG_DONE, 0);
	assert_int_equal(nl_open_replay(rec->bytes.s, rec->bytes.len, &from.nl), 0);
	assert_int_equal(family_ops(proto)->diag(&from, &request, see, &seen), 0);
	nl_free(from.nl);
	recording_release(rec);
	return seen;
}

static void a_netlink_socket_comes_once(void **state)
{
	struct netlink_diag_msg msg = netlink_socket;
	struct recording rec = { 0 };

	(void)state;
	recording_datagram(&rec);
	for (uint32_t i = 0; i < 6; i++) {
		msg.ndiag_cookie[0] = i % 3;
		recording_message(&rec, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	}
	const struct seen seen = play(PROTO_NETLINK, STATE_ALL, &rec);
	assert_int_equal(seen.count, 3);
}

/* Each is listed where its own state was asked for. */
static void an_accept_queue(void **state)
{
	static const uint32_t icons[] = { 5, 6 };
	static const struct {
		uint32_t states;
		size_t count;
	} cases[] = {
		{ STATE_ALL, 3 },
		{ STATE_BIT(STATE_LISTEN), 1 },
		{ STATE_ALL & ~STATE_BIT(STATE_LISTEN), 2 },
		{ STATE_BIT(STATE_CLOSE), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = begin(&unix_listener, sizeof(unix_listener));
		struct recording rec = { 0 };

		put(&m, UNIX_DIAG_ICONS, icons, sizeof(icons));
		recording_datagram(&rec);
		recording_bytes(&rec, message(&m), m.bytes.len);
		const struct seen seen = play(PROTO_UNIX, cases[i].states, &rec);
		assert_int_equal(seen.count, cases[i].count);
		strbuf_release(&m.bytes);
	}
}

/* No decoder is missing, and no source. */
static void every_protocol_has_a_source(void **state)
{
	(void)state;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const struct family_ops *ops = family_ops(proto);

		assert_true(ops->diag || ops->proc_net);
		assert_int_equal(ops->proc_net != NULL,
				 proto_desc(proto)->proc_net[IP_V4] != NULL);
		assert_true(ops->proc_net || !ops->is_mostly_proc_net);
	}
}

static void attributes_put(void **state)
{
	char to[8];

	(void)state;
	assert_int_equal(nlattr_put_u32(to, 3, 262), sizeof(to));
	assert_memory_equal(to, ((const uint16_t[]){ 8, 3 }), 4);
	assert_memory_equal(to + 4, &(const uint32_t){ 262 }, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unix_listener),
		cmocka_unit_test(unix_names),
		cmocka_unit_test(a_packet_socket),
		cmocka_unit_test(a_netlink_socket),
		cmocka_unit_test(whose_a_netlink_socket_is),
		cmocka_unit_test(a_vsock_socket),
		cmocka_unit_test(an_xdp_socket),
		cmocka_unit_test(a_tipc_socket),
		cmocka_unit_test(a_netlink_socket_comes_once),
		cmocka_unit_test(an_accept_queue),
		cmocka_unit_test(every_protocol_has_a_source),
		cmocka_unit_test(attributes_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
