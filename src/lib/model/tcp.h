/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells of a TCP connection beside its ends, state and queues: the facts of
 * struct tcp_info (linux/tcp.h), each a number of its own, there or not there. */
#ifndef MODEL_TCP_H
#define MODEL_TCP_H

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they are shown. A unit is part of the name where it is one of time;
 * rates are in bytes per second. */
enum tcp_fact {
	TCP_CA_STATE, /* tcp_ca_state_name */
	TCP_OPTIONS, /* mask of what tcp_option_name names, 1 for the lowest bit */
	TCP_SND_WSCALE, /* bits that the peer's window is shifted by */
	TCP_RCV_WSCALE,
	TCP_RTO_US,
	TCP_BACKOFF, /* how often the timeout has been doubled */
	TCP_RTT_US, /* smoothed */
	TCP_RTTVAR_US,
	TCP_MIN_RTT_US, /* the least of the last minutes */
	TCP_RCV_RTT_US, /* as the receiver estimates it */
	TCP_ATO_US, /* until an ACK is sent by itself */
	TCP_SND_MSS,
	TCP_RCV_MSS,
	TCP_ADVMSS,
	TCP_PMTU,
	TCP_CWND, /* segments */
	TCP_SSTHRESH, /* segments; not there until a loss has set it */
	TCP_BYTES_SENT, /* of data, what was sent again among them */
	TCP_BYTES_ACKED, /* SYN and FIN count for one each where they were acknowledged */
	TCP_BYTES_RECEIVED,
	TCP_BYTES_RETRANS,
	TCP_NOTSENT_BYTES, /* that wait in the send queue */
	TCP_SEGS_OUT,
	TCP_SEGS_IN,
	TCP_DATA_SEGS_OUT,
	TCP_DATA_SEGS_IN,
	TCP_DELIVERED, /* segments */
	TCP_DELIVERED_CE,
	TCP_PACING_RATE, /* not there where it is not limited */
	TCP_MAX_PACING_RATE,
	TCP_DELIVERY_RATE,
	TCP_IS_APP_LIMITED, /* the rate is that of the program, not of the path: 0, 1 */
	TCP_LAST_DATA_SENT_MS, /* so long ago; if ever, else since it was connected */
	TCP_LAST_DATA_RECV_MS,
	TCP_LAST_ACK_RECV_MS,
	TCP_UNANSWERED, /* retransmissions in a row that nothing was heard of */
	TCP_PROBES, /* unanswered, of a zero window or of keepalive */
	TCP_UNACKED, /* segments under way, */
	TCP_SACKED, /* of them those that arrived out of order, */
	TCP_LOST, /* are taken for lost, */
	TCP_RETRANS, /* or were sent again */
	TCP_TOTAL_RETRANS, /* segments sent again, ever */
	TCP_TOTAL_RTO, /* timeouts */
	TCP_TOTAL_RTO_RECOVERIES,
	TCP_TOTAL_RTO_TIME_MS,
	TCP_REORDERING,
	TCP_REORD_SEEN,
	TCP_DSACK_DUPS,
	TCP_RCV_OOOPACK, /* segments that arrived out of order */
	TCP_REHASH, /* how often another path was tried */
	TCP_SND_WND, /* what the peer has room for; 0: a zero window */
	TCP_RCV_WND, /* what it was told that there is room for */
	TCP_RCV_SSTHRESH,
	TCP_RCV_SPACE, /* what the program reads in a round trip */
	TCP_BUSY_TIME_US, /* with data to send, */
	TCP_RWND_LIMITED_US, /* of it waiting for the peer's window, */
	TCP_SNDBUF_LIMITED_US, /* or for the own buffer */
	TCP_FASTOPEN_FAIL, /* TFO_* of linux/tcp.h: why it was not to be had */
	TCP_FACT_MAX_,
};

#define TCP_BIT(fact) (UINT64_C(1) << (fact))
_Static_assert(TCP_FACT_MAX_ <= 64, "more facts than bits");

enum { TCP_CONGESTION_MAX = 16 }; /* TCP_CA_NAME_MAX of the kernel */

/* Options that a connection may have, from the lowest bit of TCPI_OPT_* on. */
enum { TCP_OPTION_WSCALE = 2, TCP_OPTIONS_MAX = 8 };

struct sock_tcp {
	uint64_t
		has; /* mask of TCP_BIT: what the kernel told, and what means something */
	uint64_t facts[TCP_FACT_MAX_];
	uint32_t options; /* the same as that fact */
	char congestion[TCP_CONGESTION_MAX]; /* a NUL ends it; "": not told */
};

enum tcp_kind { TCP_KIND_NUMBER, TCP_KIND_BOOL, TCP_KIND_CA_STATE, TCP_KIND_OPTIONS };

struct tcp_fact_desc {
	const char *name; /* its key in JSON */
	enum tcp_kind kind;
	const char *unit; /* NULL: it counts */
	const char *help;
};

extern const struct tcp_fact_desc tcp_facts[TCP_FACT_MAX_];

static inline bool tcp_has(const struct sock_tcp *tcp, enum tcp_fact fact)
{
	return tcp->has & TCP_BIT(fact);
}

/* NULL for what a later kernel may add. */
const char *tcp_ca_state_name(unsigned int state);

/* Of a bit of TCP_OPTIONS, counted from 1, NULL where there is none; the first argument is
 * nothing to it (struct field_set). */
const char *tcp_option_name(unsigned int kind, unsigned int option);

#endif
