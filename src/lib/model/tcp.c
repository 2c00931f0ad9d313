/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp.h"

#include "util/cleanup.h"

/* Initializers of the members kind and unit of struct tcp_fact_desc, for facts that are
 * numbers. */
#define COUNT    TCP_KIND_NUMBER, NULL
#define BYTES    TCP_KIND_NUMBER, "bytes"
#define SEGMENTS TCP_KIND_NUMBER, "segments"
#define TIMEOUTS TCP_KIND_NUMBER, "timeouts"
#define RATE     TCP_KIND_NUMBER, "bytes per second"
#define USEC     TCP_KIND_NUMBER, "microseconds"
#define MSEC     TCP_KIND_NUMBER, "milliseconds"

/* clang-format off */
const struct tcp_fact_desc tcp_facts[TCP_FACT_MAX_] = {
	[TCP_CA_STATE] = { "ca_state", TCP_KIND_CA_STATE, NULL,
		"open, disorder, cwr, recovery, loss" },
	[TCP_OPTIONS] = { "options", TCP_KIND_OPTIONS, NULL,
		"ts, sack, wscale, ecn, ecnseen, fastopen and so on" },
	[TCP_SND_WSCALE] = { "snd_wscale", TCP_KIND_NUMBER, "bits",
		"scale of the peer's window" },
	[TCP_RCV_WSCALE] = { "rcv_wscale", TCP_KIND_NUMBER, "bits",
		"scale of the own window" },
	[TCP_RTO_US] = { "rto_us", USEC, "time until a retransmission" },
	[TCP_BACKOFF] = { "backoff", COUNT, "how often the timeout was doubled" },
	[TCP_RTT_US] = { "rtt_us", USEC, "round trip" },
	[TCP_RTTVAR_US] = { "rttvar_us", USEC, "mean deviation of the round trip" },
	[TCP_MIN_RTT_US] = { "min_rtt_us", USEC, "least round trip of late" },
	[TCP_RCV_RTT_US] = { "rcv_rtt_us", USEC, "round trip seen as a receiver" },
	[TCP_ATO_US] = { "ato_us", USEC, "delay of an ACK" },
	[TCP_SND_MSS] = { "mss", BYTES, "segments sent hold so much" },
	[TCP_RCV_MSS] = { "rcv_mss", BYTES, "segments received hold so much" },
	[TCP_ADVMSS] = { "advmss", BYTES, "announced to the peer" },
	[TCP_PMTU] = { "pmtu", BYTES, "MTU of the path" },
	[TCP_CWND] = { "cwnd", SEGMENTS, "congestion window" },
	[TCP_SSTHRESH] = { "ssthresh", SEGMENTS,
		"slow start ends there; absent before a loss" },
	[TCP_BYTES_SENT] = { "bytes_sent", BYTES, "of data, including retransmissions" },
	[TCP_BYTES_ACKED] = { "bytes_acked", BYTES, "SYN and FIN count for one" },
	[TCP_BYTES_RECEIVED] = { "bytes_received", BYTES, "of data" },
	[TCP_BYTES_RETRANS] = { "bytes_retrans", BYTES, "sent again" },
	[TCP_NOTSENT_BYTES] = { "notsent_bytes", BYTES, "not even sent once" },
	[TCP_SEGS_OUT] = { "segs_out", SEGMENTS, "sent" },
	[TCP_SEGS_IN] = { "segs_in", SEGMENTS, "received" },
	[TCP_DATA_SEGS_OUT] = { "data_segs_out", SEGMENTS, "sent, with data" },
	[TCP_DATA_SEGS_IN] = { "data_segs_in", SEGMENTS, "received, with data" },
	[TCP_DELIVERED] = { "delivered", SEGMENTS, "that reached the peer" },
	[TCP_DELIVERED_CE] = { "delivered_ce", SEGMENTS, "delivered with ECN marks" },
	[TCP_PACING_RATE] = { "pacing_rate", RATE, "limit of sending" },
	[TCP_MAX_PACING_RATE] = { "max_pacing_rate", RATE, "as the program set it" },
	[TCP_DELIVERY_RATE] = { "delivery_rate", RATE, "reached the peer" },
	[TCP_IS_APP_LIMITED] = { "app_limited", TCP_KIND_BOOL, NULL,
		"the rate was limited by a lack of data" },
	[TCP_LAST_DATA_SENT_MS] = { "last_data_sent_ms", MSEC, "since data was sent" },
	[TCP_LAST_DATA_RECV_MS] = { "last_data_recv_ms", MSEC, "since data came" },
	[TCP_LAST_ACK_RECV_MS] = { "last_ack_recv_ms", MSEC, "since an ACK came" },
	[TCP_UNANSWERED] = { "unanswered", TIMEOUTS, "in a row without an answer" },
	[TCP_PROBES] = { "probes", COUNT,
		"unanswered, of a zero window or of keepalive" },
	[TCP_UNACKED] = { "unacked", SEGMENTS, "in flight" },
	[TCP_SACKED] = { "sacked", SEGMENTS, "in flight that arrived out of order" },
	[TCP_LOST] = { "lost", SEGMENTS, "in flight that count as lost" },
	[TCP_RETRANS] = { "retrans", SEGMENTS, "in flight that were sent again" },
	[TCP_TOTAL_RETRANS] = { "total_retrans", SEGMENTS, "sent again, ever" },
	[TCP_TOTAL_RTO] = { "total_rto", TIMEOUTS, "ever" },
	[TCP_TOTAL_RTO_RECOVERIES] = { "total_rto_recoveries", COUNT,
		"recoveries from timeouts" },
	[TCP_TOTAL_RTO_TIME_MS] = { "total_rto_time_ms", MSEC, "spent in timeouts" },
	[TCP_REORDERING] = { "reordering", SEGMENTS, "tolerated reordering" },
	[TCP_REORD_SEEN] = { "reord_seen", COUNT, "how often reordering was seen" },
	[TCP_DSACK_DUPS] = { "dsack_dups", SEGMENTS, "that the peer had twice" },
	[TCP_RCV_OOOPACK] = { "rcv_ooopack", SEGMENTS, "received out of order" },
	[TCP_REHASH] = { "rehash", COUNT, "how often another path was tried" },
	[TCP_SND_WND] = { "snd_wnd", BYTES, "the peer has room for; 0: a zero window" },
	[TCP_RCV_WND] = { "rcv_wnd", BYTES, "announced to the peer" },
	[TCP_RCV_SSTHRESH] = { "rcv_ssthresh", BYTES, "the window grows that far" },
	[TCP_RCV_SPACE] = { "rcv_space", BYTES, "read in a round trip" },
	[TCP_BUSY_TIME_US] = { "busy_time_us", USEC, "with data to send" },
	[TCP_RWND_LIMITED_US] = { "rwnd_limited_us", USEC,
		"limited by the peer's window" },
	[TCP_SNDBUF_LIMITED_US] = { "sndbuf_limited_us", USEC,
		"limited by the send buffer" },
	[TCP_FASTOPEN_FAIL] = { "fastopen_client_fail", COUNT,
		"1 no cookie, 2 data not acknowledged, 3 SYN sent again" },
};
/* clang-format on */

const char *tcp_ca_state_name(unsigned int state)
{
	static const char *const names[] = {
		"open", "disorder", "cwr", "recovery", "loss",
	};

	return state < ARRAY_SIZE(names) ? names[state] : NULL;
}

const char *tcp_option_name(unsigned int kind, unsigned int option)
{
	static const char *const names[TCP_OPTIONS_MAX] = {
		"ts",      "sack",     "wscale",  "ecn",
		"ecnseen", "fastopen", "usec_ts", "fastopen_child",
	};

	(void)kind;
	return option && option <= TCP_OPTIONS_MAX ? names[option - 1] : NULL;
}
