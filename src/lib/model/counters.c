/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counters.h"

#include <string.h>

#include "proto.h"
#include "util/cleanup.h"

#define NS_PER_S 1e9

/* Groups and names are those of the kernel's net/ipv4/proc.c and net/ipv6/proc.c.
 * Documentation/networking/snmp_counter.rst explains them. */
#define SNMP(name)    COUNTER_FILE_SNMP, "Tcp", name
#define NETSTAT(name) COUNTER_FILE_NETSTAT, "TcpExt", name
#define TCP_PAIRS     (PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6))
#define UDP_PAIRS     (PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6))
#define ALWAYS        COUNTER_TOTAL, TCP_PAIRS, false, false
#define DETAIL        COUNTER_TOTAL, TCP_PAIRS, false, true

/* A counter is "NoPorts" of group "Udp" in net/snmp, but "Udp6NoPorts" in net/snmp6. */
#define IN_SNMP(group, name)  COUNTER_FILE_SNMP, group, name
#define IN_SNMP6(group, name) COUNTER_FILE_SNMP6, "", group name
#define DATAGRAM(counter, key, what, in, pair, is_detail)                                \
	[counter] = { key, what, in, COUNTER_TOTAL, pair, false, is_detail }
#define DATAGRAMS(P, key, in, group, pair, is_detail)                                    \
	DATAGRAM(COUNTER_##P##_IN_DATAGRAMS, key "_in_datagrams", "datagrams received",  \
		 in(group, "InDatagrams"), pair, is_detail),                             \
		DATAGRAM(COUNTER_##P##_OUT_DATAGRAMS, key "_out_datagrams",              \
			 "datagrams sent", in(group, "OutDatagrams"), pair, is_detail),  \
		DATAGRAM(COUNTER_##P##_NO_PORTS, key "_no_ports",                        \
			 "datagrams to a port without a socket", in(group, "NoPorts"),   \
			 pair, is_detail),                                               \
		DATAGRAM(COUNTER_##P##_RCVBUF_ERRORS, key "_receive_buffer_errors",      \
			 "datagrams dropped: the receive buffer was full",               \
			 in(group, "RcvbufErrors"), pair, is_detail),                    \
		DATAGRAM(COUNTER_##P##_SNDBUF_ERRORS, key "_send_buffer_errors",         \
			 "datagrams not sent: the send buffer or a queue was full",      \
			 in(group, "SndbufErrors"), pair, is_detail),                    \
		DATAGRAM(COUNTER_##P##_MEM_ERRORS, key "_memory_errors",                 \
			 "datagrams dropped: the protocol's memory was spent",           \
			 in(group, "MemErrors"), pair, true),                            \
		DATAGRAM(COUNTER_##P##_CSUM_ERRORS, key "_checksum_errors",              \
			 "datagrams dropped: wrong checksum", in(group, "InCsumErrors"), \
			 pair, true),                                                    \
		DATAGRAM(COUNTER_##P##_IN_ERRORS, key "_receive_errors",                 \
			 "datagrams dropped on arrival, for whatever reason",            \
			 in(group, "InErrors"), pair, is_detail)

