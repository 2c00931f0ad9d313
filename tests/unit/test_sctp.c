/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of sctp_diag, built by hand like those of the kernel: single messages,
 * messages cut at every byte, and whole dumps. */
#include "diag/families.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

#include "guard.h"
#include "kernel/nl.h"
#include "message.h"
#include "recording.h"
#include "sockets.h"
#include "unit.h"

/* Values of the kernel's enum sctp_state, and its timer. */
enum { COOKIE_WAIT = 1, ESTABLISHED = 3, T3_RTX = 4 };

enum { ADDR = sizeof(struct sockaddr_storage), ADDRS_MAX = 20 };

static void put_addr(char *to, const char *text)
{
	const struct addr a = sockets_addr(text);
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(5000) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(5000) };

	memcpy(&v4.sin_addr, a.bytes, 4);
	memcpy(&v6.sin6_addr, a.bytes, 16);
	memset(to, 0, ADDR);
	if (a.family == AF_INET)
		memcpy(to, &v4, sizeof(v4));
	else
		memcpy(to, &v6, sizeof(v6));
}

/* Puts addresses that are separated by blanks. */
static void put_addrs(struct message *m, uint16_t type, const char *addrs)
{
	char bytes[ADDRS_MAX * ADDR];
	_cleanup_free_ char *words = strdup(addrs);
	char *rest = words;
	size_t n = 0;

	assert_non_null(words);
	for (char *word = NULL; (word = strsep(&rest, " "));) {
		assert_true(n < ADDRS_MAX);
		put_addr(bytes + n++ * ADDR, word);
	}
	message_put(m, type, bytes, n * ADDR);
}

static struct inet_diag_msg fixed(uint8_t family, uint8_t state, uint32_t cookie)
{
	return (struct inet_diag_msg){
		.idiag_family = family,
		.idiag_state = state,
		.id = {
			.idiag_sport = htons(5000),
			.idiag_cookie = { cookie },
		},
		.idiag_rqueue = 11,
		.idiag_wqueue = 12,
		.idiag_uid = 1000,
		.idiag_inode = 100 + cookie,
	};
}

static struct message endpoint(uint8_t family, uint8_t state, uint32_t cookie,
			       const char *locals)
{
	const struct inet_diag_msg msg = fixed(family, state, cookie);
	struct message m = message_begin(&msg, sizeof(msg));
	const uint8_t shutdown = 0;

	message_put(&m, INET_DIAG_SHUTDOWN, &shutdown, sizeof(shutdown));
	put_addrs(&m, INET_DIAG_LOCALS, locals);
	return m;
}

/* Like the kernel, puts the first local address and the primary peer address, read as
 * addresses of the family of the socket. */
static struct message association(uint8_t family, uint8_t state, uint32_t cookie,
				  const char *locals, const char *primary,
				  const char *peers)
{
	struct inet_diag_msg msg = fixed(family, state, cookie);
	char local[ADDR];
	char peer[ADDR];
	_cleanup_free_ char *first = strndup(locals, strcspn(locals, " "));

	assert_non_null(first);
	put_addr(local, first);
	put_addr(peer, primary);
	if (family == AF_INET) {
		memcpy(msg.id.idiag_src, local + 4, 4);
		memcpy(msg.id.idiag_dst, peer + 4, 4);
	} else {
		memcpy(msg.id.idiag_src, local + 8, 16);
		memcpy(msg.id.idiag_dst, peer + 8, 16);
	}
	msg.id.idiag_dport = htons(40000);
	msg.id.idiag_if = 3;
	msg.idiag_timer = T3_RTX;
	msg.idiag_retrans = 2;
	msg.idiag_expires = 900;

	struct message m = message_begin(&msg, sizeof(msg));
	put_addrs(&m, INET_DIAG_LOCALS, locals);
	put_addrs(&m, INET_DIAG_PEERS, peers);
	/* The kernel sends these messages without NLM_F_MULTI. */
	((struct nlmsghdr *)m.bytes.s)->nlmsg_flags = 0;
	return m;
}

static struct sock decode(struct message *m, bool want_association)
{
	bool is_association = !want_association;
	struct sock s;

	memset(&s, 0x5a, sizeof(s));
	assert_int_equal(sctp_decode(message_whole(m), &s, &is_association), 0);
	assert_int_equal(is_association, want_association);
	strbuf_release(&m->bytes);
	return s;
}

