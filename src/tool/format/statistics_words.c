/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the statistics of netstat, found by running net-tools 2.10 with a distinct
 * number in each counter. */
#include "statistics_words.h"

#include <string.h>

#include "model/proto.h"
#include "util/cleanup.h"

#define INPUT  "ICMP input histogram:"
#define OUTPUT "ICMP output histogram:"

/* Macros for the rows of the table of counters. A counter of WORDS() is shown unless it
 * is 0, a counter of TOTAL() is always shown, and a counter of HIDDEN() never. A counter
 * of HISTOGRAM() begins a histogram with a title. A counter of TOPLEVEL() is always shown
 * and does not belong to the histogram before it. */
#define WORDS(group, name, words)                                                        \
	{                                                                                \
		group, name, words, NULL, false, false                                   \
	}
#define TOTAL(group, name, words)                                                        \
	{                                                                                \
		group, name, words, NULL, true, false                                    \
	}
#define HIDDEN(group, name)                                                              \
	{                                                                                \
		group, name, NULL, NULL, false, false                                    \
	}
#define TOPLEVEL(group, name, words)                                                     \
	{                                                                                \
		group, name, words, NULL, true, true                                     \
	}
#define HISTOGRAM(group, name, words, title)                                             \
	{                                                                                \
		group, name, words, title, false, false                                  \
	}

