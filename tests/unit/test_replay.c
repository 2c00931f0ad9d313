/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps that were recorded on Linux 6.18, in a network namespace made for this. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/socket.h>

#include "diag/families.h"
#include "guard.h"
#include "kernel/nl.h"
#include "unit.h"

enum { RECORDING_MAX = 65536 };

/* The tests are run from the top of the source tree. */
#define RECORDINGS "tests/replay/"

static size_t load(const char *path, char *to)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = read(fd, to, RECORDING_MAX);

	if (n < 0)
		fail_msg("%s: %s", path, strerror(errno));
	assert_in_range(n, 1, RECORDING_MAX - 1);
	return (size_t)n;
}

/* Plays n bytes to the dump of a protocol, as the whole answer of the kernel. */
static int play(struct guard *g, const char *bytes, size_t n, enum proto proto,
		enum ip ip, sock_fn fn, void *arg)
{
	const struct family_request request = {
		.proto = proto,
		.ip = ip,
		.states = STATE_ALL,
	};
	struct family_source from = {
		.proc_fd = -1,
		.wants.tcp_info = true,
		.wants.memory = true,
	};

	assert_int_equal(nl_open_replay(guard_copy(g, bytes, n, 1), n, &from.nl), 0);
	int r = family_ops(proto)->diag(&from, &request, fn, arg);
	nl_free(from.nl);
	return r;
}

struct expected {
	const char *local;
	uint16_t local_port;
	const char *peer;
	uint16_t peer_port;
	uint8_t state, timer;
	uint32_t timer_ms, recv_q, send_q, uid, ifindex, inode, cookie;
};

struct match {
	const struct expected *all;
	size_t count, at;
};

static void assert_addr(const struct addr *a, const char *want)
{
	char got[INET6_ADDRSTRLEN];

	assert_non_null(inet_ntop(a->family, a->bytes, got, sizeof(got)));
	assert_string_equal(got, want);
}

static int match(const struct sock *s, void *arg)
{
	struct match *m = arg;
	const struct expected *want = &m->all[m->at++];

	assert_true(m->at <= m->count);
	assert_addr(&s->local, want->local);
	assert_int_equal(s->local_port, want->local_port);
	assert_addr(&s->peer, want->peer);
	assert_int_equal(s->peer_port, want->peer_port);
	assert_int_equal(s->ip, strchr(want->local, ':') ? IP_V6 : IP_V4);
	assert_int_equal(s->state, want->state);
	assert_int_equal(s->timer, want->timer);
	assert_int_equal(s->timer_ms, want->timer_ms);
	assert_int_equal(s->retransmits, 0);
	assert_int_equal(s->probes, 0);
	assert_int_equal(s->recv_q, want->recv_q);
	assert_int_equal(s->send_q, want->send_q);
	assert_int_equal(s->uid, want->uid);
	assert_int_equal(s->ifindex, want->ifindex);
	assert_int_equal(s->has & SOCK_HAS_IFINDEX, want->ifindex ? SOCK_HAS_IFINDEX : 0);
	assert_int_equal(s->inode, want->inode);
	assert_int_equal(s->cookie, want->cookie);
	return 0;
}

static void replay(const char *path, enum ip ip, const struct expected *want,
		   size_t count)
{
	struct guard g = guard_open(RECORDING_MAX);
	struct match m = { want, count, 0 };
	static char bytes[RECORDING_MAX];
	const size_t n = load(path, bytes);

	assert_int_equal(play(&g, bytes, n, PROTO_TCP, ip, match, &m), 0);
	assert_int_equal(m.at, count);
	guard_close(&g);
}

