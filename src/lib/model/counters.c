/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counters.h"

#include <string.h>

#include "proto.h"
#include "util/cleanup.h"

#define NS_PER_S 1e9

/* clang-format off */
/* Values for the rows of the table of counters. PAIRS: mask of protocol P over both IP
 * versions. ALWAYS, DETAIL: whether the counter is a detail, shown only if it is not 0.
 * Groups and names of counters are those of the kernel's net/ipv4/proc.c and
 * net/ipv6/proc.c; Documentation/networking/snmp_counter.rst explains them. */
#define PAIRS(P) (PAIR_BIT(PROTO_##P, IP_V4) | PAIR_BIT(PROTO_##P, IP_V6))
#define ALWAYS   false
#define DETAIL   true

/* SNMP() defines the row of a TCP counter in /proc/net/snmp, NETSTAT() that of a TCP
 * counter in /proc/net/netstat. */
#define SNMP(is_detail, C, name, key, what)                                              \
	[COUNTER_##C] = { key, what, COUNTER_FILE_SNMP, "Tcp", name, COUNTER_TOTAL,      \
			  PAIRS(TCP), false, is_detail }
#define NETSTAT(is_detail, C, name, key, what)                                           \
	[COUNTER_##C] = { key, what, COUNTER_FILE_NETSTAT, "TcpExt", name,               \
			  COUNTER_TOTAL, PAIRS(TCP), false, is_detail }
/* Defines the row of a counter in /proc/net/sockstat, a current amount of protocol P. */
#define SOCKSTAT(is_machines, P, C, name, key, what)                                     \
	[COUNTER_##C] = { key, what, COUNTER_FILE_SOCKSTAT, #P, name, COUNTER_LEVEL,     \
			  PAIRS(P), is_machines, false }

/* File, group and name of a counter of UDP or UDP-Lite. A counter of IPv4, such as
 * "NoPorts" of group "Udp", is in /proc/net/snmp; the corresponding counter of IPv6,
 * "Udp6NoPorts" without a group, is in /proc/net/snmp6. */