static void assert_addr(const struct addr *a, const char *want)
{
	char text[INET6_ADDRSTRLEN + 1] = { 0 };

	text[addr_format(a, text)] = '\0';
	assert_string_equal(text, want);
}

static void an_endpoint(void **state)
{
	struct message m = endpoint(AF_INET6, STATE_LISTEN, 7, "::");
	const struct sock s = decode(&m, false);

	(void)state;
	assert_int_equal(s.has, SOCK_HAS_COOKIE | SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q |
					SOCK_HAS_UID | SOCK_HAS_INET | SOCK_HAS_SCTP);
	assert_int_equal(s.proto, PROTO_SCTP);
	assert_int_equal(s.ip, IP_V6);
	assert_int_equal(s.state, STATE_LISTEN);
	assert_int_equal(s.local_port, 5000);
	assert_int_equal(s.peer_port, 0);
	assert_addr(&s.local, "::");
	assert_int_equal(s.recv_q, 11);
	assert_int_equal(s.send_q, 12);
	assert_int_equal(s.inode, 107);
	assert_int_equal(s.sctp.locals.count, 1);
	assert_int_equal(s.sctp.peers.count, 0);
}

static void an_association(void **state)
{
	struct message m = association(AF_INET, ESTABLISHED, 1, "10.0.0.1 10.0.0.2",
				       "10.9.9.2", "10.9.9.1 10.9.9.2 10.9.9.3");
	const struct sock s = decode(&m, true);

	(void)state;
	assert_false(s.has & SOCK_HAS_IFINDEX);
	assert_int_equal(s.ifindex, 0);
	assert_int_equal(s.state, STATE_ESTABLISHED);
	assert_addr(&s.local, "10.0.0.1");
	assert_addr(&s.peer, "10.9.9.2");
	assert_int_equal(s.peer_port, 40000);
	assert_int_equal(s.timer, TIMER_RETRANSMIT);
	assert_int_equal(s.timer_ms, 900);
	assert_int_equal(s.retransmits, 2);
	assert_int_equal(s.probes, 0);
	assert_int_equal(s.sctp.locals.count, 2);
	assert_addr(&s.sctp.locals.all[1], "10.0.0.2");
	assert_int_equal(s.sctp.peers.count, 3);
	assert_addr(&s.sctp.peers.all[2], "10.9.9.3");
}

/* IPv4 addresses of an IPv6 socket come as attributes, not in the header of the
 * message. */
static void addresses_of_both_families(void **state)
{
	static const struct {
		const char *locals, *primary, *peers, *want_local, *want_peer;
	} cases[] = {
		{ "2001:db8::1", "2001:db8::2", "2001:db8::3 2001:db8::2", "2001:db8::1",
		  "2001:db8::2" },
		{ "10.0.0.1 2001:db8::1", "10.9.9.1", "10.9.9.1 10.9.9.2",
		  "::ffff:10.0.0.1", "::ffff:10.9.9.1" },
		{ "2001:db8::1 10.0.0.1", "10.9.9.1", "10.9.9.1 2001:db8::2",
		  "2001:db8::1", "::ffff:10.9.9.1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = association(AF_INET6, ESTABLISHED, 1, cases[i].locals,
					       cases[i].primary, cases[i].peers);
		const struct sock s = decode(&m, true);

		assert_addr(&s.local, cases[i].want_local);
		assert_addr(&s.peer, cases[i].want_peer);
		assert_int_equal(s.ip, IP_V6);
	}
}

/* Addresses beyond the limit are counted, and the primary one may be among them. */
static void many_addresses(void **state)
{
	static const char many[] =
		"10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6 "
		"10.0.0.7 10.0.0.8 10.0.0.9 10.0.0.10";
	struct message m = association(AF_INET, COOKIE_WAIT, 1, many, "10.0.0.10", many);
	const struct sock s = decode(&m, true);

	(void)state;
	assert_int_equal(s.sctp.locals.count, 10);
	assert_int_equal(sock_addrs_kept(&s.sctp.locals), SOCK_ADDRS_MAX);
	assert_int_equal(s.sctp.peers.count, 10);
	assert_addr(&s.sctp.peers.all[SOCK_ADDRS_MAX - 1], "10.0.0.8");
	assert_addr(&s.peer, "10.0.0.10");
}