static void tcp4(void **state)
{
	static const struct expected want[] = {
		{ "0.0.0.0", 7010, "0.0.0.0", 0, STATE_LISTEN, TIMER_OFF, 0, 0, 1, 0, 1,
		  13277, 0x3001 },
		{ "127.0.0.1", 7001, "0.0.0.0", 0, STATE_LISTEN, TIMER_OFF, 0, 1, 16, 0,
		  0, 13269, 0x3002 },
		{ "127.0.0.4", 7005, "127.0.0.1", 7001, STATE_ESTABLISHED, TIMER_OFF, 0,
		  0, 0, 0, 0, 13276, 0x3003 },
		{ "127.0.0.1", 7001, "127.0.0.3", 7004, STATE_TIME_WAIT, TIMER_TIME_WAIT,
		  59656, 0, 0, 0, 0, 0, 0x3004 },
		{ "127.0.0.1", 7001, "127.0.0.1", 7002, STATE_ESTABLISHED, TIMER_OFF, 0,
		  5, 0, 0, 0, 13271, 0x3005 },
		{ "127.0.0.1", 7002, "127.0.0.1", 7001, STATE_ESTABLISHED,
		  TIMER_KEEPALIVE, 7199656, 0, 0, 0, 0, 13270, 0x3006 },
		{ "127.0.0.1", 7001, "127.0.0.2", 7003, STATE_FIN_WAIT2, TIMER_TIME_WAIT,
		  59660, 0, 0, 0, 0, 0, 0x3007 },
		/* The connection is not yet accepted. */
		{ "127.0.0.1", 7001, "127.0.0.4", 7005, STATE_ESTABLISHED, TIMER_OFF, 0,
		  0, 0, 0, 0, 0, 0x3008 },
		{ "127.0.0.5", 7009, "127.0.0.1", 7008, STATE_ESTABLISHED, TIMER_OFF, 0,
		  0, 0, 0, 0, 13282, 0x3009 },
		{ "127.0.0.2", 7003, "127.0.0.1", 7001, STATE_CLOSE_WAIT, TIMER_OFF, 0, 1,
		  0, 0, 0, 13272, 0x300a },
	};

	(void)state;
	replay(RECORDINGS "tcp4.bin", IP_V4, want, ARRAY_SIZE(want));
}

static void tcp6(void **state)
{
	static const struct expected want[] = {
		{ "::", 7008, "::", 0, STATE_LISTEN, TIMER_OFF, 0, 0, 4, 0, 0, 13281,
		  0x300b },
		{ "::1", 7011, "::", 0, STATE_LISTEN, TIMER_OFF, 0, 0, 2, 65534, 0, 13284,
		  0x300c },
		{ "::1", 7006, "::", 0, STATE_LISTEN, TIMER_OFF, 0, 0, 8, 0, 0, 13278,
		  0x300d },
		{ "::ffff:127.0.0.1", 7008, "::ffff:127.0.0.5", 7009, STATE_ESTABLISHED,
		  TIMER_OFF, 0, 0, 0, 0, 0, 13283, 0x300e },
		{ "::1", 7006, "::1", 7007, STATE_ESTABLISHED, TIMER_OFF, 0, 0, 0, 0, 0,
		  13280, 0x300f },
		{ "::1", 7007, "::1", 7006, STATE_ESTABLISHED, TIMER_OFF, 0, 0, 0, 0, 0,
		  13279, 0x3010 },
	};

	(void)state;
	replay(RECORDINGS "tcp6.bin", IP_V6, want, ARRAY_SIZE(want));
}

static int count(const struct sock *s, void *arg)
{
	(void)s;
	++*(size_t *)arg;
	return 0;
}

/* Returns the protocol with which the name of the file begins. */
static enum proto proto_of(const char *path)
{
	const char *name = path + strlen(RECORDINGS);

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		if (strncmp(name, proto_desc(proto)->name,
			    strlen(proto_desc(proto)->name)) == 0)
			return proto;
	fail_msg("%s: of which protocol?", path);
	return PROTO_MAX_;
}

struct rows {
	struct sock all[32];
	size_t count;
};

static int keep(const struct sock *s, void *arg)
{
	struct rows *rows = arg;

	assert_true(rows->count < ARRAY_SIZE(rows->all));
	rows->all[rows->count++] = *s;
	return 0;
}

