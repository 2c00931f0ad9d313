/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcpinfo.h"

#include <linux/tcp.h>
#include <string.h>

#include "util/cleanup.h"

/* The place of a fact, such as the round trip time, in struct tcp_info. */
struct fact_place {
	/* Offset in struct tcp_info, in bytes, of the number that has the fact. */
	uint16_t at;
	/* Size in bytes of the number that has the fact: 1, 2, 4 or 8. */
	uint8_t size;
	/* A fact that is a bit-field has `bits` bits in a byte, from bit number `shift`
	 * up; `bits` 0: the fact is a whole number. */
	uint8_t shift, bits;
	/* Whether the value of the member `none` stands for a missing value of the
	 * fact. */
	bool has_none;
	/* The number that stands for a missing value of the fact, if has_none is set. */
	uint64_t none;
};

/* Initialises the place of a member of struct tcp_info that every supported version of
 * the header linux/tcp.h has. */
#define MEMBER(name)                                                                     \
	.at = offsetof(struct tcp_info, tcpi_##name),                                    \
	.size = sizeof(((struct tcp_info *)NULL)->tcpi_##name)

/* Initialises the place of a member of struct tcp_info that the header linux/tcp.h may
 * lack when this program is built: a number of `bytes` bytes at a numeric offset. */
#define PLACE(offset, bytes)       .at = (offset), .size = (bytes)
#define BITS(offset, first, count) PLACE(offset, 1), .shift = (first), .bits = (count)
#define NONE_ZERO                  .has_none = true, .none = 0
#define NONE_U32                   .has_none = true, .none = UINT32_MAX
#define NONE_U64                   .has_none = true, .none = UINT64_MAX

/* The kernel sends TCP_INFINITE_SSTHRESH (net/tcp.h), 0x7fffffff, in place of a slow
 * start threshold that is not set. */
#define NONE_SSTHRESH .has_none = true, .none = 0x7fffffff

/* The place of each fact in struct tcp_info, as of Linux 6.18. */
static const struct fact_place places[TCP_FACT_MAX_] = {
	[TCP_CA_STATE] = { MEMBER(ca_state) },
	[TCP_UNANSWERED] = { MEMBER(retransmits) },
	[TCP_PROBES] = { MEMBER(probes) },
	[TCP_BACKOFF] = { MEMBER(backoff) },
	[TCP_OPTIONS] = { MEMBER(options) },
	[TCP_SND_WSCALE] = { BITS(6, 0, 4) },
	[TCP_RCV_WSCALE] = { BITS(6, 4, 4) },
	[TCP_IS_APP_LIMITED] = { BITS(7, 0, 1) },
	[TCP_FASTOPEN_FAIL] = { BITS(7, 1, 2), NONE_ZERO },
	[TCP_RTO_US] = { MEMBER(rto), NONE_ZERO },
	[TCP_ATO_US] = { MEMBER(ato), NONE_ZERO },
	[TCP_SND_MSS] = { MEMBER(snd_mss) },
	[TCP_RCV_MSS] = { MEMBER(rcv_mss) },
	[TCP_UNACKED] = { MEMBER(unacked) },
	[TCP_SACKED] = { MEMBER(sacked) },
	[TCP_LOST] = { MEMBER(lost) },
	[TCP_RETRANS] = { MEMBER(retrans) },
	/* Two members of struct tcp_info have no row in this table: tcpi_fackets is 0
	 * since Linux 4.15, and the kernel never sets tcpi_last_ack_sent. */
	[TCP_LAST_DATA_SENT_MS] = { MEMBER(last_data_sent) },
	[TCP_LAST_DATA_RECV_MS] = { MEMBER(last_data_recv) },
	[TCP_LAST_ACK_RECV_MS] = { MEMBER(last_ack_recv) },
	[TCP_PMTU] = { MEMBER(pmtu) },
	[TCP_RCV_SSTHRESH] = { MEMBER(rcv_ssthresh) },
	[TCP_RTT_US] = { MEMBER(rtt), NONE_ZERO },
	[TCP_RTTVAR_US] = { MEMBER(rttvar) },
	[TCP_SSTHRESH] = { MEMBER(snd_ssthresh), NONE_SSTHRESH },
	[TCP_CWND] = { MEMBER(snd_cwnd) },
	[TCP_ADVMSS] = { MEMBER(advmss) },
	[TCP_REORDERING] = { MEMBER(reordering) },
	[TCP_RCV_RTT_US] = { MEMBER(rcv_rtt), NONE_ZERO },
	[TCP_RCV_SPACE] = { MEMBER(rcv_space) },
	[TCP_TOTAL_RETRANS] = { MEMBER(total_retrans) },
	[TCP_PACING_RATE] = { MEMBER(pacing_rate), NONE_U64 },
	[TCP_MAX_PACING_RATE] = { MEMBER(max_pacing_rate), NONE_U64 },
	[TCP_BYTES_ACKED] = { MEMBER(bytes_acked) },
	[TCP_BYTES_RECEIVED] = { MEMBER(bytes_received) },
	[TCP_SEGS_OUT] = { MEMBER(segs_out) },
	[TCP_SEGS_IN] = { MEMBER(segs_in) },
	[TCP_NOTSENT_BYTES] = { MEMBER(notsent_bytes) },
	[TCP_MIN_RTT_US] = { MEMBER(min_rtt), NONE_U32 },
	[TCP_DATA_SEGS_IN] = { MEMBER(data_segs_in) },
	[TCP_DATA_SEGS_OUT] = { MEMBER(data_segs_out) },
	[TCP_DELIVERY_RATE] = { MEMBER(delivery_rate), NONE_ZERO },
	[TCP_BUSY_TIME_US] = { MEMBER(busy_time) },
	[TCP_RWND_LIMITED_US] = { MEMBER(rwnd_limited) },
	[TCP_SNDBUF_LIMITED_US] = { MEMBER(sndbuf_limited) },
	[TCP_DELIVERED] = { MEMBER(delivered) },
	[TCP_DELIVERED_CE] = { MEMBER(delivered_ce) },
	[TCP_BYTES_SENT] = { MEMBER(bytes_sent) },
	[TCP_BYTES_RETRANS] = { MEMBER(bytes_retrans) },
	[TCP_DSACK_DUPS] = { MEMBER(dsack_dups) },
	[TCP_REORD_SEEN] = { MEMBER(reord_seen) },
	[TCP_RCV_OOOPACK] = { MEMBER(rcv_ooopack) },
	[TCP_SND_WND] = { MEMBER(snd_wnd) },
	[TCP_RCV_WND] = { PLACE(232, 4) },
	[TCP_REHASH] = { PLACE(236, 4) },
	[TCP_TOTAL_RTO] = { PLACE(240, 2) },
	[TCP_TOTAL_RTO_RECOVERIES] = { PLACE(242, 2) },
	[TCP_TOTAL_RTO_TIME_MS] = { PLACE(244, 4) },
};

/* Mask of the states in which the members of struct tcp_info describe a connection. In
 * other states the kernel uses some members for other numbers, for example for the queues
 * of a listener. */
#define CONNECTED                                                                        \
	(STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) |                      \
	 STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_FIN_WAIT1) |                        \
	 STATE_BIT(STATE_FIN_WAIT2) | STATE_BIT(STATE_CLOSE_WAIT) |                      \
	 STATE_BIT(STATE_LAST_ACK) | STATE_BIT(STATE_CLOSING))

