/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/statistics.h"

#include "model/proto.h"
#include "text/strbuf.h"
#include "unit.h"

#define SNMP                                                                             \
	"Ip: Forwarding DefaultTTL InReceives InHdrErrors\nIp: 1 64 0 0\n"               \
	"Icmp: InMsgs InDestUnreachs InEchos OutMsgs OutNovel OutDestUnreachs\n"         \
	"Icmp: 0 0 7 0 9 0\n"                                                            \
	"IcmpMsg: InType3\nIcmpMsg: 5\n"                                                 \
	"Tcp: MaxConn ActiveOpens\nTcp: -1 18446744073709551615\n"                       \
	"Udp: InErrors\nUdp: -2\n"
#define NETSTAT                                                                          \
	"TcpExt: DelayedACKLost TCPTimeouts TW\nTcpExt: 4 3 0\n"                         \
	"IpExt: In\033Octets InMcastPkts\nIpExt: 6 0\n"
#define SNMP6                                                                            \
	"Ip6InReceives 8\nIp6InOctets 2\nIcmp6InMsgs 0\nIcmp6OutDestUnreachs 1\n"        \
	"Udp6NoPorts 0\nNovel 3\n"

#define OF_TCP "Tcp:\n    18446744073709551615 active connection openings\n"
#define OF_UDP "Udp:\n    18446744073709551614 packet receive errors\n"
#define OF_TCP_EXT                                                                       \
	"TcpExt:\n    Quick ack mode was activated 4 times\n    TCPTimeouts: 3\n"
#define OF_IP_EXT "IpExt:\n    In\\x1bOctets: 6\n"

static void statistics(void **state)
{
	static const struct {
		const char *name;
		struct statistics_spec spec;
		const char *want;
	} cases[] = {
		{ "all",
		  { 0 },
		  "Ip:\n    Forwarding: 1\n    0 total packets received\n"
		  "Icmp:\n    0 ICMP messages received\n    ICMP input histogram:\n"
		  "        echo requests: 7\n    0 ICMP messages sent\n"
		  "    OutNovel: 9\n    ICMP output histogram:\n"
		  "IcmpMsg:\n        InType3: 5\n" OF_TCP OF_UDP OF_TCP_EXT OF_IP_EXT },
		{ "-t",
		  { .protos = 1U << PROTO_TCP },
		  "IcmpMsg:\n    InType3: 5\n" OF_TCP OF_TCP_EXT OF_IP_EXT },
		{ "-u",
		  { .protos = 1U << PROTO_UDP },
		  "IcmpMsg:\n    InType3: 5\n" OF_UDP OF_IP_EXT },
		{ "-6",
		  { .is_v6 = true },
		  "Ip6:\n    8 total packets received\n    Ip6InOctets: 2\n"
		  "Icmp6:\n    0 ICMP messages received\n    ICMP output histogram:\n"
		  "        destination unreachable: 1\n"
		  "Udp6:\n    0 packets to unknown port received\n"
		  "Novel:\n    Novel: 3\n" OF_TCP },
		{ "-6u",
		  { .is_v6 = true, .protos = 1U << PROTO_UDP },
		  "Udp6:\n    0 packets to unknown port received\n"
		  "Novel:\n    Novel: 3\n" },
	};
	static const char *const texts[] = {
		[STATISTICS_SNMP] = SNMP,
		[STATISTICS_NETSTAT] = NETSTAT,
		[STATISTICS_SNMP6] = SNMP6,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf got = { 0 };

		for (enum statistics_file f = 0; f < STATISTICS_FILE_MAX_; f++)
			if (statistics_path(&cases[i].spec, f))
				assert_int_equal(statistics_put(&got, &cases[i].spec, f,
								texts[f],
								strlen(texts[f])),
						 0);
		assert_row_text(cases[i].name, &got, cases[i].want);
		strbuf_release(&got);
	}
}

/* A malformed line is counted, and the lines around it are shown. */
static void malformed_lines(void **state)
{
	static const char text[] = "Tcp: InSegs\nTcp: x\nUdp: NoPorts\nUdp: 3\nTcp: cut";
	const struct statistics_spec spec = { 0 };
	struct strbuf got = { 0 };

	(void)state;
	assert_true(statistics_put(&got, &spec, STATISTICS_SNMP, text, strlen(text)) > 0);
	assert_row_text("malformed", &got,
			"Udp:\n    3 packets to unknown port received\n");
	strbuf_release(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statistics),
		cmocka_unit_test(malformed_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