static struct rows rows_of(const char *path, enum proto proto)
{
	struct guard g = guard_open(RECORDING_MAX);
	static char bytes[RECORDING_MAX];
	const size_t n = load(path, bytes);
	struct rows rows = { 0 };

	assert_int_equal(play(&g, bytes, n, proto, IP_V4, keep, &rows), 0);
	guard_close(&g);
	return rows;
}

static size_t named(const struct rows *rows, uint8_t type, uint8_t at, const char *name,
		    size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct sock *s = &rows->all[i];

		found += s->type == type && s->state == at && s->un.name_len == n &&
			 memcmp(s->un.name, name, n) == 0;
	}
	return found;
}

static void unix_sockets(void **state)
{
	const struct rows rows = rows_of(RECORDINGS "unix.bin", PROTO_UNIX);

	(void)state;
	assert_int_equal(rows.count, 7);
	assert_int_equal(named(&rows, SOCK_STREAM, STATE_LISTEN, "/tmp/r/stream", 13), 1);
	/* An accepted connection, and one that waits for accept(). */
	assert_int_equal(
		named(&rows, SOCK_STREAM, STATE_ESTABLISHED, "/tmp/r/stream", 13), 2);
	assert_int_equal(named(&rows, SOCK_STREAM, STATE_ESTABLISHED, "", 0), 2);
	assert_int_equal(named(&rows, SOCK_DGRAM, STATE_CLOSE, "\0abs\n\x1bname", 10), 1);
	assert_int_equal(named(&rows, SOCK_SEQPACKET, STATE_LISTEN, "seq\xff\xfe", 5), 1);
}

static void packet_sockets(void **state)
{
	const struct rows rows = rows_of(RECORDINGS "packet.bin", PROTO_PACKET);

	(void)state;
	assert_int_equal(rows.count, 2);
	assert_int_equal(rows.all[0].type, SOCK_RAW);
	assert_int_equal(rows.all[0].packet.ethertype, 3);
	assert_int_equal(rows.all[0].ifindex, 1);
	assert_int_equal(rows.all[1].type, SOCK_DGRAM);
	assert_int_equal(rows.all[1].packet.ethertype, 0);
}

static void netlink_sockets(void **state)
{
	const struct rows rows = rows_of(RECORDINGS "netlink.bin", PROTO_NETLINK);
	size_t in_groups = 0;
	size_t kernels = 0;

	(void)state;
	for (size_t i = 0; i < rows.count; i++) {
		const struct sock *s = &rows.all[i];

		kernels += (s->has & SOCK_IS_KERNELS) != 0;
		if (s->nl.portid == 77 && s->nl.protocol == 0)
			in_groups += sock_is_in_group(s, 1) && sock_is_in_group(s, 5);
		if (s->nl.portid == 78 && s->nl.protocol == 15)
			in_groups += sock_is_in_group(s, 2);
	}
	/* Each socket is listed once, although the dump has it twice. */
	assert_int_equal(in_groups, 2);
	assert_int_equal(kernels, 8);
	assert_int_equal(rows.count, 11);
}

static void mptcp_sockets(void **state)
{
	const struct rows rows = rows_of(RECORDINGS "mptcp4.bin", PROTO_MPTCP);
	size_t listening = 0;

	(void)state;
	assert_int_equal(rows.count, 3);
	for (size_t i = 0; i < rows.count; i++) {
		assert_int_equal(rows.all[i].proto, PROTO_MPTCP);
		assert_true(rows.all[i].local_port == 999 ||
			    rows.all[i].local_port == 998);
		listening += rows.all[i].state == STATE_LISTEN;
	}
	assert_int_equal(listening, 1);
}

