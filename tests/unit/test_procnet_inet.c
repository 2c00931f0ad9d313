/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procnet/procnet.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "guard.h"
#include "unit.h"

/* The lines are those of Linux 6.18. */
#define HEADER                                                                           \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt "   \
	"  uid  timeout inode                                                     \n"
#define LISTEN                                                                           \
	"   0: 00000000:07E8 00000000:0000 0A 00000000:00000001 00:00000000 00000000  "  \
	"   0        0 2690 1 00000000d0abbbc9 100 0 0 10 0                      \n"
#define ESTABLISHED                                                                      \
	"   1: 0100007F:1B5A 0403020A:FFFF 01 0000000A:FFFFFFFF 01:00000014 0000000F "   \
	"65534        4 4294967296 4 00000000d0abbbc9 20 4 30 10 -1                  \n"
#define TIME_WAIT                                                                        \
	"   2: 0100007F:1B59 0300007F:1B5C 06 00000000:00000000 03:0000174D 00000000  "  \
	"   0        0 0 3 00000000d0abbbc9                                      \n"
#define UDP                                                                              \
	" 1234: 0100007F:0035 00000000:0000 07 00000000:00000100 00:00000000 00000000 "  \
	"  101        0 18446744073709551615 2 00000000d0abbbc9 0           \n"
#define V6                                                                               \
	"   0: 00000000000000000000000001000000:1B5E "                                   \
	"B80D0120000000000000000001000000:0016 08 00000000:00000000 02:00000AFC "        \
	"00000000  1000        9 13278 1 00000000d0abbbc9 100 0 0 10 0\n"
#define MAPPED                                                                           \
	"   3: 0000000000000000FFFF00000100007F:1B60 "                                   \
	"0000000000000000FFFF00000500007F:1B61 01 00000000:00000000 04:00000000 "        \
	"00000002     0        7 13283 1 00000000d0abbbc9 20 4 29 10 -1\n"

struct line {
	const char *text, *local, *peer;
	uint64_t inode;
	uint32_t send_q, recv_q, timer_ms, uid;
	uint16_t local_port, peer_port;
	uint8_t proto, ip, state, timer, retransmits, probes;
};

static const struct line lines[] = {
	{ .text = LISTEN,
	  .proto = PROTO_TCP,
	  .ip = IP_V4,
	  .state = STATE_LISTEN,
	  .local = "0.0.0.0",
	  .local_port = 2024,
	  .peer = "0.0.0.0",
	  .recv_q = 1,
	  .inode = 2690 },
	{ .text = ESTABLISHED,
	  .proto = PROTO_TCP,
	  .ip = IP_V4,
	  .state = STATE_ESTABLISHED,
	  .local = "127.0.0.1",
	  .local_port = 7002,
	  .peer = "10.2.3.4",
	  .peer_port = 65535,
	  .send_q = 10,
	  .recv_q = UINT32_MAX,
	  .timer = TIMER_RETRANSMIT,
	  .timer_ms = 200,
	  .retransmits = 15,
	  .probes = 4,
	  .uid = 65534,
	  .inode = UINT64_C(4294967296) },
	{ .text = TIME_WAIT,
	  .proto = PROTO_TCP,
	  .ip = IP_V4,
	  .state = STATE_TIME_WAIT,
	  .local = "127.0.0.1",
	  .local_port = 7001,
	  .peer = "127.0.0.3",
	  .peer_port = 7004,
	  .timer = TIMER_TIME_WAIT,
	  .timer_ms = 59650 },
	{ .text = UDP,
	  .proto = PROTO_UDP,
	  .ip = IP_V4,
	  .state = STATE_CLOSE,
	  .local = "127.0.0.1",
	  .local_port = 53,
	  .peer = "0.0.0.0",
	  .recv_q = 256,
	  .uid = 101,
	  .inode = UINT64_MAX },
	{ .text = V6,
	  .proto = PROTO_TCP,
	  .ip = IP_V6,
	  .state = STATE_CLOSE_WAIT,
	  .local = "::1",
	  .local_port = 7006,
	  .peer = "2001:db8::1",
	  .peer_port = 22,
	  .timer = TIMER_KEEPALIVE,
	  .timer_ms = 28120,
	  .probes = 9,
	  .uid = 1000,
	  .inode = 13278 },
	{ .text = MAPPED,
	  .proto = PROTO_UDPLITE,
	  .ip = IP_V6,
	  .state = STATE_ESTABLISHED,
	  .local = "::ffff:127.0.0.1",
	  .local_port = 7008,
	  .peer = "::ffff:127.0.0.5",
	  .peer_port = 7009,
	  .timer = TIMER_PROBE,
	  .retransmits = 2,
	  .probes = 7,
	  .inode = 13283 },
};

static void assert_addr(const struct addr *a, const char *want)
{
	char got[INET6_ADDRSTRLEN];

	assert_non_null(inet_ntop(a->family, a->bytes, got, sizeof(got)));
	assert_string_equal(got, want);
}

static void every_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const struct line *want = &lines[i];
		struct sock s;

		assert_row(want->text,
			   procnet_parse(want->text, want->proto, want->ip, &s), 0);
		assert_row(want->text, s.has,
			   SOCK_HAS_RECV_Q | SOCK_HAS_UID | SOCK_HAS_INET |
				   (s.state == STATE_LISTEN ? 0 : SOCK_HAS_SEND_Q));
		assert_row(want->text, s.proto, want->proto);
		assert_row(want->text, s.ip, want->ip);
		assert_row(want->text, s.local.family, ip_af(want->ip));
		assert_row(want->text, s.state, want->state);
		assert_addr(&s.local, want->local);
		assert_row(want->text, s.local_port, want->local_port);
		assert_addr(&s.peer, want->peer);
		assert_row(want->text, s.peer_port, want->peer_port);
		assert_row(want->text, s.send_q, want->send_q);
		assert_row(want->text, s.recv_q, want->recv_q);
		assert_row(want->text, s.timer, want->timer);
		assert_row(want->text, s.timer_ms, want->timer_ms);
		assert_row(want->text, s.retransmits, want->retransmits);
		assert_row(want->text, s.probes, want->probes);
		assert_row(want->text, s.uid, want->uid);
		assert_true(s.inode == want->inode);
	}
}

