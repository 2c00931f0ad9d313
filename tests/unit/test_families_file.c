/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsers of /proc/net/unix, packet and netlink. */
#include "diag/families.h"
#include "guard.h"
#include "tree.h"
#include "unit.h"

#define UNIX_HEADER "Num       RefCount Protocol Flags    Type St Inode Path\n"
#define UNIX(refcnt, flags, type, st, rest)                                              \
	"00000000b5c02e96: " refcnt " 00000000 " flags " " type " " st " " rest "\n"
#define STREAM(rest) UNIX("00000003", "00000000", "0001", "03", rest)

struct seen {
	size_t count;
	struct sock all[16];
};

static int see(const struct sock *s, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < ARRAY_SIZE(seen->all));
	seen->all[seen->count++] = *s;
	return 0;
}

static struct seen read_all(const struct tree *t, enum proto proto, uint32_t states,
			    uint64_t malformed)
{
	const struct family_request request = {
		.proto = proto,
		.ip = IP_V4,
		.states = states,
	};
	struct family_source from = { .proc_fd = t->fd };
	struct seen seen = { 0 };

	assert_int_equal(family_ops(proto)->proc_net(&from, &request, see, &seen), 0);
	assert_int_equal(from.malformed, malformed);
	return seen;
}

static void unix_sockets(void **state)
{
	static const struct {
		uint8_t type, state;
		uint64_t inode;
		uint32_t refcnt, has;
		const char *name;
		size_t len;
	} want[] = {
		{ 1, STATE_ESTABLISHED, 2686, 3, 0, "", 0 },
		{ 5, STATE_LISTEN, 0, 2, SOCK_HAS_PATH, "/a b", 4 },
		{ 2, STATE_CLOSE, UINT64_MAX, UINT32_MAX, SOCK_HAS_ABSTRACT, "\0x\0", 3 },
		{ 1, STATE_ESTABLISHED, 0, 3, SOCK_HAS_PATH, " ", 1 },
		{ 1, STATE_CLOSE, 0, 3, SOCK_HAS_ABSTRACT, "", 1 },
		{ 1, 0, 1, 3, 0, "", 0 },
	};
	const struct tree *t = *state;

	tree_text(t, "net/unix",
		  UNIX_HEADER STREAM(" 2686") UNIX(
			  "00000002", "00010000", "0005", "01",
			  "    0 /a b") UNIX("FFFFFFFF", "00000000", "0002", "01",
					     "18446744073709551615 @x@")
			  UNIX("00000003", "00000000", "0001", "02", "    0  ") UNIX(
				  "00000003", "00000000", "0001", "04", "    0 @")
				  UNIX("00000003", "00000000", "0001", "77", "    1"));
	const struct seen seen = read_all(t, PROTO_UNIX, STATE_ALL, 0);
	assert_int_equal(seen.count, ARRAY_SIZE(want));
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		const struct sock *s = &seen.all[i];

		assert_int_equal(s->has, SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_REFCNT |
						 want[i].has);
		assert_int_equal(s->type, want[i].type);
		assert_int_equal(s->state, want[i].state);
		assert_true(s->inode == want[i].inode);
		assert_int_equal(s->un.refcnt, want[i].refcnt);
		assert_int_equal(s->un.name_len, want[i].len);
		assert_memory_equal(s->un.name, want[i].name, want[i].len);
	}
	assert_int_equal(read_all(t, PROTO_UNIX, STATE_BIT(STATE_LISTEN), 0).count, 1);
}

/* A name continues after newlines, up to the maximal length of a name. */
static void newlines_in_names(void **state)
{
	static char longest[2 * SOCK_NAME_MAX];
	const struct tree *t = *state;
	struct strbuf text = { 0 };

	memset(longest, 'y', sizeof(longest));
	strbuf_adds(&text, UNIX_HEADER STREAM("1 /a\nb\n\n\x1b[2J") STREAM("2"));
	strbuf_adds(&text, "no name goes on here\n" STREAM("3 /c"));
	strbuf_add(&text, longest, sizeof(longest));
	strbuf_adds(&text, "\n" STREAM("4 @"));
	tree_bytes(t, "net/unix", text.s, text.len);
	strbuf_release(&text);
	const struct seen seen = read_all(t, PROTO_UNIX, STATE_ALL, 2);
	assert_int_equal(seen.count, 4);
	assert_int_equal(seen.all[0].un.name_len, 10);
	assert_memory_equal(seen.all[0].un.name, "/a\nb\n\n\x1b[2J", 10);
	assert_int_equal(seen.all[2].un.name_len, 2);
}

