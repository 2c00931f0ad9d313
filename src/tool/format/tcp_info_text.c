/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp_info_text.h"

#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "columns.h"
#include "text/escape.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

void tcp_info_put_memory(struct strbuf *sb, const struct row *r)
{
	static const char *const letters[MEMORY_MAX_] = {
		[MEMORY_RMEM_ALLOC] = "r", [MEMORY_RCVBUF] = "rb",
		[MEMORY_WMEM_ALLOC] = "t", [MEMORY_SNDBUF] = "tb",
		[MEMORY_FWD_ALLOC] = "f",  [MEMORY_WMEM_QUEUED] = "w",
		[MEMORY_OPTMEM] = "o",     [MEMORY_BACKLOG] = "bl",
		[MEMORY_DROPS] = "d",
	};

	if (!(r->s->has & SOCK_HAS_MEMORY))
		return;
	strbuf_adds(sb, "skmem:(");
	for (uint32_t i = 0; i < r->s->memory.count; i++) {
		strbuf_adds(sb, i ? "," : "");
		strbuf_adds(sb, letters[i]);
		strbuf_addu(sb, r->s->memory.of[i]);
	}
	strbuf_addc(sb, ')');
}

static uint64_t get(const struct row *r, enum tcp_fact fact)
{
	return r->s->tcp.facts[fact];
}

static void put_double(struct strbuf *sb, const char *format, double number)
{
	char text[64];

	snprintf(text, sizeof(text), format, number);
	escape_text(sb, text, strlen(text), NULL);
}

static void put_ms(struct strbuf *sb, uint64_t us)
{
	put_double(sb, "%g", (double)us / 1000);
}

/* Appends the value of a TCP fact (a number of the TCP info), even if the value is 0;
 * put_count leaves out a value of 0. */
static void put_any(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	strbuf_addu(sb, get(r, fact));
}

static void put_count(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	if (get(r, fact))
		strbuf_addu(sb, get(r, fact));
}

static void put_us(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	put_ms(sb, get(r, fact));
}

static void put_app_limited(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	strbuf_adds(sb, get(r, fact) ? "app_limited" : "");
}

/* Appends the TCP options of a connection, as in "ts sack", if the option --extend is
 * set. Window scaling is left out, because put_wscale shows the scaling factors. */
static void put_options(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	const size_t start = sb->len;

	(void)fact;
	for (unsigned int i = 0; r->spec->extend && i < TCP_OPTIONS_MAX; i++) {
		if (!(r->s->tcp.options >> i & 1) || i == TCP_OPTION_WSCALE)
			continue;
		if (sb->len != start)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, tcp_option_name(0, i + 1));
	}
}

/* Appends the name of the congestion control of a connection. The name is escaped,
 * because any kernel module or BPF program may choose it. */
static void put_congestion(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	const char *name = r->s->tcp.congestion;

	(void)fact;
	escape_text(sb, name, strnlen(name, TCP_CONGESTION_MAX), " :(),");
}

static void put_wscale(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	strbuf_addf(sb, "%ju,%ju", get(r, fact), get(r, TCP_RCV_WSCALE));
}

static void put_rtt(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	put_us(sb, r, fact);
	if (!tcp_has(&r->s->tcp, TCP_RTTVAR_US))
		return;
	strbuf_addc(sb, '/');
	put_us(sb, r, TCP_RTTVAR_US);
}

/* Appends a number of bits per second: exactly, if ports are shown as numbers; otherwise
 * with three significant digits and a prefix such as "M". */
static void put_bits(struct strbuf *sb, const struct row *r, double bits)
{
	static const char *const prefixes[] = { "", "K", "M", "G", "T" };
	size_t i = 0;

	if (!r->spec->services) {
		put_double(sb, "%.0fbps", bits);
		return;
	}
	for (; bits >= 1000 && i + 1 < ARRAY_SIZE(prefixes); i++)
		bits /= 1000;
	put_double(sb, "%.3g", bits);
	strbuf_addf(sb, "%sbps", prefixes[i]);
}

static void put_rate(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	if (get(r, fact))
		put_bits(sb, r, (double)get(r, fact) * 8);
}

/* Appends the pacing rate and, after a slash, the maximal pacing rate of a connection. */
static void put_pacing(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	put_rate(sb, r, fact);
	if (!get(r, fact) || !tcp_has(&r->s->tcp, TCP_MAX_PACING_RATE))
		return;
	strbuf_addc(sb, '/');
	put_bits(sb, r, (double)get(r, TCP_MAX_PACING_RATE) * 8);
}

/* Appends an estimate of the rate at which a connection can send: one congestion window
 * per round trip. */
static void put_send(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	const double bits = (double)get(r, TCP_CWND) * (double)get(r, TCP_SND_MSS) * 8;

	if (bits > 0)
		put_bits(sb, r, bits * 1e6 / (double)get(r, fact));
}

static void put_busy(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	if (get(r, fact))
		strbuf_addf(sb, "%jums", get(r, fact) / 1000);
}

static void put_limited(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	const uint64_t busy = get(r, TCP_BUSY_TIME_US);

	put_busy(sb, r, fact);
	if (get(r, fact) && busy)
		put_double(sb, "(%.1f%%)", 100.0 * (double)get(r, fact) / (double)busy);
}

/* Appends the number of retransmitted segments that are in flight, a slash, and the
 * number of all segments that were retransmitted since the connection began. */
static void put_retrans(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	if (get(r, TCP_RETRANS) || get(r, fact))
		strbuf_addf(sb, "%ju/%ju", get(r, TCP_RETRANS), get(r, fact));
}