static void states(void **state)
{
	static const uint8_t want[] = {
		STATE_CLOSE,     STATE_SYN_SENT,  STATE_SYN_RECV,   STATE_ESTABLISHED,
		STATE_FIN_WAIT1, STATE_FIN_WAIT2, STATE_CLOSE_WAIT, STATE_LAST_ACK,
	};

	(void)state;
	for (unsigned int i = 0; i <= UINT8_MAX; i++) {
		struct message a = association(AF_INET, (uint8_t)i, 1, "10.0.0.1",
					       "10.9.9.1", "10.9.9.1");
		struct message e = endpoint(AF_INET, (uint8_t)i, 1, "10.0.0.1");

		assert_int_equal(decode(&a, true).state,
				 i < ARRAY_SIZE(want) ? want[i] : 0);
		assert_int_equal(decode(&e, false).state, i);
	}
	assert_int_equal(state_of_sctp(UINT64_MAX), 0);
}

/* An attribute that holds incomplete addresses, or addresses of an unknown family. */
static void odd_attributes(void **state)
{
	static char bytes[2 * ADDR];

	(void)state;
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct message m = endpoint(AF_INET, STATE_CLOSE, 1, "10.0.0.1");
		struct sock s;
		struct sock before;
		bool is_association = false;

		memset(&s, 0x5a, sizeof(s));
		memset(&before, 0x5a, sizeof(before));
		message_put(&m, INET_DIAG_PEERS, bytes, n);
		int r = sctp_decode(message_whole(&m), &s, &is_association);
		assert_int_equal(r, n % ADDR ? -EBADMSG : 0);
		assert_int_equal(is_association, r == 0);
		if (r < 0)
			assert_memory_equal(&s, &before, sizeof(s));
		else
			assert_int_equal(s.sctp.peers.count, 0);
		strbuf_release(&m.bytes);
	}
}

static void truncated_and_changed_messages(void **state)
{
	static const char flips[] = { 0x01, 0x10, (char)0x80, (char)0xff };
	struct message m = association(AF_INET6, ESTABLISHED, 1, "::1 10.0.0.1", "::2",
				       "10.9.9.1 ::2");
	const size_t whole = message_whole(&m)->nlmsg_len;
	struct guard g = guard_open(whole);
	struct sock before;
	bool is_association = false;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	for (size_t n = sizeof(struct nlmsghdr); n < whole; n++) {
		struct nlmsghdr *nlh = guard_copy(&g, m.bytes.s, n, NLMSG_ALIGNTO);
		struct sock s = before;

		nlh->nlmsg_len = (uint32_t)n;
		int r = sctp_decode(nlh, &s, &is_association);
		assert_true(r == 0 || r == -EBADMSG);
		if (n < sizeof(*nlh) + sizeof(struct inet_diag_msg))
			assert_int_equal(r, -EBADMSG);
		if (r < 0)
			assert_memory_equal(&s, &before, sizeof(s));
	}
	for (size_t at = sizeof(struct nlmsghdr); at < whole; at++) {
		for (size_t i = 0; i < ARRAY_SIZE(flips); i++) {
			char *bytes = guard_copy(&g, m.bytes.s, whole, NLMSG_ALIGNTO);
			struct sock s;

			bytes[at] = (char)(bytes[at] ^ flips[i]);
			int r = sctp_decode((struct nlmsghdr *)bytes, &s,
					    &is_association);
			assert_true(r == 0 || r == -EBADMSG);
		}
	}
	guard_close(&g);
	strbuf_release(&m.bytes);
}

/* A dump consists of endpoints 'L' (listening), 'C' (closed) and 'E' (connected),
 * associations 'a' and 'p' (being set up), each followed by the cookie of its socket.
 * Expected are 'e' or 'a', the state in hexadecimal, and the cookie. */
struct story {
	const char *name;
	const char *dump;
	uint32_t states;
	const char *want;
};

static int tell(const struct sock *s, void *arg)
{
	static const char digits[] = "0123456789abcdef";
	struct strbuf *sb = arg;

	if (sb->len)
		strbuf_addc(sb, ' ');
	strbuf_add_byte(sb, s->peer_port ? 'a' : 'e');
	strbuf_add_byte(sb, digits[s->state & 15]);
	strbuf_addu(sb, s->cookie);
	return 0;
}

