/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/out.h"

#include "databases.h"
#include "interfaces.h"
#include "resolve/cache.h"
#include "sockets.h"
#include "unit.h"

static void list(const char *name, const struct out_spec *spec,
		 const struct sock *sockets, size_t count,
		 const struct owner_index *holders, const char *want)
{
	const struct query_gaps gaps = { .denied = 1, .interrupted = true };
	struct strbuf got = sockets_list(&out_ss, spec, sockets, count, holders, &gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

#define HEADER                                                                           \
	"Netid State      Recv-Q Send-Q        Local Address:Port          "             \
	"Peer Address:Port  Process\n"

static void header(void **state)
{
	const struct out_spec with = { .header = true };
	const struct out_spec without = { .query.owners = true };

	(void)state;
	list("header", &with, NULL, 0, NULL, HEADER);
	list("none", &without, NULL, 0, NULL, "");
}

static void rows(void **state)
{
	struct sock sockets[] = {
		sockets_make(PROTO_TCP, "127.0.0.1", 22, "0.0.0.0", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "10.0.0.1", 65535, "255.255.255.255", 1,
			     STATE_ESTABLISHED),
		sockets_make(PROTO_TCP, "::", 22, "::", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "::", 22, "::", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "::ffff:10.0.0.1", 22, "::ffff:1.2.3.4", 5,
			     STATE_NEW_SYN_RECV),
		sockets_make(PROTO_TCP, "fe80:1111:2222:3333:4444:5555:6666:7777", 65535,
			     "::1", 1, STATE_CLOSE_WAIT),
		sockets_make(PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_UDPLITE, "::1", 7, "::", 0, STATE_CLOSE),
		sockets_make(PROTO_TCP, "0.0.0.0", 7, "0.0.0.0", 0, 14),
	};
	const struct out_spec spec = { .title = WHICH_ALL };

	(void)state;
	sockets[0].recv_q = 999999;
	sockets[1].recv_q = 1000000;
	sockets[1].send_q = UINT32_MAX;
	sockets[3].v6only = 1;
	sockets[7].v6only = 1;
	list("rows", &spec, sockets, ARRAY_SIZE(sockets), NULL,
	     "tcp   LISTEN     999999 0                 127.0.0.1:22                 "
	     "0.0.0.0:*\n"
	     "tcp   ESTAB      1000000 4294967295             10.0.0.1:65535      "
	     "255.255.255.255:1\n"
	     "tcp   LISTEN     0      0                         *:22                     "
	     " "
	     " "
	     "*:*\n"
	     "tcp   LISTEN     0      0                      [::]:22                    "
	     "[::]:*\n"
	     "tcp   SYN-RECV   0      0         [::ffff:10.0.0.1]:22        "
	     "[::ffff:1.2.3.4]:5\n"
	     "tcp   CLOSE-WAIT 0      0      [fe80:1111:2222:3333:4444:5555:6666:7777]:"
	     "65535                [::1]:1\n"
	     "udp   UNCONN     0      0                   0.0.0.0:53                 "
	     "0.0.0.0:*\n"
	     "udpl  UNCONN     0      0                     [::1]:7                     "
	     "[::]:*\n"
	     "tcp   14         0      0                   0.0.0.0:7                  "
	     "0.0.0.0:*\n");
}

static void states(void **state)
{
	static const char *const want[] = {
		"0",          "ESTAB",     "SYN-SENT", "SYN-RECV",   "FIN-WAIT-1",
		"FIN-WAIT-2", "TIME-WAIT", "UNCONN",   "CLOSE-WAIT", "LAST-ACK",
		"LISTEN",     "CLOSING",   "SYN-RECV", "UNCONN",     "14",
	};
	const struct out_spec spec = { .header = false };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		const struct sock s =
			sockets_make(PROTO_TCP, "1.2.3.4", 1, "5.6.7.8", 2, (uint8_t)i);
		char row[128];

		snprintf(
			row, sizeof(row),
			"tcp   %-10s 0      0                   1.2.3.4:1                "
			"  "
			"5.6.7.8:2\n",
			want[i]);
		list(want[i], &spec, &s, 1, NULL, row);
	}
}

#define ROW                                                                              \
	"tcp   ESTAB      0      0                   1.2.3.4:1                  "        \
	"5.6.7.8:2"

static struct sock one(void)
{
	return sockets_make(PROTO_TCP, "1.2.3.4", 1, "5.6.7.8", 2, STATE_ESTABLISHED);
}

static void extended(void **state)
{
	static const struct {
		uint32_t uid;
		uint64_t inode, cookie;
		uint8_t has;
		const char *want;
	} cases[] = {
		{ 0, 0, 0, SOCK_HAS_COOKIE, ROW "     ino:0 sk:0\n" },
		{ 0, 5, 0x89abcdef, 0, ROW "     ino:5\n" },
		{ 1000, 123456789, 0x12, SOCK_HAS_COOKIE,
		  ROW "     uid:1000 ino:123456789 sk:12\n" },
		{ UINT32_MAX, UINT64_MAX, UINT64_MAX, SOCK_HAS_COOKIE,
		  ROW "     uid:4294967295 ino:18446744073709551615 "
		      "sk:ffffffffffffffff\n" },
	};
	const struct out_spec spec = { .extend = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = one();

		s.uid = cases[i].uid;
		s.inode = cases[i].inode;
		s.cookie = cases[i].cookie;
		s.has = cases[i].has;
		list(cases[i].want, &spec, &s, 1, NULL, cases[i].want);
	}
}

static void timers(void **state)
{
	static const struct {
		uint8_t timer, retransmits, probes;
		uint32_t ms;
		const char *want;
	} cases[] = {
		{ TIMER_OFF, 1, 2, 3, "" },
		{ TIMER_RETRANSMIT, 3, 9, 0, "     timer:(on,000ms,3)" },
		{ TIMER_RETRANSMIT, 3, 9, 7, "     timer:(on,007ms,3)" },
		{ TIMER_RETRANSMIT, 255, 0, 999, "     timer:(on,999ms,255)" },
		{ TIMER_PROBE, 9, 255, 1000, "     timer:(persist,1sec,255)" },
		{ TIMER_PROBE, 9, 1, 1001, "     timer:(persist,1.001ms,1)" },
		{ TIMER_KEEPALIVE, 9, 0, 9688, "     timer:(keepalive,9.688ms,0)" },
		{ TIMER_KEEPALIVE, 9, 0, 10688, "     timer:(keepalive,10sec,0)" },
		{ TIMER_TIME_WAIT, 0, 9, 59999, "     timer:(timewait,59sec,0)" },
		{ TIMER_TIME_WAIT, 0, 9, 60688, "     timer:(timewait,1min,0)" },
		{ TIMER_KEEPALIVE, 9, 0, 64624, "     timer:(keepalive,1min4sec,0)" },
		{ TIMER_KEEPALIVE, 9, 0, 598628, "     timer:(keepalive,9min58sec,0)" },
		{ TIMER_KEEPALIVE, 9, 0, 658628, "     timer:(keepalive,10min,0)" },
		{ TIMER_KEEPALIVE, 9, 0, UINT32_MAX,
		  "     timer:(keepalive,71582min,0)" },
		{ TIMER_MAX_, 1, 2, 10, "     timer:(5,010ms,1)" },
		{ 255, 1, 2, 10, "     timer:(255,010ms,1)" },
	};
	const struct out_spec spec = { .timers = true };
	const struct out_spec extend = { .extend = true };
	char want[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = one();

		s.timer = cases[i].timer;
		s.retransmits = cases[i].retransmits;
		s.probes = cases[i].probes;
		s.timer_ms = cases[i].ms;
		snprintf(want, sizeof(want), ROW "%s\n", cases[i].want);
		list(cases[i].want, &spec, &s, 1, NULL, want);
		/* ss prints the same. */
		snprintf(want, sizeof(want), ROW "%s ino:0\n",
			 *cases[i].want ? cases[i].want : "    ");
		list(cases[i].want, &extend, &s, 1, NULL, want);
	}
}

static void owners(void **state)
{
	static const struct {
		uint64_t inode;
		const char *want, *executable;
	} cases[] = {
		{ 0, "", "" },
		{ 99, "", "" },
		{ 1, "     users:((\"sshd\",pid=10,fd=3))",
		  "     users:((\"/a\\x22b\",pid=10,fd=3))" },
		{ 2,
		  "     users:((\"sshd\",pid=10,fd=4),(\"sshd\",pid=10,fd=5),"
		  "(\"x\\x22,pid=1,fd=1\\x29,\\x28\\x22\\x0a\\x1b\\xff\",pid=4294967295,"
		  "fd=4294967295))",
		  "     users:((\"/a\\x22b\",pid=10,fd=4),(\"/a\\x22b\",pid=10,fd=5),"
		  "(\"-\",pid=4294967295,fd=4294967295))" },
		{ 3, "     users:((\"-\",pid=11,fd=3))",
		  "     users:((\"-\",pid=11,fd=3))" },
	};
	const struct tree *t = *state;
	struct owner_index *h = NULL;
	char want[256];

	assert_int_equal(owner_index_new(&h), 0);
	tree_text(t, "10/comm", "sshd\n");
	tree_link(t, "10/exe", "/a\"b");
	tree_text(t, "4294967295/comm", "x\",pid=1,fd=1),(\"\n\x1b\xff\n");
	sockets_hold(h, t, 1, 10, 3, "argv0");
	sockets_hold(h, t, 2, 10, 4, NULL);
	sockets_hold(h, t, 2, 10, 5, NULL);
	sockets_hold(h, t, 2, UINT32_MAX, UINT32_MAX, NULL);
	sockets_hold(h, t, 3, 11, 3, NULL); /* The process has ended. */
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct out_spec spec = { .query.owners = true };
		struct sock s = one();

		s.inode = cases[i].inode;
		snprintf(want, sizeof(want), ROW "%s\n", cases[i].want);
		list(cases[i].want, &spec, &s, 1, h, want);
		spec.query.wanted.executable = true;
		snprintf(want, sizeof(want), ROW "%s\n", cases[i].executable);
		list(cases[i].want, &spec, &s, 1, h, want);
		/* Owners are not requested. */
		spec.query.owners = false;
		list("none", &spec, &s, 1, h, ROW "\n");
	}
	owner_index_free(h);
}

