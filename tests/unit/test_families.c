/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoders of families without IP addresses, on messages built by hand: whole, with
 * additions of a later kernel, and cut at every byte. */
#include <arpa/inet.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "diag/families.h"
#include "guard.h"
#include "message.h"
#include "unit.h"

static const uint32_t meminfo[SK_MEMINFO_VARS] = { 11, 0, 12 };
static const uint32_t uid = 1000;

static struct sock decode(struct message *m, dump_decode_fn fn)
{
	struct sock s;

	memset(&s, 0x5a, sizeof(s));
	assert_int_equal(fn(message_whole(m), &s), 0);
	return s;
}

/* A message cut to each length yields a socket if an attribute ends there, else an
 * error. */
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

/* Each byte of a message is changed in turn; the decoder must not crash. */
static void flip(struct message *m, dump_decode_fn fn)
{
	static const char flips[] = { 0x01, 0x10, (char)0x80, (char)0xff };
	struct guard g = guard_open(m->bytes.len);

	message_whole(m);
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

/* Messages of another family, of another type, and with an unknown attribute. */
static void odd(struct message *m, dump_decode_fn fn, bool has_family)
{
	struct nlmsghdr *nlh = message_whole(m);
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
	message_put(m, 99, "something", 9);
	assert_int_equal(fn(message_whole(m), &s), 0);
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
	int r = unix_decode(nlh, ret);
	if (r < 0)
		return r;

	const struct unix_queue queue = unix_queue_of(nlh);
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
	struct message m = message_begin(&unix_listener, sizeof(unix_listener));
	struct sock s;

	(void)state;
	message_put(&m, UNIX_DIAG_NAME, "/run/a\nb", 9);
	message_put(&m, UNIX_DIAG_ICONS, icons, sizeof(icons));
	message_put(&m, UNIX_DIAG_RQLEN, &queues, sizeof(queues));
	message_put_u32(&m, UNIX_DIAG_UID, uid);
	assert_int_equal(unix_decode(message_whole(&m), &s), 0);
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
	/* The socket is a connection that waits for accept(). */
	const struct unix_queue queue = unix_queue_of(message_whole(&m));
	assert_int_equal(queue.count, 3);
	for (size_t i = 0; i < ARRAY_SIZE(icons); i++) {
		const struct sock queued = unix_queued(&s, &queue, i);

		assert_int_equal(queued.has, SOCK_HAS_UNIX | SOCK_HAS_TYPE |
						     SOCK_HAS_PEER_INODE | SOCK_HAS_PATH);
		assert_int_equal(queued.peer_inode, icons[i]);
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
		{ "", 1, 1, SOCK_HAS_ABSTRACT }, /* An abstract name that is empty. */
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
		struct message m = message_begin(&unix_listener, sizeof(unix_listener));

		message_put(&m, UNIX_DIAG_NAME, cases[i].name, cases[i].n);
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
	struct message m = message_begin(&msg, sizeof(msg));

	(void)state;
	struct sock s = decode(&m, packet_decode);
	assert_int_equal(s.has, SOCK_HAS_PACKET | SOCK_HAS_TYPE | SOCK_HAS_COOKIE);
	message_put(&m, PACKET_DIAG_INFO, &info, sizeof(info));
	message_put_u32(&m, PACKET_DIAG_UID, uid);
	message_put(&m, PACKET_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	s = decode(&m, packet_decode);
	assert_int_equal(s.has, SOCK_HAS_PACKET | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_IFINDEX | SOCK_HAS_UID |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q |
					SOCK_HAS_MEMORY);
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
	struct message m = message_begin(&netlink_socket, sizeof(netlink_socket));

	(void)state;
	groups[0] = 1UL << 1;
	groups[sizeof(((struct sock *)NULL)->nl.groups) / (sizeof(long)) - 1] =
		1UL << (sizeof(long) * 8 - 1);
	message_put(&m, NETLINK_DIAG_GROUPS, groups, sizeof(groups));
	message_put(&m, NETLINK_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	struct sock s = decode(&m, netlink_decode);
	assert_int_equal(s.has, SOCK_HAS_NETLINK | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q |
					SOCK_HAS_MEMORY);
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

static void the_owner_of_a_netlink_socket(void **state)
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
		struct message m = message_begin(&msg, sizeof(msg));
		message_put(&m, NETLINK_DIAG_GROUPS, &cases[i].groups,
			    sizeof(cases[i].groups));
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
	struct message m = message_begin(&msg, sizeof(msg));

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
	m = message_begin(&msg, sizeof(msg));
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
	struct message m = message_begin(&msg, sizeof(msg));

	(void)state;
	message_put(&m, XDP_DIAG_INFO, &info, sizeof(info));
	struct sock s = decode(&m, xdp_decode);
	assert_int_equal(s.has, SOCK_HAS_XDP | SOCK_HAS_TYPE | SOCK_HAS_COOKIE);
	strbuf_release(&m.bytes);

	m = message_begin(&msg, sizeof(msg));
	info.ifindex = 2;
	message_put(&m, XDP_DIAG_INFO, &info, sizeof(info));
	message_put_u32(&m, XDP_DIAG_UID, uid);
	message_put(&m, XDP_DIAG_MEMINFO, meminfo, sizeof(meminfo));
	s = decode(&m, xdp_decode);
	assert_int_equal(s.has, SOCK_HAS_XDP | SOCK_HAS_TYPE | SOCK_HAS_COOKIE |
					SOCK_HAS_IFINDEX | SOCK_HAS_QUEUE | SOCK_HAS_UID |
					SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q |
					SOCK_HAS_MEMORY);
	assert_int_equal(s.ifindex, 2);
	assert_int_equal(s.xdp.queue, 3);
	assert_int_equal(s.inode, 10);
	all_ways(&m, xdp_decode, sizeof(msg));
}

static void a_tipc_socket(void **state)
{
	static const uint64_t cookie = UINT64_C(0x0123456789abcdef);
	struct message m = message_begin("", 0);
	struct sock s;

	(void)state;
	/* A message without a socket is refused. */
	assert_int_equal(tipc_decode(message_whole(&m), &s), -EBADMSG);
	const size_t nest = message_put(&m, TIPC_NLA_SOCK | NLA_F_NESTED, "", 0);
	message_put_u32(&m, TIPC_NLA_SOCK_REF, 77);
	message_put_u32(&m, TIPC_NLA_SOCK_ADDR, 0x1001001);
	const size_t con = message_put(&m, TIPC_NLA_SOCK_CON | NLA_F_NESTED, "", 0);
	message_put_u32(&m, TIPC_NLA_CON_NODE, 0x1001002);
	message_put_u32(&m, TIPC_NLA_CON_SOCK, 78);
	message_put(&m, TIPC_NLA_CON_FLAG, "", 0);
	message_close(&m, con);
	message_put_u32(&m, TIPC_NLA_SOCK_TYPE, SOCK_SEQPACKET);
	message_put_u32(&m, TIPC_NLA_SOCK_TIPC_STATE, STATE_ESTABLISHED);
	message_put_u32(&m, TIPC_NLA_SOCK_INO, 11);
	message_put_u32(&m, TIPC_NLA_SOCK_UID, uid);
	message_put(&m, TIPC_NLA_SOCK_COOKIE, &cookie, sizeof(cookie));
	const size_t stat = message_put(&m, TIPC_NLA_SOCK_STAT | NLA_F_NESTED, "", 0);
	message_put_u32(&m, TIPC_NLA_SOCK_STAT_RCVQ, 5);
	message_put_u32(&m, TIPC_NLA_SOCK_STAT_SENDQ, 6);
	message_close(&m, stat);
	message_close(&m, nest);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unix_listener),
		cmocka_unit_test(unix_names),
		cmocka_unit_test(a_packet_socket),
		cmocka_unit_test(a_netlink_socket),
		cmocka_unit_test(the_owner_of_a_netlink_socket),
		cmocka_unit_test(a_vsock_socket),
		cmocka_unit_test(an_xdp_socket),
		cmocka_unit_test(a_tipc_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