/* Appends the reordering metric of a connection; nothing if it is 3, the initial value of
 * every connection. */
static void put_reordering(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	if (get(r, fact) != 3)
		put_count(sb, r, fact);
}

static void put_ca_state(struct strbuf *sb, const struct row *r, enum tcp_fact fact)
{
	const uint64_t state = get(r, fact);

	if (state)
		cell_word(sb, tcp_ca_state_name((unsigned int)state), state);
}

/* The values of a connection that are shown, with their labels: first the values that ss
 * -i shows, in the order of ss, then values that ss does not show. If `put` appends
 * nothing, the label is left out, too. TCP_FACT_MAX_ stands for the congestion control,
 * which every connection has. */
static const struct {
	const char *label;
	enum tcp_fact fact;
	void (*put)(struct strbuf *sb, const struct row *r, enum tcp_fact fact);
} words[] = {
	{ "", TCP_OPTIONS, put_options },
	{ "", TCP_FACT_MAX_, put_congestion },
	{ "wscale:", TCP_SND_WSCALE, put_wscale },
	{ "rto:", TCP_RTO_US, put_us },
	{ "backoff:", TCP_BACKOFF, put_count },
	{ "rtt:", TCP_RTT_US, put_rtt },
	{ "ato:", TCP_ATO_US, put_us },
	{ "mss:", TCP_SND_MSS, put_count },
	{ "pmtu:", TCP_PMTU, put_count },
	{ "rcvmss:", TCP_RCV_MSS, put_count },
	{ "advmss:", TCP_ADVMSS, put_count },
	{ "cwnd:", TCP_CWND, put_count },
	{ "ssthresh:", TCP_SSTHRESH, put_count },
	{ "bytes_sent:", TCP_BYTES_SENT, put_count },
	{ "bytes_retrans:", TCP_BYTES_RETRANS, put_count },
	{ "bytes_acked:", TCP_BYTES_ACKED, put_count },
	{ "bytes_received:", TCP_BYTES_RECEIVED, put_count },
	{ "segs_out:", TCP_SEGS_OUT, put_count },
	{ "segs_in:", TCP_SEGS_IN, put_count },
	{ "data_segs_out:", TCP_DATA_SEGS_OUT, put_count },
	{ "data_segs_in:", TCP_DATA_SEGS_IN, put_count },
	{ "send ", TCP_RTT_US, put_send },
	{ "lastsnd:", TCP_LAST_DATA_SENT_MS, put_count },
	{ "lastrcv:", TCP_LAST_DATA_RECV_MS, put_count },
	{ "lastack:", TCP_LAST_ACK_RECV_MS, put_count },
	{ "pacing_rate ", TCP_PACING_RATE, put_pacing },
	{ "delivery_rate ", TCP_DELIVERY_RATE, put_rate },
	{ "delivered:", TCP_DELIVERED, put_count },
	{ "delivered_ce:", TCP_DELIVERED_CE, put_count },
	{ "", TCP_IS_APP_LIMITED, put_app_limited },
	{ "busy:", TCP_BUSY_TIME_US, put_busy },
	{ "rwnd_limited:", TCP_RWND_LIMITED_US, put_limited },
	{ "sndbuf_limited:", TCP_SNDBUF_LIMITED_US, put_limited },
	{ "unacked:", TCP_UNACKED, put_count },
	{ "retrans:", TCP_TOTAL_RETRANS, put_retrans },
	{ "lost:", TCP_LOST, put_count },
	{ "sacked:", TCP_SACKED, put_count },
	{ "dsack_dups:", TCP_DSACK_DUPS, put_count },
	{ "reordering:", TCP_REORDERING, put_reordering },
	{ "reord_seen:", TCP_REORD_SEEN, put_count },
	{ "rcv_rtt:", TCP_RCV_RTT_US, put_us },
	{ "rcv_space:", TCP_RCV_SPACE, put_count },
	{ "rcv_ssthresh:", TCP_RCV_SSTHRESH, put_count },
	{ "notsent:", TCP_NOTSENT_BYTES, put_count },
	{ "minrtt:", TCP_MIN_RTT_US, put_us },
	{ "rcv_ooopack:", TCP_RCV_OOOPACK, put_count },
	{ "snd_wnd:", TCP_SND_WND, put_any },
	{ "rcv_wnd:", TCP_RCV_WND, put_any },
	{ "rehash:", TCP_REHASH, put_count },
	{ "ca_state:", TCP_CA_STATE, put_ca_state },
	{ "unanswered:", TCP_UNANSWERED, put_count },
	{ "probes:", TCP_PROBES, put_count },
	{ "total_rto:", TCP_TOTAL_RTO, put_count },
	{ "total_rto_recoveries:", TCP_TOTAL_RTO_RECOVERIES, put_count },
	{ "total_rto_time:", TCP_TOTAL_RTO_TIME_MS, put_count },
	{ "fastopen_client_fail:", TCP_FASTOPEN_FAIL, put_count },
};

void tcp_info_put_tcp(struct strbuf *sb, const struct row *r)
{
	const size_t start = sb->len;

	if (!(r->s->has & SOCK_HAS_TCP_INFO))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const size_t before = sb->len;

		if (words[i].fact != TCP_FACT_MAX_ && !tcp_has(&r->s->tcp, words[i].fact))
			continue;
		if (sb->len != start)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, words[i].label);
		const size_t at = sb->len;
		words[i].put(sb, r, words[i].fact);
		if (sb->len == at)
			sb->len = before;
	}
}
