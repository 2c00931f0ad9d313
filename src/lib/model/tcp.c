/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp.h"

#include "util/cleanup.h"

#define RATE "bytes per second"

const struct tcp_fact_desc tcp_facts[TCP_FACT_MAX_] = {
	[TCP_CA_STATE] = { "ca_state", TCP_KIND_CA_STATE, NULL,
			   "open, disorder, cwr, recovery, loss" },
	[TCP_OPTIONS] = { "options", TCP_KIND_OPTIONS, NULL,
			  "ts, sack, wscale, ecn, ecnseen, fastopen and so on" },
	[TCP_SND_WSCALE] = { "snd_wscale", TCP_KIND_NUMBER, "bits",
			     "the peer's window is scaled by" },
	[TCP_RCV_WSCALE] = { "rcv_wscale", TCP_KIND_NUMBER, "bits",
			     "the own window is scaled by" },
	[TCP_RTO_US] = { "rto_us", TCP_KIND_NUMBER, "microseconds",
			 "until something is sent again" },
	[TCP_BACKOFF] = { "backoff", TCP_KIND_NUMBER, NULL,
			  "how often that has been doubled" },
	[TCP_RTT_US] = { "rtt_us", TCP_KIND_NUMBER, "microseconds", "round trip" },
	[TCP_RTTVAR_US] = { "rttvar_us", TCP_KIND_NUMBER, "microseconds",
			    "its mean deviation" },
	[TCP_MIN_RTT_US] = { "min_rtt_us", TCP_KIND_NUMBER, "microseconds",
			     "the least of the last minutes" },
	[TCP_RCV_RTT_US] = { "rcv_rtt_us", TCP_KIND_NUMBER, "microseconds",
			     "round trip as a receiver sees it" },
	[TCP_ATO_US] = { "ato_us", TCP_KIND_NUMBER, "microseconds",
			 "an ACK is put off so long" },
	[TCP_SND_MSS] = { "mss", TCP_KIND_NUMBER, "bytes", "segments sent hold so much" },
	[TCP_RCV_MSS] = { "rcv_mss", TCP_KIND_NUMBER, "bytes",
			  "segments received hold so much" },
	[TCP_ADVMSS] = { "advmss", TCP_KIND_NUMBER, "bytes", "what the peer was told" },
	[TCP_PMTU] = { "pmtu", TCP_KIND_NUMBER, "bytes", "of the path" },
	[TCP_CWND] = { "cwnd", TCP_KIND_NUMBER, "segments", "congestion window" },
	[TCP_SSTHRESH] = { "ssthresh", TCP_KIND_NUMBER, "segments",
			   "slow start ends there; not there before a loss" },
	[TCP_BYTES_SENT] = { "bytes_sent", TCP_KIND_NUMBER, "bytes",
			     "of data, what was sent again among them" },
	[TCP_BYTES_ACKED] = { "bytes_acked", TCP_KIND_NUMBER, "bytes",
			      "SYN and FIN count for one" },
	[TCP_BYTES_RECEIVED] = { "bytes_received", TCP_KIND_NUMBER, "bytes", "of data" },
	[TCP_BYTES_RETRANS] = { "bytes_retrans", TCP_KIND_NUMBER, "bytes", "sent again" },
	[TCP_NOTSENT_BYTES] = { "notsent_bytes", TCP_KIND_NUMBER, "bytes",
				"not even sent once" },
	[TCP_SEGS_OUT] = { "segs_out", TCP_KIND_NUMBER, "segments", "sent" },
	[TCP_SEGS_IN] = { "segs_in", TCP_KIND_NUMBER, "segments", "received" },
	[TCP_DATA_SEGS_OUT] = { "data_segs_out", TCP_KIND_NUMBER, "segments",
				"sent, with data" },
	[TCP_DATA_SEGS_IN] = { "data_segs_in", TCP_KIND_NUMBER, "segments",
			       "received, with data" },
	[TCP_DELIVERED] = { "delivered", TCP_KIND_NUMBER, "segments",
			    "that reached the peer" },
	[TCP_DELIVERED_CE] = { "delivered_ce", TCP_KIND_NUMBER, "segments",
			       "of them those marked for congestion" },
	[TCP_PACING_RATE] = { "pacing_rate", TCP_KIND_NUMBER, RATE, "sends no faster" },
	[TCP_MAX_PACING_RATE] = { "max_pacing_rate", TCP_KIND_NUMBER, RATE,
				  "as the program set it" },
	[TCP_DELIVERY_RATE] = { "delivery_rate", TCP_KIND_NUMBER, RATE,
				"reached the peer" },
	[TCP_IS_APP_LIMITED] = { "app_limited", TCP_KIND_BOOL, NULL,
				 "that was for want of data" },
	[TCP_LAST_DATA_SENT_MS] = { "last_data_sent_ms", TCP_KIND_NUMBER, "milliseconds",
				    "so long ago" },
	[TCP_LAST_DATA_RECV_MS] = { "last_data_recv_ms", TCP_KIND_NUMBER, "milliseconds",
				    "so long ago" },
	[TCP_LAST_ACK_RECV_MS] = { "last_ack_recv_ms", TCP_KIND_NUMBER, "milliseconds",
				   "so long ago" },
	[TCP_UNANSWERED] = { "unanswered", TCP_KIND_NUMBER, "timeouts",
			     "in a row, and still no answer" },
	[TCP_PROBES] = { "probes", TCP_KIND_NUMBER, NULL,
			 "of a zero window or of keepalive, not answered" },
	[TCP_UNACKED] = { "unacked", TCP_KIND_NUMBER, "segments", "under way" },
	[TCP_SACKED] = { "sacked", TCP_KIND_NUMBER, "segments",
			 "of them those that arrived out of order" },
	[TCP_LOST] = { "lost", TCP_KIND_NUMBER, "segments",
		       "of them those taken for lost" },
	[TCP_RETRANS] = { "retrans", TCP_KIND_NUMBER, "segments",
			  "of them those sent again" },
	[TCP_TOTAL_RETRANS] = { "total_retrans", TCP_KIND_NUMBER, "segments",
				"sent again, ever" },
	[TCP_TOTAL_RTO] = { "total_rto", TCP_KIND_NUMBER, "timeouts", "ever" },
	[TCP_TOTAL_RTO_RECOVERIES] = { "total_rto_recoveries", TCP_KIND_NUMBER, NULL,
				       "from timeouts, ever" },
	[TCP_TOTAL_RTO_TIME_MS] = { "total_rto_time_ms", TCP_KIND_NUMBER, "milliseconds",
				    "spent in them" },
	[TCP_REORDERING] = { "reordering", TCP_KIND_NUMBER, "segments",
			     "may come so much too early" },
	[TCP_REORD_SEEN] = { "reord_seen", TCP_KIND_NUMBER, NULL,
			     "how often that was seen" },
	[TCP_DSACK_DUPS] = { "dsack_dups", TCP_KIND_NUMBER, "segments",
			     "that the peer had twice" },
	[TCP_RCV_OOOPACK] = { "rcv_ooopack", TCP_KIND_NUMBER, "segments",
			      "received out of order" },
	[TCP_REHASH] = { "rehash", TCP_KIND_NUMBER, NULL,
			 "how often another path was tried" },
	[TCP_SND_WND] = { "snd_wnd", TCP_KIND_NUMBER, "bytes",
			  "the peer has room for; 0: a zero window" },
	[TCP_RCV_WND] = { "rcv_wnd", TCP_KIND_NUMBER, "bytes", "the peer was told of" },
	[TCP_RCV_SSTHRESH] = { "rcv_ssthresh", TCP_KIND_NUMBER, "bytes",
			       "the window grows that far" },
	[TCP_RCV_SPACE] = { "rcv_space", TCP_KIND_NUMBER, "bytes",
			    "read in a round trip" },
	[TCP_BUSY_TIME_US] = { "busy_time_us", TCP_KIND_NUMBER, "microseconds",
			       "with data to send" },
	[TCP_RWND_LIMITED_US] = { "rwnd_limited_us", TCP_KIND_NUMBER, "microseconds",
				  "of them held up by the peer's window" },
	[TCP_SNDBUF_LIMITED_US] = { "sndbuf_limited_us", TCP_KIND_NUMBER, "microseconds",
				    "of them held up by the send buffer" },
	[TCP_FASTOPEN_FAIL] = { "fastopen_client_fail", TCP_KIND_NUMBER, NULL,
				"1 no cookie, 2 data not acknowledged, 3 SYN sent "
				"again" },
};

/* Names of enum tcp_ca_state of linux/tcp.h. */
const char *tcp_ca_state_name(unsigned int state)
{
	static const char *const names[] = { "open", "disorder", "cwr", "recovery",
					     "loss" };

	return state < ARRAY_SIZE(names) ? names[state] : NULL;
}

/* Names of TCPI_OPT_* of linux/tcp.h. */
const char *tcp_option_name(unsigned int kind, unsigned int option)
{
	static const char *const names[TCP_OPTIONS_MAX] = {
		"ts",      "sack",     "wscale",  "ecn",
		"ecnseen", "fastopen", "usec_ts", "fastopen_child",
	};

	(void)kind;
	return option && option <= TCP_OPTIONS_MAX ? names[option - 1] : NULL;
}