/* TCP info of connections and memory of all sockets, as reported by Linux 6.18. */
static void facts_of_connections(void **state)
{
	const struct rows rows = rows_of(RECORDINGS "tcp4-facts.bin", PROTO_TCP);
	size_t out = 0;
	size_t back = 0;
	size_t full = 0;
	size_t without = 0;

	(void)state;
	for (size_t i = 0; i < rows.count; i++) {
		const struct sock *s = &rows.all[i];

		assert_true(s->has & SOCK_HAS_MEMORY);
		assert_int_equal(s->memory.count, MEMORY_MAX_);
		if (!(s->has & SOCK_HAS_TCP_INFO)) {
			assert_int_equal(s->state, STATE_LISTEN);
			without++;
			continue;
		}
		assert_string_equal(s->tcp.congestion, "bbr");
		assert_true(tcp_has(&s->tcp, TCP_TOTAL_RTO_TIME_MS));
		assert_int_equal(tcp_has(&s->tcp, TCP_LAST_DATA_SENT_MS),
				 s->state != STATE_SYN_SENT);
		out += s->tcp.facts[TCP_BYTES_SENT] == 123456 &&
		       s->tcp.facts[TCP_BYTES_ACKED] == 123457 &&
		       s->tcp.facts[TCP_BYTES_RECEIVED] == 789;
		back += s->tcp.facts[TCP_BYTES_SENT] == 789 &&
			s->tcp.facts[TCP_BYTES_RECEIVED] == 123456;
		full += tcp_has(&s->tcp, TCP_SND_WND) && !s->tcp.facts[TCP_SND_WND] &&
			s->tcp.facts[TCP_NOTSENT_BYTES];
	}
	assert_int_equal(rows.count, 7);
	assert_int_equal(without, 2);
	assert_int_equal(out, 1);
	assert_int_equal(back, 1);
	assert_int_equal(full, 1);
}

/* A recording from a bug report can be added to this folder without any code. */
static void every_recording_whole_and_truncated(void **state)
{
	struct guard g = guard_open(RECORDING_MAX);
	static char bytes[RECORDING_MAX];
	glob_t found;

	(void)state;
	assert_int_equal(glob(RECORDINGS "*.bin", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const size_t n = load(found.gl_pathv[i], bytes);
		size_t all = 0;

		const enum proto proto = proto_of(found.gl_pathv[i]);
		assert_row(found.gl_pathv[i],
			   play(&g, bytes, n, proto, IP_V4, count, &all), 0);
		for (size_t cut = 0; cut < n; cut++) {
			size_t seen = 0;
			int r = play(&g, bytes, cut, proto, IP_V4, count, &seen);

			assert_true(r == -EMSGSIZE || r == -ETIMEDOUT);
			assert_true(seen <= all);
		}
	}
	globfree(&found);
	guard_close(&g);
}

/* Each byte is changed in turn: the result is an error or a socket, never a crash. */
static void every_byte_changed(void **state)
{
	static const char flips[] = { 0x01, 0x10, (char)0x80, (char)0xff };
	struct guard g = guard_open(RECORDING_MAX);
	static char bytes[RECORDING_MAX];
	const size_t n = load(RECORDINGS "tcp4.bin", bytes);
	size_t good = 0;
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_SIZE(flips); k++) {
			size_t seen = 0;

			bytes[i] = (char)(bytes[i] ^ flips[k]);
			int r = play(&g, bytes, n, PROTO_TCP, IP_V4, count, &seen);
			bytes[i] = (char)(bytes[i] ^ flips[k]);
			good += r == 0;
			bad += r < 0;
		}
	}
	assert_int_equal(good + bad, n * ARRAY_SIZE(flips));
	assert_true(good && bad);
	guard_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp4),
		cmocka_unit_test(tcp6),
		cmocka_unit_test(unix_sockets),
		cmocka_unit_test(packet_sockets),
		cmocka_unit_test(netlink_sockets),
		cmocka_unit_test(mptcp_sockets),
		cmocka_unit_test(facts_of_connections),
		cmocka_unit_test(every_recording_whole_and_truncated),
		cmocka_unit_test(every_byte_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