#define IN_SNMP(group, name)  COUNTER_FILE_SNMP, group, name
#define IN_SNMP6(group, name) COUNTER_FILE_SNMP6, "", group name
#define DATAGRAM(C, in, pair, is_detail, key, what)                                      \
	[COUNTER_##C] = { key, what, in, COUNTER_TOTAL, pair, false, is_detail }
#define DATAGRAMS(P, key, in, group, pair, is_detail)                                    \
	DATAGRAM(P##_IN_DATAGRAMS, in(group, "InDatagrams"), pair, is_detail,            \
		 key "_in_datagrams", "datagrams received"),                             \
	DATAGRAM(P##_OUT_DATAGRAMS, in(group, "OutDatagrams"), pair, is_detail,          \
		 key "_out_datagrams", "datagrams sent"),                                \
	DATAGRAM(P##_NO_PORTS, in(group, "NoPorts"), pair, is_detail,                    \
		 key "_no_ports", "datagrams to a port without a socket"),               \
	DATAGRAM(P##_RCVBUF_ERRORS, in(group, "RcvbufErrors"), pair, is_detail,          \
		 key "_receive_buffer_errors",                                           \
		 "datagrams dropped: the receive buffer was full"),                      \
	DATAGRAM(P##_SNDBUF_ERRORS, in(group, "SndbufErrors"), pair, is_detail,          \
		 key "_send_buffer_errors",                                              \
		 "datagrams not sent: the send buffer or a queue was full"),             \
	DATAGRAM(P##_MEM_ERRORS, in(group, "MemErrors"), pair, true,                     \
		 key "_memory_errors",                                                   \
		 "datagrams dropped: the protocol's memory was spent"),                  \
	DATAGRAM(P##_CSUM_ERRORS, in(group, "InCsumErrors"), pair, true,                 \
		 key "_checksum_errors", "datagrams dropped: wrong checksum"),           \
	DATAGRAM(P##_IN_ERRORS, in(group, "InErrors"), pair, is_detail,                  \
		 key "_receive_errors",                                                  \
		 "datagrams dropped on arrival, for whatever reason")

static const struct counter_desc table[] = {
	SNMP(ALWAYS, ACTIVE_OPENS, "ActiveOpens", "active_opens",
		"connections begun here"),
	SNMP(ALWAYS, PASSIVE_OPENS, "PassiveOpens", "passive_opens",
		"connections begun by others"),
	SNMP(ALWAYS, ATTEMPT_FAILS, "AttemptFails", "attempt_fails",
		"handshakes that failed"),
	NETSTAT(ALWAYS, SYN_RETRANS, "TCPSynRetrans", "syn_retransmits",
		"SYNs and SYN-ACKs sent again"),
	NETSTAT(ALWAYS, EMBRYONIC_RSTS, "EmbryonicRsts", "embryonic_resets",
		"resets received in a handshake by a listener"),
	NETSTAT(ALWAYS, LISTEN_OVERFLOWS, "ListenOverflows", "listen_overflows",
		"times an accept queue was full"),
	NETSTAT(ALWAYS, LISTEN_DROPS, "ListenDrops", "listen_drops",
		"SYNs and ACKs that a listener dropped, for any reason"),
	NETSTAT(ALWAYS, REQ_Q_FULL_DROP, "TCPReqQFullDrop", "syn_queue_drops",
		"SYNs dropped: the SYN queue was full"),
	NETSTAT(DETAIL, REQ_Q_FULL_COOKIES, "TCPReqQFullDoCookies", "syn_queue_cookies",
		"SYNs answered by a cookie: the SYN queue was full"),
	NETSTAT(ALWAYS, COOKIES_SENT, "SyncookiesSent", "syn_cookies_sent",
		"SYN cookies sent"),
	NETSTAT(ALWAYS, COOKIES_RECV, "SyncookiesRecv", "syn_cookies_received",
		"SYN cookies that came back"),
	NETSTAT(ALWAYS, COOKIES_FAILED, "SyncookiesFailed", "syn_cookies_failed",
		"SYN cookies that came back wrong"),
	SNMP(ALWAYS, ESTAB_RESETS, "EstabResets", "established_resets",
		"established connections cut off by a reset or timeout"),
	SNMP(ALWAYS, OUT_RSTS, "OutRsts", "resets_sent", "resets sent"),
	NETSTAT(ALWAYS, ABORT_ON_DATA, "TCPAbortOnData", "aborts_on_data",
		"aborted: data came after close, or SO_LINGER was 0"),
	NETSTAT(ALWAYS, ABORT_ON_CLOSE, "TCPAbortOnClose", "aborts_on_close",
		"aborted: closed with data unread"),
	NETSTAT(ALWAYS, ABORT_ON_MEMORY, "TCPAbortOnMemory", "aborts_on_memory",
		"aborted: too many orphans, or no memory"),
	NETSTAT(ALWAYS, ABORT_ON_TIMEOUT, "TCPAbortOnTimeout", "aborts_on_timeout",
		"aborted: the other end did not answer"),
	NETSTAT(ALWAYS, ABORT_ON_LINGER, "TCPAbortOnLinger", "aborts_on_linger",
		"aborted: closed in FIN_WAIT2, TCP_LINGER2 below 0"),
	NETSTAT(ALWAYS, ABORT_FAILED, "TCPAbortFailed", "aborts_failed",
		"aborted, and no memory to send a reset"),
	SNMP(ALWAYS, IN_SEGS, "InSegs", "segments_received", "segments received"),
	SNMP(ALWAYS, OUT_SEGS, "OutSegs", "segments_sent",
		"segments sent for the first time"),
	SNMP(ALWAYS, RETRANS_SEGS, "RetransSegs", "segments_resent",
		"segments sent again"),
	NETSTAT(ALWAYS, TIMEOUTS, "TCPTimeouts", "retransmit_timeouts",
		"retransmission timeouts"),
	NETSTAT(DETAIL, FAST_RETRANS, "TCPFastRetrans", "fast_retransmits",
		"fast retransmissions"),
	NETSTAT(DETAIL, LOSS_PROBES, "TCPLossProbes", "loss_probes",
		"tail loss probes sent"),
	NETSTAT(DETAIL, SPURIOUS_RTOS, "TCPSpuriousRTOs", "spurious_timeouts",
		"timeouts that were none"),
	NETSTAT(DETAIL, RETRANS_FAIL, "TCPRetransFail", "retransmits_failed",
		"segments not sent again: no way"),
	SNMP(DETAIL, IN_ERRS, "InErrs", "segments_bad",
		"segments received that were broken"),
	SNMP(DETAIL, CSUM_ERRORS, "InCsumErrors", "segments_checksum_errors",
		"segments received with a wrong checksum"),
	NETSTAT(DETAIL, TO_ZERO_WINDOW, "TCPToZeroWindowAdv", "zero_windows",
		"times a receive window was closed"),
	NETSTAT(DETAIL, BACKLOG_DROP, "TCPBacklogDrop", "backlog_drops",
		"segments dropped: a socket's backlog was full"),
	NETSTAT(DETAIL, RCV_Q_DROP, "TCPRcvQDrop", "receive_queue_drops",
		"segments dropped: a receive queue was full"),
	NETSTAT(DETAIL, ZERO_WINDOW_DROP, "TCPZeroWindowDrop", "zero_window_drops",
		"segments dropped: the window was closed"),
	NETSTAT(DETAIL, PRUNE_CALLED, "PruneCalled", "prunes",
		"times a receive queue was squeezed for memory"),
	NETSTAT(DETAIL, RCV_PRUNED, "RcvPruned", "receive_pruned",
		"times squeezing a receive queue was not enough"),
	SOCKSTAT(true, TCP, ORPHANS, "orphan", "orphans",
		"orphans now, on the whole machine"),
	SOCKSTAT(false, TCP, TIME_WAITS, "tw", "time_waits",
		"sockets in TIME_WAIT, or in FIN_WAIT2 without a process, now"),
	NETSTAT(ALWAYS, TIME_WAIT_OVERFLOW, "TCPTimeWaitOverflow", "time_wait_overflows",
		"connections without TIME_WAIT: there were too many"),
	NETSTAT(ALWAYS, MEMORY_PRESSURES, "TCPMemoryPressures", "memory_pressures",
		"times TCP's memory came under pressure"),
	NETSTAT(ALWAYS, MEMORY_PRESSURES_MS, "TCPMemoryPressuresChrono",
		"memory_pressure_ms", "milliseconds that it was under pressure"),
	SOCKSTAT(true, TCP, TCP_MEM, "mem", "tcp_memory_pages",
		"pages of TCP's memory in use, on the whole machine"),
	SOCKSTAT(true, UDP, UDP_MEM, "mem", "udp_memory_pages",
		"pages of UDP's memory in use, on the whole machine"),
	DATAGRAMS(UDP, "udp", IN_SNMP, "Udp", PAIR_BIT(PROTO_UDP, IP_V4), false),
	DATAGRAMS(UDP6, "udp6", IN_SNMP6, "Udp6", PAIR_BIT(PROTO_UDP, IP_V6), false),
	DATAGRAMS(UDPLITE, "udplite", IN_SNMP, "UdpLite", PAIR_BIT(PROTO_UDPLITE, IP_V4),
		  true),
	DATAGRAMS(UDPLITE6, "udplite6", IN_SNMP6, "UdpLite6",
		  PAIR_BIT(PROTO_UDPLITE, IP_V6), true),
};
/* clang-format on */
_Static_assert(ARRAY_SIZE(table) == COUNTER_MAX_, "a counter lacks its row");

const struct counter_desc *counter_desc(enum counter which)
{
	return &table[which];
}

bool counters_concern(uint32_t pairs)
{
	for (enum counter i = 0; i < COUNTER_MAX_; i++)
		if (table[i].pairs & pairs)
			return true;
	return false;
}

static bool is_word(const char *word, const char *text, size_t n)
{
	return strlen(word) == n && memcmp(word, text, n) == 0;
}

bool counter_find(enum counter_file file, const char *group, size_t group_len,
		  const char *name, size_t name_len, enum counter *ret)
{
	for (enum counter i = 0; i < COUNTER_MAX_; i++) {
		if (table[i].file == file && is_word(table[i].name, name, name_len) &&
		    is_word(table[i].group, group, group_len)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* Returns how much a counter grew. The kernel's counters have the width of the kernel's
 * type long: a counter that shrank from a value below 2^32 is taken for a 32-bit counter
 * that wrapped. */
static uint64_t growth(uint64_t before, uint64_t after)
{
	if (after < before && before <= UINT32_MAX)
		return after + (UINT64_C(1) << 32) - before;
	return after - before;
}

void counters_diff(const struct counters *before, const struct counters *after,
		   struct counters *ret)
{
	struct counters diff = {
		.at_ns = after->at_ns - before->at_ns,
		.malformed = before->malformed + after->malformed,
	};

	for (enum counter i = 0; i < COUNTER_MAX_; i++) {
		if (!before->has[i] || !after->has[i])
			continue;
		diff.has[i] = true;
		diff.value[i] = table[i].kind == COUNTER_LEVEL
					? after->value[i]
					: growth(before->value[i], after->value[i]);
	}
	*ret = diff;
}

/* Returns a * b, rounded, or UINT64_MAX if the product is too large. */
static uint64_t scale(uint64_t a, double b)
{
	const double result = (double)a * b + 0.5;

	return result < 0x1p64 ? (uint64_t)result : UINT64_MAX;
}

bool counters_rate(const struct counters *diff, enum counter which, uint64_t *ret)
{
	if (!diff->has[which] || table[which].kind != COUNTER_TOTAL || !diff->at_ns)
		return false;
	*ret = scale(diff->value[which], NS_PER_S * 1000 / (double)diff->at_ns);
	return true;
}

bool counters_resent(const struct counters *c, uint64_t *ret)
{
	const uint64_t again = c->value[COUNTER_RETRANS_SEGS];

	if (!c->has[COUNTER_RETRANS_SEGS] || !c->has[COUNTER_OUT_SEGS] ||
	    !(again || c->value[COUNTER_OUT_SEGS]))
		return false;
	const double all = (double)c->value[COUNTER_OUT_SEGS] + (double)again;
	*ret = scale(again, 1e6 / all);
	return true;
}
