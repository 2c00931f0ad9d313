/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include <arpa/inet.h>
#include <netdb.h>

#include "model/netlink.h"
#include "model/state.h"
#include "sockets.h"
#include "unit.h"

static bool is_key(const char *name)
{
	return *name &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(name);
}

static void every_field_is_complete(void **state)
{
	const struct sock s = sockets_make(PROTO_TCP, "1.2.3.4", 1, "::1", 2, 1);

	(void)state;
	assert_true(sock_fields_count > 10);
	for (size_t i = 0; i < sock_fields_count; i++) {
		const struct field_desc *f = &sock_fields[i];

		assert_true(f->name && f->help && *f->help && f->get);
		assert_true(!f->unit || *f->unit);
		assert_true(is_key(f->name));
		assert_in_range(f->type, FIELD_NUMBER, FIELD_OBJECT);
		const struct field_value v = f->get(&s);
		assert_int_equal(f->type == FIELD_ADDR || f->type == FIELD_ADDRS,
				 v.addr != NULL);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(sock_fields[k].name, f->name);
	}
}

static void assert_same(const char *got, const char *want)
{
	if (!want)
		assert_null(got);
	else
		assert_string_equal(got, want);
}

static struct field_value value_of(const struct sock *s, const char *name)
{
	for (size_t i = 0; i < sock_fields_count; i++)
		if (strcmp(sock_fields[i].name, name) == 0)
			return sock_fields[i].get(s);
	fail_msg("no field %s", name);
	return (struct field_value){ 0 };
}

/* Each field has a number of its own, so that mixed-up fields are noticed. */
static void fields_are_not_mixed_up(void **state)
{
	static const struct {
		const char *name;
		uint64_t number;
	} cases[] = {
		{ "local_port", 1 },
		{ "peer_port", 2 },
		{ "recv_q", 3 },
		{ "send_q", 4 },
		{ "uid", 5 },
		{ "inode", UINT64_MAX },
		{ "cookie", UINT64_MAX - 1 },
		{ "ifindex", 8 },
		{ "timer_ms", 9 },
		{ "v6only", 1 },
		{ "retransmits", 10 },
		{ "probes", 11 },
	};
	struct sock s = sockets_make(PROTO_UDP, "::1", 1, "::2", 2, STATE_ESTABLISHED);

	(void)state;
	s.recv_q = 3;
	s.send_q = 4;
	s.uid = 5;
	s.inode = UINT64_MAX;
	s.cookie = UINT64_MAX - 1;
	s.ifindex = 8;
	s.v6only = 1;
	s.timer_ms = 9;
	s.retransmits = 10;
	s.probes = 11;
	s.timer = TIMER_KEEPALIVE;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_true(value_of(&s, cases[i].name).number == cases[i].number);
	assert_string_equal(value_of(&s, "proto").word, "udp");
	assert_string_equal(value_of(&s, "family").word, "inet6");
	assert_string_equal(value_of(&s, "state").word, "ESTABLISHED");
	assert_string_equal(value_of(&s, "timer").word, "keepalive");
	assert_ptr_equal(value_of(&s, "local_address").addr, &s.local);
	assert_ptr_equal(value_of(&s, "peer_address").addr, &s.peer);
}

/* CLOSE has the name that the protocol uses; a value without name is a number. */
static void states_and_timers_as_words(void **state)
{
	static const struct {
		enum proto proto;
		uint8_t state;
		const char *word;
	} cases[] = {
		{ PROTO_TCP, STATE_CLOSE, "CLOSE" },
		{ PROTO_UDP, STATE_CLOSE, "UNCONN" },
		{ PROTO_UDPLITE, STATE_CLOSE, "UNCONN" },
		{ PROTO_TCP, STATE_LISTEN, "LISTEN" },
		{ PROTO_TCP, 0, NULL },
		{ PROTO_TCP, STATE_MAX_, NULL },
		{ PROTO_UDP, 255, NULL },
		{ PROTO_SCTP, STATE_CLOSE, "CLOSE" },
		{ PROTO_SCTP, STATE_LISTEN, "LISTEN" },
		{ PROTO_SCTP, STATE_SYN_SENT, "COOKIE_WAIT" },
		{ PROTO_SCTP, STATE_SYN_RECV, "COOKIE_ECHOED" },
		{ PROTO_SCTP, STATE_ESTABLISHED, "ESTABLISHED" },
		{ PROTO_SCTP, STATE_FIN_WAIT1, "SHUTDOWN_PENDING" },
		{ PROTO_SCTP, STATE_FIN_WAIT2, "SHUTDOWN_SENT" },
		{ PROTO_SCTP, STATE_CLOSE_WAIT, "SHUTDOWN_RECEIVED" },
		{ PROTO_SCTP, STATE_LAST_ACK, "SHUTDOWN_ACK_SENT" },
		{ PROTO_SCTP, STATE_TIME_WAIT, NULL },
		{ PROTO_SCTP, 0, NULL },
		{ PROTO_SCTP, STATE_MAX_, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s =
			sockets_make(cases[i].proto, "::", 0, "::", 0, cases[i].state);

		s.timer = 99;
		const struct field_value v = value_of(&s, "state");
		assert_int_equal(v.number, cases[i].state);
		if (cases[i].word)
			assert_string_equal(v.word, cases[i].word);
		else
			assert_null(v.word);
		assert_null(value_of(&s, "timer").word);
		assert_int_equal(value_of(&s, "timer").number, 99);
	}
}

static void every_state_and_timer_has_a_name(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 300; i++) {
		assert_int_equal(state_name(i) != NULL, i > 0 && i < STATE_MAX_);
		assert_int_equal(timer_name(i) != NULL, i < TIMER_MAX_);
	}
	assert_null(state_name(UINT32_MAX));
	assert_null(timer_name(UINT32_MAX));
	assert_int_equal(STATE_ALL, 0x3fff);
}