static struct sock named(uint64_t inode, const char *name, size_t n)
{
	struct sock s = { .has = SOCK_HAS_UNIX, .proto = PROTO_UNIX, .inode = inode };

	memcpy(s.un.name, name, n);
	s.un.name_len = (uint8_t)n;
	return s;
}

/* A text that looks like a line, inside a known name, is not taken for a reference to
 * another socket. */
static void references(void **state)
{
	struct sock all[] = {
		named(1, "", 0),      named(2, "/evil\n00", 8), named(3, "\0z", 2),
		named(0, "/q", 2),    named(0, "/q", 2),        named(0, "/other", 6),
		named(99, "none", 4),
	};
	static const uint32_t want[] = { 3, 4, 7, 5, 6, 0, 0 };
	const struct tree *t = *state;

	assert_int_equal(procnet_unix_refcnt(t->fd, all, ARRAY_SIZE(all)), 0);
	assert_false(all[0].has & SOCK_HAS_REFCNT);
	tree_text(t, "net/unix",
		  UNIX_HEADER UNIX("00000004", "00000000", "0001", "03", "2 /evil") UNIX(
			  "00000063", "00000000", "0001", "03", "1") STREAM("1")
			  UNIX("00000007", "00000000", "0001", "03", "3 @z") UNIX(
				  "00000005", "00000000", "0001", "02", "    0 /q")
				  UNIX("00000006", "00000000", "0001", "02", "    0 /q"));
	assert_int_equal(procnet_unix_refcnt(t->fd, all, ARRAY_SIZE(all)), 0);
	/* The last socket of a name comes first. */
	const uint32_t swapped = all[3].un.refcnt;
	all[3].un.refcnt = all[4].un.refcnt;
	all[4].un.refcnt = swapped;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(all[i].un.refcnt, want[i]);
		assert_int_equal(!!(all[i].has & SOCK_HAS_REFCNT), want[i] != 0);
	}
}

static void truncated_unix_lines(void **state)
{
	static const char line[] = STREAM("2686 /tmp/x");
	const size_t digits = strlen(line) - strlen(" /tmp/x\n");
	struct guard g = guard_open(sizeof(line));
	struct sock before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	for (size_t n = 0; n < sizeof(line); n++) {
		const char *cut = guard_copy(&g, line, n, 1);
		struct sock s = before;
		size_t name = 4711;

		int r = procnet_unix_parse(cut, n, &s, &name);
		assert_int_equal(r, n > digits ? 0 : -EBADMSG);
		if (r < 0)
			assert_memory_equal(&s, &before, sizeof(s));
		assert_int_equal(name, n > digits ? digits + 1 : 4711);
	}
	guard_close(&g);
}

#define PACKET_HEADER "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"

static void packet_sockets(void **state)
{
	const struct tree *t = *state;

	tree_text(t, "net/packet",
		  PACKET_HEADER
		  "0000000079867e30 3      3    0806   4     1 3332   1000   4331492\n"
		  "nonsense\n"
		  "00000000c1202560 2      2    0000   0     0 0      0      4331493\n");
	const struct seen seen = read_all(t, PROTO_PACKET, STATE_ALL, 1);
	assert_int_equal(seen.count, 2);
	const struct sock *s = &seen.all[0];
	assert_int_equal(s->has, SOCK_HAS_PACKET | SOCK_HAS_TYPE | SOCK_HAS_IFINDEX |
					 SOCK_HAS_RECV_Q | SOCK_HAS_UID);
	assert_int_equal(s->packet.ethertype, 0x0806);
	assert_int_equal(s->ifindex, 4);
	assert_int_equal(s->type, 3);
	assert_int_equal(s->recv_q, 3332);
	assert_int_equal(s->uid, 1000);
	assert_int_equal(s->inode, 4331492);
	assert_false(seen.all[1].has & SOCK_HAS_IFINDEX);
}

#define NETLINK_HEADER                                                                   \
	"sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    "     \
	"Drops    Inode\n"

