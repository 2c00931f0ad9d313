/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcpinfo.h"

#include <linux/tcp.h>
#include <string.h>

#include "util/cleanup.h"

/* Where a fact is in struct tcp_info. The kernel only appends to the struct and sends
 * what it knows. Offsets are numbers because the header at build time may be older than
 * the running kernel. */
struct fact_place {
	uint16_t at;
	uint8_t size; /* 1, 2, 4 or 8 */
	/* bits from the lowest on; 0: all bits */
	uint8_t shift, bits;
	/* `none` means that there is no value */
	bool has_none;
	uint64_t none;
};

#define PLACE(offset, bytes)       .at = (offset), .size = (bytes)
#define BITS(offset, first, count) PLACE(offset, 1), .shift = (first), .bits = (count)
#define NONE_ZERO                  .has_none = true, .none = 0
#define NONE_U32                   .has_none = true, .none = UINT32_MAX
#define NONE_U64                   .has_none = true, .none = UINT64_MAX

/* TCP_INFINITE_SSTHRESH of the kernel's net/tcp.h. */
#define NONE_SSTHRESH .has_none = true, .none = 0x7fffffff

/* As of Linux 6.18; the history of include/uapi/linux/tcp.h tells when each was added. */
static const struct fact_place places[TCP_FACT_MAX_] = {
	[TCP_CA_STATE] = { PLACE(1, 1) },
	[TCP_UNANSWERED] = { PLACE(2, 1) },
	[TCP_PROBES] = { PLACE(3, 1) },
	[TCP_BACKOFF] = { PLACE(4, 1) },
	[TCP_OPTIONS] = { PLACE(5, 1) },
	[TCP_SND_WSCALE] = { BITS(6, 0, 4) },
	[TCP_RCV_WSCALE] = { BITS(6, 4, 4) },
	[TCP_IS_APP_LIMITED] = { BITS(7, 0, 1) },
	[TCP_FASTOPEN_FAIL] = { BITS(7, 1, 2), NONE_ZERO },
	[TCP_RTO_US] = { PLACE(8, 4), NONE_ZERO },
	[TCP_ATO_US] = { PLACE(12, 4), NONE_ZERO },
	[TCP_SND_MSS] = { PLACE(16, 4) },
	[TCP_RCV_MSS] = { PLACE(20, 4) },
	[TCP_UNACKED] = { PLACE(24, 4) },
	[TCP_SACKED] = { PLACE(28, 4) },
	[TCP_LOST] = { PLACE(32, 4) },
	[TCP_RETRANS] = { PLACE(36, 4) },
	/* Unused: 40 fackets, 0 since 4.15; 48 last_ack_sent, never set. */
	[TCP_LAST_DATA_SENT_MS] = { PLACE(44, 4) },
	[TCP_LAST_DATA_RECV_MS] = { PLACE(52, 4) },
	[TCP_LAST_ACK_RECV_MS] = { PLACE(56, 4) },
	[TCP_PMTU] = { PLACE(60, 4) },
	[TCP_RCV_SSTHRESH] = { PLACE(64, 4) },
	[TCP_RTT_US] = { PLACE(68, 4), NONE_ZERO },
	[TCP_RTTVAR_US] = { PLACE(72, 4) },
	[TCP_SSTHRESH] = { PLACE(76, 4), NONE_SSTHRESH },
	[TCP_CWND] = { PLACE(80, 4) },
	[TCP_ADVMSS] = { PLACE(84, 4) },
	[TCP_REORDERING] = { PLACE(88, 4) },
	[TCP_RCV_RTT_US] = { PLACE(92, 4), NONE_ZERO },
	[TCP_RCV_SPACE] = { PLACE(96, 4) },
	[TCP_TOTAL_RETRANS] = { PLACE(100, 4) },
	[TCP_PACING_RATE] = { PLACE(104, 8), NONE_U64 },
	[TCP_MAX_PACING_RATE] = { PLACE(112, 8), NONE_U64 },
	[TCP_BYTES_ACKED] = { PLACE(120, 8) },
	[TCP_BYTES_RECEIVED] = { PLACE(128, 8) },
	[TCP_SEGS_OUT] = { PLACE(136, 4) },
	[TCP_SEGS_IN] = { PLACE(140, 4) },
	[TCP_NOTSENT_BYTES] = { PLACE(144, 4) },
	[TCP_MIN_RTT_US] = { PLACE(148, 4), NONE_U32 },
	[TCP_DATA_SEGS_IN] = { PLACE(152, 4) },
	[TCP_DATA_SEGS_OUT] = { PLACE(156, 4) },
	[TCP_DELIVERY_RATE] = { PLACE(160, 8), NONE_ZERO },
	[TCP_BUSY_TIME_US] = { PLACE(168, 8) },
	[TCP_RWND_LIMITED_US] = { PLACE(176, 8) },
	[TCP_SNDBUF_LIMITED_US] = { PLACE(184, 8) },
	[TCP_DELIVERED] = { PLACE(192, 4) },
	[TCP_DELIVERED_CE] = { PLACE(196, 4) },
	[TCP_BYTES_SENT] = { PLACE(200, 8) },
	[TCP_BYTES_RETRANS] = { PLACE(208, 8) },
	[TCP_DSACK_DUPS] = { PLACE(216, 4) },
	[TCP_REORD_SEEN] = { PLACE(220, 4) },
	[TCP_RCV_OOOPACK] = { PLACE(224, 4) },
	[TCP_SND_WND] = { PLACE(228, 4) },
	[TCP_RCV_WND] = { PLACE(232, 4) },
	[TCP_REHASH] = { PLACE(236, 4) },
	[TCP_TOTAL_RTO] = { PLACE(240, 2) },
	[TCP_TOTAL_RTO_RECOVERIES] = { PLACE(242, 2) },
	[TCP_TOTAL_RTO_TIME_MS] = { PLACE(244, 4) },
};