static const struct counter_desc table[] = {
	[COUNTER_ACTIVE_OPENS] = { "active_opens", "connections begun here",
				   SNMP("ActiveOpens"), ALWAYS },
	[COUNTER_PASSIVE_OPENS] = { "passive_opens", "connections begun by others",
				    SNMP("PassiveOpens"), ALWAYS },
	[COUNTER_ATTEMPT_FAILS] = { "attempt_fails", "handshakes that failed",
				    SNMP("AttemptFails"), ALWAYS },
	[COUNTER_SYN_RETRANS] = { "syn_retransmits", "SYNs and SYN-ACKs sent again",
				  NETSTAT("TCPSynRetrans"), ALWAYS },
	[COUNTER_EMBRYONIC_RSTS] = { "embryonic_resets",
				     "resets received in a handshake by a listener",
				     NETSTAT("EmbryonicRsts"), ALWAYS },
	[COUNTER_LISTEN_OVERFLOWS] = { "listen_overflows",
				       "times an accept queue was full",
				       NETSTAT("ListenOverflows"), ALWAYS },
	[COUNTER_LISTEN_DROPS] = { "listen_drops",
				   "SYNs and ACKs that a listener dropped, for any "
				   "reason",
				   NETSTAT("ListenDrops"), ALWAYS },
	[COUNTER_REQ_Q_FULL_DROP] = { "syn_queue_drops",
				      "SYNs dropped: the SYN queue was full",
				      NETSTAT("TCPReqQFullDrop"), ALWAYS },
	[COUNTER_REQ_Q_FULL_COOKIES] = { "syn_queue_cookies",
					 "SYNs answered by a cookie: the SYN queue was "
					 "full",
					 NETSTAT("TCPReqQFullDoCookies"), DETAIL },
	[COUNTER_COOKIES_SENT] = { "syn_cookies_sent", "SYN cookies sent",
				   NETSTAT("SyncookiesSent"), ALWAYS },
	[COUNTER_COOKIES_RECV] = { "syn_cookies_received", "SYN cookies that came back",
				   NETSTAT("SyncookiesRecv"), ALWAYS },
	[COUNTER_COOKIES_FAILED] = { "syn_cookies_failed",
				     "SYN cookies that came back wrong",
				     NETSTAT("SyncookiesFailed"), ALWAYS },
	[COUNTER_ESTAB_RESETS] = { "established_resets",
				   "established connections cut off by a reset or "
				   "timeout",
				   SNMP("EstabResets"), ALWAYS },
	[COUNTER_OUT_RSTS] = { "resets_sent", "resets sent", SNMP("OutRsts"), ALWAYS },
	[COUNTER_ABORT_ON_DATA] = { "aborts_on_data",
				    "aborted: data came after close, or SO_LINGER was 0",
				    NETSTAT("TCPAbortOnData"), ALWAYS },
	[COUNTER_ABORT_ON_CLOSE] = { "aborts_on_close",
				     "aborted: closed with data unread",
				     NETSTAT("TCPAbortOnClose"), ALWAYS },
	[COUNTER_ABORT_ON_MEMORY] = { "aborts_on_memory",
				      "aborted: too many orphans, or no memory",
				      NETSTAT("TCPAbortOnMemory"), ALWAYS },
	[COUNTER_ABORT_ON_TIMEOUT] = { "aborts_on_timeout",
				       "aborted: the other end did not answer",
				       NETSTAT("TCPAbortOnTimeout"), ALWAYS },
	[COUNTER_ABORT_ON_LINGER] = { "aborts_on_linger",
				      "aborted: closed in FIN_WAIT2, TCP_LINGER2 below 0",
				      NETSTAT("TCPAbortOnLinger"), ALWAYS },
	[COUNTER_ABORT_FAILED] = { "aborts_failed",
				   "aborted, and no memory to send a reset",
				   NETSTAT("TCPAbortFailed"), ALWAYS },
	[COUNTER_IN_SEGS] = { "segments_received", "segments received", SNMP("InSegs"),
			      ALWAYS },
	[COUNTER_OUT_SEGS] = { "segments_sent", "segments sent for the first time",
			       SNMP("OutSegs"), ALWAYS },
	[COUNTER_RETRANS_SEGS] = { "segments_resent", "segments sent again",
				   SNMP("RetransSegs"), ALWAYS },
	[COUNTER_TIMEOUTS] = { "retransmit_timeouts", "retransmission timeouts",
			       NETSTAT("TCPTimeouts"), ALWAYS },
	[COUNTER_FAST_RETRANS] = { "fast_retransmits", "fast retransmissions",
				   NETSTAT("TCPFastRetrans"), DETAIL },
	[COUNTER_LOSS_PROBES] = { "loss_probes", "tail loss probes sent",
				  NETSTAT("TCPLossProbes"), DETAIL },
	[COUNTER_SPURIOUS_RTOS] = { "spurious_timeouts", "timeouts that were none",
				    NETSTAT("TCPSpuriousRTOs"), DETAIL },
	[COUNTER_RETRANS_FAIL] = { "retransmits_failed",
				   "segments not sent again: no way",
				   NETSTAT("TCPRetransFail"), DETAIL },
	[COUNTER_IN_ERRS] = { "segments_bad", "segments received that were broken",
			      SNMP("InErrs"), DETAIL },
	[COUNTER_CSUM_ERRORS] = { "segments_checksum_errors",
				  "segments received with a wrong checksum",
				  SNMP("InCsumErrors"), DETAIL },
	[COUNTER_TO_ZERO_WINDOW] = { "zero_windows", "times a receive window was closed",
				     NETSTAT("TCPToZeroWindowAdv"), DETAIL },
	[COUNTER_BACKLOG_DROP] = { "backlog_drops",
				   "segments dropped: a socket's backlog was full",
				   NETSTAT("TCPBacklogDrop"), DETAIL },
	[COUNTER_RCV_Q_DROP] = { "receive_queue_drops",
				 "segments dropped: a receive queue was full",
				 NETSTAT("TCPRcvQDrop"), DETAIL },
	[COUNTER_ZERO_WINDOW_DROP] = { "zero_window_drops",
				       "segments dropped: the window was closed",
				       NETSTAT("TCPZeroWindowDrop"), DETAIL },
	[COUNTER_PRUNE_CALLED] = { "prunes",
				   "times a receive queue was squeezed for memory",
				   NETSTAT("PruneCalled"), DETAIL },
	[COUNTER_RCV_PRUNED] = { "receive_pruned",
				 "times squeezing a receive queue was not enough",
				 NETSTAT("RcvPruned"), DETAIL },
	[COUNTER_ORPHANS] = { "orphans", "orphans now, on the whole machine",
			      COUNTER_FILE_SOCKSTAT, "TCP", "orphan", COUNTER_LEVEL,
			      TCP_PAIRS, true, false },
	[COUNTER_TIME_WAITS] = { "time_waits",
				 "sockets in TIME_WAIT, or in FIN_WAIT2 without a "
				 "process, now",
				 COUNTER_FILE_SOCKSTAT, "TCP", "tw", COUNTER_LEVEL,
				 TCP_PAIRS, false, false },
	[COUNTER_TIME_WAIT_OVERFLOW] = { "time_wait_overflows",
					 "connections without TIME_WAIT: there were too "
					 "many",
					 NETSTAT("TCPTimeWaitOverflow"), ALWAYS },
	[COUNTER_MEMORY_PRESSURES] = { "memory_pressures",
				       "times TCP's memory came under pressure",
				       NETSTAT("TCPMemoryPressures"), ALWAYS },
	[COUNTER_MEMORY_PRESSURES_MS] = { "memory_pressure_ms",
					  "milliseconds that it was under pressure",
					  NETSTAT("TCPMemoryPressuresChrono"), ALWAYS },
	[COUNTER_TCP_MEM] = { "tcp_memory_pages",
			      "pages of TCP's memory in use, on the whole machine",
			      COUNTER_FILE_SOCKSTAT, "TCP", "mem", COUNTER_LEVEL,
			      TCP_PAIRS, true, false },
	[COUNTER_UDP_MEM] = { "udp_memory_pages",
			      "pages of UDP's memory in use, on the whole machine",
			      COUNTER_FILE_SOCKSTAT, "UDP", "mem", COUNTER_LEVEL,
			      UDP_PAIRS, true, false },
	DATAGRAMS(UDP, "udp", IN_SNMP, "Udp", PAIR_BIT(PROTO_UDP, IP_V4), false),
	DATAGRAMS(UDP6, "udp6", IN_SNMP6, "Udp6", PAIR_BIT(PROTO_UDP, IP_V6), false),
	DATAGRAMS(UDPLITE, "udplite", IN_SNMP, "UdpLite", PAIR_BIT(PROTO_UDPLITE, IP_V4),
		  true),
	DATAGRAMS(UDPLITE6, "udplite6", IN_SNMP6, "UdpLite6",
		  PAIR_BIT(PROTO_UDPLITE, IP_V6), true),
};
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
		if (table[i].file != file || !is_word(table[i].name, name, name_len) ||
		    !is_word(table[i].group, group, group_len))
			continue;
		*ret = i;
		return true;
	}
	return false;
}

/* Returns how much a counter grew. The kernel's counters are as wide as its long: one
 * that shrank below 2^32 is a 32-bit counter that wrapped. */
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

/* Returns a * b, rounded and saturated. */
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