static void refuse(const char *line, enum proto proto, enum ip ip)
{
	struct sock s;
	struct sock before;

	memset(&s, 0x5a, sizeof(s));
	memset(&before, 0x5a, sizeof(before));
	assert_row(line, procnet_parse(line, proto, ip, &s), -EBADMSG);
	assert_memory_equal(&s, &before, sizeof(s));
}

/* Returns the number of bytes of a line up to the first digit of the inode. */
static size_t until_inode(const char *line)
{
	size_t at = 0;

	for (int column = 0; column < 9; column++) {
		at += strspn(line + at, " ");
		at += strcspn(line + at, " ");
	}
	return at + strspn(line + at, " ") + 1;
}

static void truncated_lines(void **state)
{
	struct guard g = guard_open(512);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const struct line *l = &lines[i];
		const size_t enough = until_inode(l->text);

		assert_in_range(enough, 80, strlen(l->text) - 1);
		for (size_t n = 0; n <= strlen(l->text); n++) {
			char cut[512];
			struct sock s;

			snprintf(cut, sizeof(cut), "%.*s", (int)n, l->text);
			const char *line = guard_copy(&g, cut, n + 1, 1);
			if (n < enough)
				refuse(line, l->proto, l->ip);
			else
				assert_row(cut, procnet_parse(line, l->proto, l->ip, &s),
					   0);
		}
	}
	guard_close(&g);
}

static void garbage_in_each_column(void **state)
{
	static const struct {
		const char *good;
		const char *bad[8];
	} columns[] = {
		{ "0:", { "x:", "-1:", "0a:", "18446744073709551616:" } },
		{ "0100007F:0016",
		  { "0100007F:", "0100007:0016", "0100007FF:0016", "0100007G:0016",
		    ":0016", "0100007F:10000", "0100007F:xyz", "0100007F" } },
		{ "00000000:0000",
		  { "00000000000000000000000000000000:0000", "-0000001:0000",
		    "00000000:-1", "0x000000:0000", "+0000000:0", "*:*" } },
		{ "0A", { "100", "zz", "-1", "+1", "0x1" } },
		{ "00000000:00000000",
		  { "100000000:00000000", "00000000:100000000", "x:00000000",
		    "00000000:x", "-1:0" } },
		{ "00:00000000",
		  { "100:00000000", "00:10000000000000000", "g:0", "0:g", "00:-1" } },
		{ "00000000", { "100000000", "x", "-1" } },
		{ "0", { "4294967296", "a", "-1", "root" } },
		{ "0", { "4294967296", "a", "-1" } },
		{ "2690", { "18446744073709551616", "0x1", "-1", "a", "2690x" } },
	};
	size_t tried = 0;

	(void)state;
	for (size_t at = 0; at < ARRAY_SIZE(columns); at++) {
		for (size_t b = 0; b < 8 && columns[at].bad[b]; b++, tried++) {
			struct strbuf good = { 0 };
			struct strbuf bad = { 0 };
			struct sock s;

			for (size_t c = 0; c < ARRAY_SIZE(columns); c++) {
				strbuf_addc(&good, ' ');
				strbuf_adds(&good, columns[c].good);
				strbuf_addc(&bad, ' ');
				strbuf_adds(&bad, c == at ? columns[at].bad[b]
							  : columns[c].good);
			}
			strbuf_addc(&good, '\0');
			strbuf_addc(&bad, '\0');
			assert_row(good.s, procnet_parse(good.s, PROTO_TCP, IP_V4, &s),
				   0);
			refuse(bad.s, PROTO_TCP, IP_V4);
			strbuf_release(&good);
			strbuf_release(&bad);
		}
	}
	assert_true(tried > 40);
	refuse(HEADER, PROTO_TCP, IP_V4);
	refuse(LISTEN, PROTO_TCP, IP_V6);
	refuse(V6, PROTO_TCP, IP_V4);
	refuse("", PROTO_TCP, IP_V4);
	refuse("\n", PROTO_TCP, IP_V4);
}

static void timers(void **state)
{
	static const struct {
		const char *when;
		uint32_t ms;
	} cases[] = {
		{ "00000000", 0 },
		{ "00000001", 10 },
		{ "0CCCCCCC", 2147483640 },
		/* The timer is overdue: a value below zero, of 32 and of 64 bits. */
		{ "0CCCCCCD", 0 },
		{ "7FFFFFFF", 0 },
		{ "FFFFFFFE", 0 },
		{ "FFFFFFFFFFFFFFFE", 0 },
		{ "8000000000000000", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char line[256];
		struct sock s;

		snprintf(line, sizeof(line),
			 "0: 00000000:0016 00000000:0000 01 0:0 01:%s 00000100 0 300 7",
			 cases[i].when);
		assert_row(line, procnet_parse(line, PROTO_TCP, IP_V4, &s), 0);
		assert_row(line, s.timer_ms, cases[i].ms);
		/* More than fits into a byte. */
		assert_row(line, s.retransmits, UINT8_MAX);
		assert_row(line, s.probes, UINT8_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field),
		cmocka_unit_test(truncated_lines),
		cmocka_unit_test(garbage_in_each_column),
		cmocka_unit_test(timers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