/* Checks the offsets of members that every supported header has. */
#define AT(field, offset)                                                                \
	_Static_assert(offsetof(struct tcp_info, field) == (offset),                     \
		       #field " is elsewhere")
AT(tcpi_options, 5);
AT(tcpi_rto, 8);
AT(tcpi_unacked, 24);
AT(tcpi_last_data_sent, 44);
AT(tcpi_last_data_recv, 52);
AT(tcpi_rtt, 68);
AT(tcpi_snd_ssthresh, 76);
AT(tcpi_rcv_space, 96);
AT(tcpi_total_retrans, 100);
AT(tcpi_pacing_rate, 104);
AT(tcpi_bytes_received, 128);
AT(tcpi_min_rtt, 148);
AT(tcpi_delivery_rate, 160);
AT(tcpi_sndbuf_limited, 184);
AT(tcpi_bytes_sent, 200);
AT(tcpi_snd_wnd, 228);

/* Sockets in other states are no connections; a listener has its queues in these
 * fields. */
#define CONNECTED                                                                        \
	(STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT) |                      \
	 STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_FIN_WAIT1) |                        \
	 STATE_BIT(STATE_FIN_WAIT2) | STATE_BIT(STATE_CLOSE_WAIT) |                      \
	 STATE_BIT(STATE_LAST_ACK) | STATE_BIT(STATE_CLOSING))

/* Before the first answer the kernel has not set these: 0 would mean a zero window, and
 * times would count from boot. */
#define OF_AN_ANSWER                                                                     \
	(TCP_BIT(TCP_LAST_DATA_SENT_MS) | TCP_BIT(TCP_LAST_DATA_RECV_MS) |               \
	 TCP_BIT(TCP_LAST_ACK_RECV_MS) | TCP_BIT(TCP_SND_WND))

#define OF_WSCALE (TCP_BIT(TCP_SND_WSCALE) | TCP_BIT(TCP_RCV_WSCALE))

/* Reads a number in host byte order. */
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

/* Bit-fields start at the low end on little-endian machines and at the high end on
 * big-endian ones. */
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

/* Returns the TCP part of the socket, zeroed when new, or NULL if it has none. */
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