static void netlink_sockets(void **state)
{
	const struct tree *t = *state;

	tree_text(t, "net/netlink",
		  NETLINK_HEADER
		  "00000000ca2f284f 0   13530      00000011 5        6        0     2   "
		  "     0        4331503 \n"
		  "0000000043f12b16 16  0          00000000 0        0        0     2   "
		  "     0        4331439 \n");
	const struct seen seen = read_all(t, PROTO_NETLINK, STATE_ALL, 0);
	assert_int_equal(seen.count, 2);
	const struct sock *s = &seen.all[0];
	assert_int_equal(s->has, SOCK_HAS_NETLINK | SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q);
	assert_int_equal(s->nl.protocol, 0);
	assert_int_equal(s->nl.portid, 13530);
	assert_true(sock_is_in_group(s, 1) && sock_is_in_group(s, 5));
	assert_int_equal(s->recv_q, 5);
	assert_int_equal(s->send_q, 6);
	assert_int_equal(s->inode, 4331503);
	assert_true(seen.all[1].has & SOCK_IS_KERNELS);
	assert_int_equal(seen.all[1].nl.protocol, 16);
}

#define PING4(addr, inode)                                                               \
	"   19: " addr ":004D 00000000:0000 07 00000000:00000000 00:00000000 00000000 "  \
	"    0        0 " inode " 2 00000000911ab69a 0\n"
#define PING6(addr, inode)                                                               \
	"   19: " addr ":004D 00000000000000000000000000000000:0000 07 "                 \
	"00000000:00000000 00:00000000 00000000     0        0 " inode                   \
	" 2 00000000911ab69a 0\n"
#define ANY6 "00000000000000000000000000000000"

/* The kernel also lists a ping socket in the file of the other family. */
static void ping_sockets_are_listed_once(void **state)
{
	const struct tree *t = *state;
	const struct family_request request = {
		.proto = PROTO_ICMP,
		.ip = IP_V6,
		.states = STATE_ALL,
	};
	struct family_source from = { .proc_fd = t->fd };
	struct seen seen = { 0 };

	/* Sockets 1 and 4 are IPv4, 2 and 5 are IPv6, and 3 may be either. */
	tree_text(t, "net/icmp",
		  "header\n" PING4("0100007F", "1") PING4("00000000", "2")
			  PING4("00000000", "3") PING4("00000000", "4"));
	assert_int_equal(read_all(t, PROTO_ICMP, STATE_ALL, 0).count, 4);
	tree_text(t, "net/icmp6",
		  "header\nnonsense\n" PING6(ANY6, "1")
			  PING6("00000000000000000000000001000000", "2") PING6(ANY6, "3")
				  PING6(ANY6, "5"));
	const struct seen v4 = read_all(t, PROTO_ICMP, STATE_ALL, 0);
	assert_int_equal(v4.count, 3);
	assert_int_equal(v4.all[0].inode, 1);
	assert_int_equal(v4.all[1].inode, 3);
	assert_int_equal(v4.all[2].inode, 4);
	assert_int_equal(family_ops(PROTO_ICMP)->proc_net(&from, &request, see, &seen),
			 0);
	assert_int_equal(from.malformed, 1);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.all[0].inode, 2);
	assert_int_equal(seen.all[1].inode, 5);
}

/* Each prefix of each line yields the whole socket or nothing. */
static void other_truncated_lines(void **state)
{
	static const struct {
		int (*parse)(const char *line, enum proto proto, enum ip ip,
			     struct sock *ret);
		const char *line;
	} cases[] = {
		{ packet_parse, "79867e30 3 3 0806 4 1 3332 1000 7" },
		{ netlink_parse, "ca2f284f 0 13530 00000011 5 6 0 2 0 7" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t whole = strlen(cases[i].line);
		struct guard g = guard_open(whole + 1);

		for (size_t n = 0; n <= whole; n++) {
			char *cut = guard_copy(&g, cases[i].line, n + 1, 1);
			struct sock s;

			cut[n] = '\0';
			assert_int_equal(cases[i].parse(cut, 0, 0, &s),
					 n == whole ? 0 : -EBADMSG);
		}
		guard_close(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(unix_sockets),
		WITH_TREE(newlines_in_names),
		WITH_TREE(references),
		cmocka_unit_test(truncated_unix_lines),
		WITH_TREE(packet_sockets),
		WITH_TREE(netlink_sockets),
		WITH_TREE(ping_sockets_are_listed_once),
		cmocka_unit_test(other_truncated_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