/* Mask of the TCP facts that are valid only after the first answer of the peer. Before
 * the first answer, the kernel sends 0 as the window, and times since boot in place of
 * the times since the last packets. */
#define OF_AN_ANSWER                                                                     \
	(TCP_BIT(TCP_LAST_DATA_SENT_MS) | TCP_BIT(TCP_LAST_DATA_RECV_MS) |               \
	 TCP_BIT(TCP_LAST_ACK_RECV_MS) | TCP_BIT(TCP_SND_WND))

#define OF_WSCALE (TCP_BIT(TCP_SND_WSCALE) | TCP_BIT(TCP_RCV_WSCALE))

/* Reads a number of `size` bytes (1, 2, 4 or 8) in host byte order. */
static uint64_t read_number(const char *from, size_t size)
{
	uint8_t u8 = 0;
	uint16_t u16 = 0;
	uint32_t u32 = 0;
	uint64_t u64 = 0;

	switch (size) {
	case sizeof(u8):
		memcpy(&u8, from, sizeof(u8));
		return u8;
	case sizeof(u16):
		memcpy(&u16, from, sizeof(u16));
		return u16;
	case sizeof(u32):
		memcpy(&u32, from, sizeof(u32));
		return u32;
	default:
		memcpy(&u64, from, sizeof(u64));
		return u64;
	}
}

/* Extracts the bit-field that `place` describes from its byte. Bit-fields start at the
 * low end of the byte on little-endian machines and at the high end on big-endian
 * machines. */
static uint64_t read_bits(uint64_t byte, const struct fact_place *place)
{
	const unsigned int mask = (1U << place->bits) - 1;
	const bool is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	return byte >> (is_big ? 8 - place->shift - place->bits : place->shift) & mask;
}

void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret)
{
	ret->has = 0;
	for (size_t i = 0; i < TCP_FACT_MAX_; i++) {
		const struct fact_place *place = &places[i];
		uint64_t number = 0;

		ret->facts[i] = 0;
		if ((size_t)place->at + place->size > n)
			continue;
		number = read_number((const char *)bytes + place->at, place->size);
		if (place->bits)
			number = read_bits(number, place);
		if (place->has_none && number == place->none)
			continue;
		ret->facts[i] = number;
		ret->has |= TCP_BIT(i);
	}
	ret->options = (uint32_t)ret->facts[TCP_OPTIONS];
	if (state == STATE_SYN_SENT)
		ret->has &= ~OF_AN_ANSWER;
	if (!tcp_has(ret, TCP_RTT_US))
		ret->has &= ~TCP_BIT(TCP_RTTVAR_US);
	if (!tcp_has(ret, TCP_DELIVERY_RATE))
		ret->has &= ~TCP_BIT(TCP_IS_APP_LIMITED);
	if (!(ret->options & 1U << TCP_OPTION_WSCALE))
		ret->has &= ~OF_WSCALE;
}

/* Returns the TCP part of s, which is zeroed if s has no TCP part yet, or NULL if s is
 * not a connection. */
static struct sock_tcp *tcpinfo_part(struct sock *s)
{
	if (s->state >= STATE_MAX_ || !(CONNECTED & STATE_BIT(s->state)))
		return NULL;
	if (!(s->has & SOCK_HAS_TCP_INFO))
		memset(&s->tcp, 0, sizeof(s->tcp));
	s->has |= SOCK_HAS_TCP_INFO;
	return &s->tcp;
}

void tcpinfo_take(const void *bytes, size_t n, struct sock *s)
{
	struct sock_tcp *tcp = tcpinfo_part(s);

	if (tcp)
		tcpinfo_decode(bytes, n, s->state, tcp);
}

void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s)
{
	struct sock_tcp *tcp = tcpinfo_part(s);

	if (!tcp)
		return;
	n = strnlen(bytes, n);
	if (n > TCP_CONGESTION_MAX - 1)
		n = TCP_CONGESTION_MAX - 1;
	memset(tcp->congestion, 0, sizeof(tcp->congestion));
	memcpy(tcp->congestion, bytes, n);
}