static void every_protocol_is_complete(void **state)
{
	static const struct {
		const char *name, *label[IP_MAX_], *proc_net[IP_MAX_];
		unsigned int ipproto;
	} want[PROTO_MAX_] = {
		{ "tcp", { "tcp", "tcp6" }, { "net/tcp", "net/tcp6" }, IPPROTO_TCP },
		{ "udp", { "udp", "udp6" }, { "net/udp", "net/udp6" }, IPPROTO_UDP },
		{ "udplite",
		  { "udpl", "udpl6" },
		  { "net/udplite", "net/udplite6" },
		  IPPROTO_UDPLITE },
		{ "sctp",
		  { "sctp", "sctp6" },
		  { "net/sctp/eps", "net/sctp/eps" },
		  IPPROTO_SCTP },
		{ "raw", { "raw", "raw6" }, { "net/raw", "net/raw6" }, IPPROTO_RAW },
		{ "icmp",
		  { "icmp", "icmp6" },
		  { "net/icmp", "net/icmp6" },
		  IPPROTO_ICMP },
		{ "unix", { "unix" }, { "net/unix" }, 0 },
		{ "mptcp", { "mptcp", "mptcp6" }, { NULL }, 262 },
		{ "packet", { "packet" }, { "net/packet" }, 0 },
		{ "netlink", { "netlink" }, { "net/netlink" }, 0 },
		{ "vsock", { "vsock" }, { NULL }, 0 },
		{ "xdp", { "xdp" }, { NULL }, 0 },
		{ "tipc", { "tipc" }, { NULL }, 0 },
	};

	(void)state;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const struct proto_desc *desc = proto_desc(proto);

		assert_string_equal(desc->name, want[proto].name);
		assert_int_equal(desc->ipproto, want[proto].ipproto);
		assert_non_null(desc->closed);
		/* A protocol either has two labels, one for each IP version, or names its
		 * family. */
		assert_int_equal(desc->label[IP_V6] == NULL, desc->family != NULL);
		for (enum ip ip = 0; ip < IP_MAX_; ip++) {
			assert_same(desc->label[ip], want[proto].label[ip]);
			assert_same(desc->proc_net[ip], want[proto].proc_net[ip]);
			assert_ptr_equal(pair_label(PAIR(proto, ip)), desc->label[ip]);
			assert_int_equal(!(proto_pairs(proto) & PAIR_BIT(proto, ip)),
					 desc->label[ip] == NULL);
		}
	}
	assert_int_equal(ip_af(IP_V4), AF_INET);
	assert_int_equal(ip_af(IP_V6), AF_INET6);
	assert_int_equal(PAIR_MAX_, PROTO_MAX_ * IP_MAX_);
}

/* No state is both connected and listening, except where a family does not distinguish
 * them; -a includes all states. */