static void names(void **state)
{
	struct sock sockets[] = {
		sockets_make(PROTO_TCP, "127.0.0.1", 22, "1.2.3.4", 777,
			     STATE_ESTABLISHED),
		sockets_make(PROTO_UDP, "0.0.0.0", 666, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_TCP, "::", 666, "::", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "fe80::1", 1, "::", 0, STATE_LISTEN),
	};
	struct out_spec spec = { .header = false };
	struct cache *services = NULL;
	struct cache *links = NULL;

	(void)state;
	for (uint32_t i = 0; i < ARRAY_SIZE(sockets); i++) {
		sockets[i].ifindex = i;
		sockets[i].has |= i ? SOCK_HAS_IFINDEX : 0;
	}
	assert_int_equal(cache_new(&services), 0);
	assert_int_equal(cache_new(&links), 0);
	spec.services = services;
	list("without interfaces", &spec, &sockets[1], 1, NULL,
	     "udp   UNCONN     0      0                 0.0.0.0%1:666                "
	     "0.0.0.0:*\n");
	spec.links = links;
	list("names", &spec, sockets, ARRAY_SIZE(sockets), NULL,
	     "tcp   ESTAB      0      0                 127.0.0.1:ssh                "
	     "1.2.3.4:a-name-that-is-longer-than-its-column\n"
	     "udp   UNCONN     0      0                0.0.0.0%lo:666                "
	     "0.0.0.0:*\n"
	     "tcp   LISTEN     0      0               "
	     "*%e\\x1b\\x0a:evil\\x1b[2J\\x0aname "
	     "  "
	     "                 *:*\n"
	     "tcp   LISTEN     0      0               [fe80::1]%3:1                      "
	     " "
	     " "
	     "*:*\n");
	cache_free(links);
	cache_free(services);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header), cmocka_unit_test(rows),
		cmocka_unit_test(states), cmocka_unit_test(extended),
		cmocka_unit_test(timers), WITH_TREE(owners),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
