/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of a TCP connection from struct tcp_info (linux/tcp.h). Each fact is a number
 * that may be absent. */
#ifndef MODEL_TCP_H
#define MODEL_TCP_H

#include <stdbool.h>
#include <stdint.h>

/* The facts of a TCP connection in display order; tcp_facts describes each fact and gives
 * its unit. TCP_SSTHRESH is absent before the first loss, and TCP_PACING_RATE while the
 * pacing rate is unlimited. TCP_FASTOPEN_FAIL is one of TFO_* of linux/tcp.h. */
/* clang-format off */
enum tcp_fact {
	TCP_CA_STATE, TCP_OPTIONS, TCP_SND_WSCALE, TCP_RCV_WSCALE,
	TCP_RTO_US, TCP_BACKOFF, TCP_RTT_US, TCP_RTTVAR_US, TCP_MIN_RTT_US,
	TCP_RCV_RTT_US, TCP_ATO_US,
	TCP_SND_MSS, TCP_RCV_MSS, TCP_ADVMSS, TCP_PMTU, TCP_CWND, TCP_SSTHRESH,
	TCP_BYTES_SENT, TCP_BYTES_ACKED, TCP_BYTES_RECEIVED, TCP_BYTES_RETRANS,
	TCP_NOTSENT_BYTES, TCP_SEGS_OUT, TCP_SEGS_IN, TCP_DATA_SEGS_OUT,
	TCP_DATA_SEGS_IN, TCP_DELIVERED, TCP_DELIVERED_CE,
	TCP_PACING_RATE, TCP_MAX_PACING_RATE, TCP_DELIVERY_RATE, TCP_IS_APP_LIMITED,
	TCP_LAST_DATA_SENT_MS, TCP_LAST_DATA_RECV_MS, TCP_LAST_ACK_RECV_MS,
	TCP_UNANSWERED, TCP_PROBES, TCP_UNACKED, TCP_SACKED, TCP_LOST, TCP_RETRANS,
	TCP_TOTAL_RETRANS, TCP_TOTAL_RTO, TCP_TOTAL_RTO_RECOVERIES,
	TCP_TOTAL_RTO_TIME_MS, TCP_REORDERING, TCP_REORD_SEEN, TCP_DSACK_DUPS,
	TCP_RCV_OOOPACK, TCP_REHASH,
	TCP_SND_WND, TCP_RCV_WND, TCP_RCV_SSTHRESH, TCP_RCV_SPACE,
	TCP_BUSY_TIME_US, TCP_RWND_LIMITED_US, TCP_SNDBUF_LIMITED_US,
	TCP_FASTOPEN_FAIL, TCP_FACT_MAX_,
};
/* clang-format on */

#define TCP_BIT(fact) (UINT64_C(1) << (fact))
_Static_assert(TCP_FACT_MAX_ <= 64, "more facts than bits");

/* TCP_CONGESTION_MAX is the kernel's TCP_CA_NAME_MAX. TCP_OPTION_WSCALE is the bit number
 * of the option "wscale" in TCPI_OPT_* (linux/tcp.h), TCP_OPTIONS_MAX the number of
 * options. */
enum { TCP_CONGESTION_MAX = 16, TCP_OPTION_WSCALE = 2, TCP_OPTIONS_MAX = 8 };

struct sock_tcp {
	/* facts that the kernel gave and that are meaningful, as a mask of TCP_BIT */
	uint64_t has;
	uint64_t facts[TCP_FACT_MAX_];
	/* value of the fact TCP_OPTIONS, a mask of TCPI_OPT_* (linux/tcp.h) */
	uint32_t options;
	/* name of the congestion control, NUL-terminated; "": unknown */
	char congestion[TCP_CONGESTION_MAX];
};

enum tcp_kind { TCP_KIND_NUMBER, TCP_KIND_BOOL, TCP_KIND_CA_STATE, TCP_KIND_OPTIONS };

struct tcp_fact_desc {
	/* key of the fact in JSON */
	const char *name;
	enum tcp_kind kind;
	/* unit of the fact, such as "bytes"; NULL: no unit */
	const char *unit;
	const char *help;
};

extern const struct tcp_fact_desc tcp_facts[TCP_FACT_MAX_];

static inline bool tcp_has(const struct sock_tcp *tcp, enum tcp_fact fact)
{
	return tcp->has & TCP_BIT(fact);
}

/* Returns the name of a congestion control state (enum tcp_ca_state of linux/tcp.h), or
 * NULL if the state is unknown. */
const char *tcp_ca_state_name(unsigned int state);

/* Returns the name of TCP option number `option`, counted from 1, or NULL if the option
 * is unknown. `kind` is unused: struct field_set prescribes the parameter. */
const char *tcp_option_name(unsigned int kind, unsigned int option);

#endif