static void states_of_a_listing(void **state)
{
	static const struct {
		enum proto proto;
		uint32_t listening;
	} cases[] = {
		{ PROTO_TCP, STATE_BIT(STATE_LISTEN) },
		{ PROTO_UDP, STATE_BIT(STATE_CLOSE) },
		{ PROTO_UDPLITE, STATE_BIT(STATE_CLOSE) },
		{ PROTO_SCTP, STATE_BIT(STATE_LISTEN) },
		{ PROTO_RAW, STATE_BIT(STATE_CLOSE) },
		{ PROTO_ICMP, STATE_BIT(STATE_CLOSE) },
		{ PROTO_UNIX, STATE_BIT(STATE_LISTEN) },
		{ PROTO_MPTCP, STATE_BIT(STATE_LISTEN) },
		{ PROTO_PACKET, STATE_ALL },
		{ PROTO_NETLINK, STATE_ALL },
		{ PROTO_VSOCK, STATE_BIT(STATE_LISTEN) },
		{ PROTO_XDP, STATE_ALL },
		{ PROTO_TIPC, STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSE) },
	};

	(void)state;
	assert_int_equal(ARRAY_SIZE(cases), PROTO_MAX_);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const uint32_t *states = proto_desc(cases[i].proto)->states;
		const uint32_t both = states[WHICH_CONNECTED] & states[WHICH_LISTENING];

		assert_int_equal(states[WHICH_ALL], STATE_ALL);
		assert_int_equal(states[WHICH_LISTENING], cases[i].listening);
		assert_int_equal(both, cases[i].listening == STATE_ALL ? STATE_ALL : 0);
		assert_true(states[WHICH_CONNECTED] & STATE_BIT(STATE_ESTABLISHED));
	}
	assert_true(proto_desc(PROTO_TCP)->states[WHICH_CONNECTED] &
		    STATE_BIT(STATE_TIME_WAIT));
	assert_true(proto_desc(PROTO_TCP)->states[WHICH_CONNECTED] &
		    STATE_BIT(STATE_NEW_SYN_RECV));
	assert_true(proto_desc(PROTO_UNIX)->states[WHICH_CONNECTED] &
		    STATE_BIT(STATE_CLOSE));
}

static void names_of_types_and_groups(void **state)
{
	(void)state;
	assert_string_equal(sock_type_name(1), "STREAM");
	assert_string_equal(sock_type_name(5), "SEQPACKET");
	assert_null(sock_type_name(0));
	assert_null(sock_type_name(255));
	assert_string_equal(netlink_protocol_name(0), "route");
	assert_string_equal(netlink_protocol_name(16), "generic");
	assert_null(netlink_protocol_name(17));
	assert_null(netlink_protocol_name(255));
	assert_string_equal(netlink_group_name(0, 1), "link");
	assert_string_equal(netlink_group_name(0, 5), "ipv4_ifaddr");
	assert_string_equal(netlink_group_name(15, 2), "udev");
	assert_null(netlink_group_name(0, 0));
	assert_null(netlink_group_name(0, 512));
	assert_null(netlink_group_name(16, 1));
	assert_null(netlink_group_name(17, 1));
	assert_null(netlink_group_name(255, 1));
	for (unsigned int protocol = 0; protocol < 300; protocol++)
		for (unsigned int group = 0; group < 600; group++)
			(void)netlink_group_name(protocol, group);
}

static void fields_of_parts(void **state)
{
	static const struct {
		const char *name;
		uint64_t number;
	} cases[] = {
		{ "refcnt", 1 },
		{ "peer_inode", UINT64_MAX },
	};
	struct sock s = { .proto = PROTO_UNIX, .type = 1 };

	(void)state;
	memcpy(s.un.name, "\0ab\0c", 5);
	s.un.name_len = 5;
	s.un.refcnt = 1;
	s.peer_inode = UINT64_MAX;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_true(value_of(&s, cases[i].name).number == cases[i].number);
	assert_string_equal(value_of(&s, "family").word, "unix");
	assert_string_equal(value_of(&s, "type").word, "STREAM");
	const struct field_value abstract = value_of(&s, "abstract");
	assert_int_equal(abstract.number, 4);
	assert_memory_equal(abstract.bytes, "ab\0c", 4);
	s.un.name_len = 0;
	assert_int_equal(value_of(&s, "abstract").number, 0);

	s = (struct sock){ .proto = PROTO_NETLINK };
	s.nl.groups[0] = 1;
	s.nl.groups[SOCK_GROUP_WORDS - 1] = UINT32_C(1) << 31;
	assert_string_equal(value_of(&s, "protocol").word, "route");
	assert_true(sock_is_in_group(&s, 1));
	assert_false(sock_is_in_group(&s, 2));
	assert_true(sock_is_in_group(&s, 512));
	assert_false(sock_is_in_group(&s, 513));
	assert_false(sock_is_in_group(&s, 0));
}

static void fields_of_layouts(void **state)
{
	(void)state;
	assert_true(out_layouts_count >= 2);
	for (size_t i = 0; i < out_layouts_count; i++) {
		const struct out_ops *ops = out_layouts[i];

		assert_true(ops->begin && ops->row && ops->end);
		assert_ptr_equal(out_ops(ops->name), ops);
	}
	assert_string_equal(out_layouts[0]->name, "netstat");
	assert_null(out_ops(""));
	assert_null(out_ops("JSON"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_complete),
		cmocka_unit_test(fields_are_not_mixed_up),
		cmocka_unit_test(states_and_timers_as_words),
		cmocka_unit_test(every_state_and_timer_has_a_name),
		cmocka_unit_test(every_protocol_is_complete),
		cmocka_unit_test(states_of_a_listing),
		cmocka_unit_test(names_of_types_and_groups),
		cmocka_unit_test(fields_of_parts),
		cmocka_unit_test(fields_of_layouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