/* clang-format off */
static const struct statistics_words table[] = {
	HIDDEN("Ip", "DefaultTTL"),
	TOTAL("Ip", "InReceives", "# total packets received"),
	WORDS("Ip", "InHdrErrors", "# with invalid headers"),
	WORDS("Ip", "InAddrErrors", "# with invalid addresses"),
	TOTAL("Ip", "ForwDatagrams", "# forwarded"),
	WORDS("Ip", "InUnknownProtos", "# with unknown protocol"),
	TOTAL("Ip", "InDiscards", "# incoming packets discarded"),
	TOTAL("Ip", "InDelivers", "# incoming packets delivered"),
	TOTAL("Ip", "OutRequests", "# requests sent out"),
	WORDS("Ip", "OutDiscards", "# outgoing packets dropped"),
	WORDS("Ip", "OutNoRoutes", "# dropped because of missing route"),
	WORDS("Ip", "ReasmTimeout", "# fragments dropped after timeout"),
	WORDS("Ip", "ReasmReqds", "# reassemblies required"),
	WORDS("Ip", "ReasmOKs", "# packets reassembled ok"),
	WORDS("Ip", "ReasmFails", "# packet reassemblies failed"),
	WORDS("Ip", "FragOKs", "# outgoing packets fragmented ok"),
	WORDS("Ip", "FragFails", "# outgoing packets failed fragmentation"),
	WORDS("Ip", "FragCreates", "# fragments created"),

	TOPLEVEL("Icmp", "InMsgs", "# ICMP messages received"),
	TOTAL("Icmp", "InErrors", "# input ICMP message failed"),
	HISTOGRAM("Icmp", "InDestUnreachs", "destination unreachable: #", INPUT),
	WORDS("Icmp", "InTimeExcds", "timeout in transit: #"),
	WORDS("Icmp", "InParmProbs", "wrong parameters: #"),
	WORDS("Icmp", "InSrcQuenchs", "source quenches: #"),
	WORDS("Icmp", "InRedirects", "redirects: #"),
	WORDS("Icmp", "InEchos", "echo requests: #"),
	WORDS("Icmp", "InEchoReps", "echo replies: #"),
	WORDS("Icmp", "InTimestamps", "timestamp request: #"),
	WORDS("Icmp", "InTimestampReps", "timestamp reply: #"),
	WORDS("Icmp", "InAddrMasks", "address mask request: #"),
	WORDS("Icmp", "InAddrMaskReps", "address mask replies: #"),
	TOPLEVEL("Icmp", "OutMsgs", "# ICMP messages sent"),
	TOTAL("Icmp", "OutErrors", "# ICMP messages failed"),
	HISTOGRAM("Icmp", "OutDestUnreachs", "destination unreachable: #", OUTPUT),
	WORDS("Icmp", "OutTimeExcds", "time exceeded: #"),
	WORDS("Icmp", "OutParmProbs", "wrong parameters: #"),
	WORDS("Icmp", "OutSrcQuenchs", "source quench: #"),
	WORDS("Icmp", "OutRedirects", "redirect: #"),
	WORDS("Icmp", "OutEchos", "echo requests: #"),
	WORDS("Icmp", "OutEchoReps", "echo replies: #"),
	WORDS("Icmp", "OutTimestamps", "timestamp requests: #"),
	WORDS("Icmp", "OutTimestampReps", "timestamp replies: #"),
	WORDS("Icmp", "OutAddrMasks", "address mask requests: #"),
	WORDS("Icmp", "OutAddrMaskReps", "address mask replies: #"),

	HIDDEN("Tcp", "RtoAlgorithm"),
	HIDDEN("Tcp", "RtoMin"),
	HIDDEN("Tcp", "RtoMax"),
	HIDDEN("Tcp", "MaxConn"),
	TOTAL("Tcp", "ActiveOpens", "# active connection openings"),
	TOTAL("Tcp", "PassiveOpens", "# passive connection openings"),
	TOTAL("Tcp", "AttemptFails", "# failed connection attempts"),
	TOTAL("Tcp", "EstabResets", "# connection resets received"),
	TOTAL("Tcp", "CurrEstab", "# connections established"),
	TOTAL("Tcp", "InSegs", "# segments received"),
	TOTAL("Tcp", "OutSegs", "# segments sent out"),
	TOTAL("Tcp", "RetransSegs", "# segments retransmitted"),
	TOTAL("Tcp", "InErrs", "# bad segments received"),
	TOTAL("Tcp", "OutRsts", "# resets sent"),

	TOTAL("Udp", "InDatagrams", "# packets received"),
	TOTAL("Udp", "NoPorts", "# packets to unknown port received"),
	TOTAL("Udp", "InErrors", "# packet receive errors"),
	TOTAL("Udp", "OutDatagrams", "# packets sent"),
	TOTAL("Udp", "RcvbufErrors", "# receive buffer errors"),
	TOTAL("Udp", "SndbufErrors", "# send buffer errors"),

	WORDS("TcpExt", "SyncookiesSent", "# SYN cookies sent"),
	WORDS("TcpExt", "SyncookiesRecv", "# SYN cookies received"),
	WORDS("TcpExt", "SyncookiesFailed", "# invalid SYN cookies received"),
	WORDS("TcpExt", "EmbryonicRsts",
		"# resets received for embryonic SYN_RECV sockets"),
	WORDS("TcpExt", "PruneCalled",
		"# packets pruned from receive queue because of socket buffer overrun"),
	WORDS("TcpExt", "RcvPruned", "# packets pruned from receive queue"),
	WORDS("TcpExt", "OfoPruned",
		"# packets dropped from out-of-order queue because of socket buffer overrun"),
	WORDS("TcpExt", "OutOfWindowIcmps",
		"# ICMP packets dropped because they were out-of-window"),
	WORDS("TcpExt", "LockDroppedIcmps",
		"# ICMP packets dropped because socket was locked"),
	WORDS("TcpExt", "TW", "# TCP sockets finished time wait in fast timer"),
	WORDS("TcpExt", "TWRecycled", "# time wait sockets recycled by time stamp"),
	WORDS("TcpExt", "PAWSActive",
		"# active connections rejected because of time stamp"),
	WORDS("TcpExt", "PAWSEstab",
		"# packets rejected in established connections because of timestamp"),
	WORDS("TcpExt", "DelayedACKs", "# delayed acks sent"),
	WORDS("TcpExt", "DelayedACKLocked",
		"# delayed acks further delayed because of locked socket"),
	WORDS("TcpExt", "DelayedACKLost", "Quick ack mode was activated # times"),
	WORDS("TcpExt", "ListenOverflows",
		"# times the listen queue of a socket overflowed"),
	WORDS("TcpExt", "ListenDrops", "# SYNs to LISTEN sockets dropped"),
	TOTAL("TcpExt", "TCPHPHits", "# packet headers predicted"),
	WORDS("TcpExt", "TCPPureAcks",
		"# acknowledgments not containing data payload received"),
	WORDS("TcpExt", "TCPHPAcks", "# predicted acknowledgments"),
	WORDS("TcpExt", "TCPRenoRecovery",
		"# times recovered from packet loss due to fast retransmit"),
	WORDS("TcpExt", "TCPSACKReorder", "Detected reordering # times using SACK"),
	WORDS("TcpExt", "TCPRenoReorder",
		"Detected reordering # times using reno fast retransmit"),
	WORDS("TcpExt", "TCPTSReorder", "Detected reordering # times using time stamp"),
	WORDS("TcpExt", "TCPFullUndo",
		"# congestion windows fully recovered without slow start"),
	WORDS("TcpExt", "TCPPartialUndo",
		"# congestion windows partially recovered using Hoe heuristic"),
	WORDS("TcpExt", "TCPLossUndo",
		"# congestion windows recovered without slow start after partial ack"),
	WORDS("TcpExt", "TCPRenoFailures", "# timeouts after reno fast retransmit"),
	WORDS("TcpExt", "TCPLossFailures", "# timeouts in loss state"),
	WORDS("TcpExt", "TCPFastRetrans", "# fast retransmits"),
	WORDS("TcpExt", "TCPSlowStartRetrans", "# retransmits in slow start"),
	WORDS("TcpExt", "TCPRcvCollapsed",
		"# packets collapsed in receive queue due to low socket buffer"),
	WORDS("TcpExt", "TCPAbortOnData", "# connections reset due to unexpected data"),
	WORDS("TcpExt", "TCPAbortOnClose", "# connections reset due to early user close"),
	WORDS("TcpExt", "TCPAbortOnMemory",
		"# connections aborted due to memory pressure"),
	WORDS("TcpExt", "TCPAbortOnTimeout", "# connections aborted due to timeout"),
	WORDS("TcpExt", "TCPAbortOnLinger",
		"# connections aborted after user close in linger timeout"),
	WORDS("TcpExt", "TCPAbortFailed", "# times unable to send RST due to no memory"),
	WORDS("TcpExt", "TCPMemoryPressures", "TCP ran low on memory # times"),
	WORDS("TcpExt", "TCPPrequeued", "# packets directly queued to recvmsg prequeue"),
	WORDS("TcpExt", "TCPDirectCopyFromBacklog",
		"# bytes directly in process context from backlog"),
	WORDS("TcpExt", "TCPHPHitsToUser",
		"# packet headers predicted and directly queued to user"),
	WORDS("TcpExt", "TCPFACKReorder", "Detected reordering # times using FACK"),
	WORDS("TcpExt", "TCPForwardRetrans", "# forward retransmits"),
	WORDS("TcpExt", "TCPSchedulerFailed",
		"# times receiver scheduled too late for direct processing"),
	WORDS("TcpExt", "PAWSPassive",
		"# passive connections rejected because of time stamp"),

	TOTAL("Ip6", "Ip6InReceives", "# total packets received"),
	WORDS("Ip6", "Ip6InHdrErrors", "# with invalid headers"),
	WORDS("Ip6", "Ip6InTooBigErrors", "# with packets too big"),
	WORDS("Ip6", "Ip6InNoRoutes", "# incoming packets with no route"),
	WORDS("Ip6", "Ip6InAddrErrors", "# with invalid addresses"),
	WORDS("Ip6", "Ip6InUnknownProtos", "# with unknown protocol"),
	WORDS("Ip6", "Ip6InTruncatedPkts", "# with truncated packets"),
	TOTAL("Ip6", "Ip6InDiscards", "# incoming packets discarded"),
	TOTAL("Ip6", "Ip6InDelivers", "# incoming packets delivered"),
	TOTAL("Ip6", "Ip6OutForwDatagrams", "# forwarded"),
	TOTAL("Ip6", "Ip6OutRequests", "# requests sent out"),
	WORDS("Ip6", "Ip6OutDiscards", "# outgoing packets dropped"),
	WORDS("Ip6", "Ip6OutNoRoutes", "# dropped because of missing route"),
	WORDS("Ip6", "Ip6ReasmTimeout", "# fragments dropped after timeout"),
	WORDS("Ip6", "Ip6ReasmReqds", "# reassemblies required"),
	WORDS("Ip6", "Ip6ReasmOKs", "# packets reassembled ok"),
	WORDS("Ip6", "Ip6ReasmFails", "# packet reassemblies failed"),
	WORDS("Ip6", "Ip6FragOKs", "# outgoing packets fragmented ok"),
	WORDS("Ip6", "Ip6FragFails", "# outgoing packets failed fragmentation"),
	WORDS("Ip6", "Ip6FragCreates", "# fragments created"),
	WORDS("Ip6", "Ip6InMcastPkts", "# incoming multicast packets"),
	WORDS("Ip6", "Ip6OutMcastPkts", "# outgoing multicast packets"),

	TOPLEVEL("Icmp6", "Icmp6InMsgs", "# ICMP messages received"),
	TOTAL("Icmp6", "Icmp6InErrors", "# input ICMP message failed"),
	TOPLEVEL("Icmp6", "Icmp6OutMsgs", "# ICMP messages sent"),
	HISTOGRAM("Icmp6", "Icmp6InDestUnreachs", "destination unreachable: #", INPUT),
	WORDS("Icmp6", "Icmp6InPktTooBigs", "packets too big: #"),
	WORDS("Icmp6", "Icmp6InTimeExcds", "received ICMPv6 time exceeded: #"),
	WORDS("Icmp6", "Icmp6InParmProblems", "parameter problem: #"),
	WORDS("Icmp6", "Icmp6InEchos", "echo requests: #"),
	WORDS("Icmp6", "Icmp6InEchoReplies", "echo replies: #"),
	WORDS("Icmp6", "Icmp6InGroupMembQueries", "group member queries: #"),
	WORDS("Icmp6", "Icmp6InGroupMembResponses", "group member responses: #"),
	WORDS("Icmp6", "Icmp6InGroupMembReductions", "group member reductions: #"),
	WORDS("Icmp6", "Icmp6InRouterSolicits", "router solicits: #"),
	WORDS("Icmp6", "Icmp6InRouterAdvertisements", "router advertisement: #"),
	WORDS("Icmp6", "Icmp6InNeighborSolicits", "neighbour solicits: #"),
	WORDS("Icmp6", "Icmp6InNeighborAdvertisements", "neighbour advertisement: #"),
	WORDS("Icmp6", "Icmp6InRedirects", "redirects: #"),
	HISTOGRAM("Icmp6", "Icmp6OutDestUnreachs", "destination unreachable: #", OUTPUT),
	WORDS("Icmp6", "Icmp6OutPktTooBigs", "packets too big: #"),
	WORDS("Icmp6", "Icmp6OutTimeExcds", "sent ICMPv6 time exceeded: #"),
	WORDS("Icmp6", "Icmp6OutParmProblems", "parameter problem: #"),
	WORDS("Icmp6", "Icmp6OutEchos", "echo requests: #"),
	WORDS("Icmp6", "Icmp6OutEchoReplies", "echo replies: #"),
	WORDS("Icmp6", "Icmp6OutGroupMembQueries", "group member queries: #"),
	WORDS("Icmp6", "Icmp6OutGroupMembResponses", "group member responses: #"),
	WORDS("Icmp6", "Icmp6OutGroupMembReductions", "group member reductions: #"),
	WORDS("Icmp6", "Icmp6OutRouterSolicits", "router solicits: #"),
	WORDS("Icmp6", "Icmp6OutNeighborSolicits", "neighbor solicits: #"),
	WORDS("Icmp6", "Icmp6OutNeighborAdvertisements", "neighbor advertisements: #"),
	WORDS("Icmp6", "Icmp6OutRedirects", "redirects: #"),

	TOTAL("Udp6", "Udp6InDatagrams", "# packets received"),
	TOTAL("Udp6", "Udp6NoPorts", "# packets to unknown port received"),
	TOTAL("Udp6", "Udp6InErrors", "# packet receive errors"),
	TOTAL("Udp6", "Udp6OutDatagrams", "# packets sent"),
};
/* clang-format on */

/* The groups of counters that netstat knows, and the protocol of each. */
static const struct {
	const char *name;
	enum proto proto;
} groups[] = {
	{ "Ip", PROTO_RAW },     { "Icmp", PROTO_RAW }, { "Tcp", PROTO_TCP },
	{ "TcpExt", PROTO_TCP }, { "Udp", PROTO_UDP },  { "Ip6", PROTO_RAW },
	{ "Icmp6", PROTO_RAW },  { "Tcp6", PROTO_TCP }, { "Udp6", PROTO_UDP },
};

static bool is_word(const char *word, const char *text, size_t n)
{
	return strlen(word) == n && memcmp(word, text, n) == 0;
}

uint32_t statistics_protos(const char *group, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (is_word(groups[i].name, group, n))
			return UINT32_C(1) << groups[i].proto;
	return 0;
}

const struct statistics_words *statistics_find(const char *group, size_t group_len,
					       const char *name, size_t name_len)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (is_word(table[i].name, name, name_len) &&
		    is_word(table[i].group, group, group_len))
			return &table[i];
	return NULL;
}