static void add_message(struct recording *rec, const char *word)
{
	const uint32_t cookie = (uint32_t)(word[1] - '0');
	const uint8_t endpoint_state = word[0] == 'L'   ? STATE_LISTEN
				       : word[0] == 'C' ? STATE_CLOSE
							: STATE_ESTABLISHED;
	struct message m =
		word[0] < 'a'
			? endpoint(AF_INET, endpoint_state, cookie, "10.0.0.1")
			: association(AF_INET, word[0] == 'a' ? ESTABLISHED : COOKIE_WAIT,
				      cookie, "10.0.0.1", "10.9.9.1", "10.9.9.1");
	const struct nlmsghdr *nlh = message_whole(&m);

	recording_datagram(rec);
	recording_bytes(rec, nlh, nlh->nlmsg_len);
	strbuf_release(&m.bytes);
}

static void dumps(void **state)
{
	const uint32_t *masks = proto_desc(PROTO_SCTP)->states;
	const struct story stories[] = {
		{ "nothing", "", masks[WHICH_ALL], "" },
		{ "listeners", "L1 L2", masks[WHICH_LISTENING], "ea1 ea2" },
		{ "a connected socket is its association", "E1 a1",
		  masks[WHICH_CONNECTED], "a11" },
		{ "of which there may be several", "C1 a1 p1", masks[WHICH_CONNECTED],
		  "a11 a21" },
		{ "a listener with associations, told twice", "L1 L2 L1 a1 a1 E3 a3",
		  masks[WHICH_ALL], "ea1 ea2 a11 a11 a13" },
		{ "and not asked for", "L1 a1 E3 a3", masks[WHICH_CONNECTED], "a11 a13" },
		{ "endpoints that have none", "C1 E2 L3 C4", masks[WHICH_ALL],
		  "e71 e12 ea3 e74" },
		{ "the same, told twice", "C1 L2 C1 C3 a3", masks[WHICH_ALL],
		  "e71 ea2 a13" },
		{ "one of another socket's", "C1 a2", masks[WHICH_ALL], "e71 a12" },
		{ "one state alone", "L1 a1 p1 E2 a2", STATE_BIT(STATE_SYN_SENT), "a21" },
		{ "closed ones", "L1 C2 L1 a1", STATE_BIT(STATE_CLOSE), "e72" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++) {
		const struct family_request request = { .proto = PROTO_SCTP,
							.ip = IP_V4,
							.states = stories[i].states };
		struct family_source from = { .proc_fd = -1 };
		struct recording rec = { 0 };
		struct strbuf told = { 0 };

		for (const char *at = stories[i].dump; *at; at += at[2] ? 3 : 2)
			add_message(&rec, at);
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		assert_row(stories[i].name, sctp_diag(&from, &request, tell, &told), 0);
		assert_row_text(stories[i].name, &told, stories[i].want);
		nl_free(from.nl);
		recording_release(&rec);
		strbuf_release(&told);
	}
}

static int stop_at_once(const struct sock *s, void *arg)
{
	(void)s;
	++*(int *)arg;
	return 42;
}

/* Errors and stops are returned, wherever they occur. */
static void errors_and_stops_are_returned(void **state)
{
	static const struct {
		const char *dump;
		int32_t done;
		int r, calls;
	} cases[] = {
		{ "", -ENOENT, -ENOENT, 0 }, { "C1", -EINVAL, -EINVAL, 0 },
		{ "C1", 0, 42, 1 },          { "L1 L2", 0, 42, 1 },
		{ "C1 a2", 0, 42, 1 },       { "C1 a1", 0, 42, 1 },
		{ "C1 L2", 0, 42, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct family_request request = { .proto = PROTO_SCTP,
							.ip = IP_V4,
							.states = STATE_ALL };
		struct family_source from = { .proc_fd = -1 };
		struct recording rec = { 0 };
		int calls = 0;

		for (const char *at = cases[i].dump; *at; at += at[2] ? 3 : 2)
			add_message(&rec, at);
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, cases[i].done);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		assert_row(cases[i].dump,
			   sctp_diag(&from, &request, stop_at_once, &calls), cases[i].r);
		assert_row(cases[i].dump, calls, cases[i].calls);
		nl_free(from.nl);
		recording_release(&rec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_endpoint),
		cmocka_unit_test(an_association),
		cmocka_unit_test(addresses_of_both_families),
		cmocka_unit_test(many_addresses),
		cmocka_unit_test(states),
		cmocka_unit_test(odd_attributes),
		cmocka_unit_test(truncated_and_changed_messages),
		cmocka_unit_test(dumps),
		cmocka_unit_test(errors_and_stops_are_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
