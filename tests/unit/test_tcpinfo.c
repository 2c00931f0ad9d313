/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/tcpinfo.h"

#include <linux/tcp.h>

#include "guard.h"
#include "unit.h"

/* The length of struct tcp_info in Linux 6.18, and of one that a later kernel extends. */
enum { KNOWN = 248, LONGER = 512 };

/* The offset where each fact ends, according to the kernel's header as of 6.18, and its
 * value in a message whose bytes count up from 1. */
static const struct {
	enum tcp_fact fact;
	uint16_t end;
	uint8_t size;
} ends[] = {
	{ TCP_CA_STATE, 2, 1 },
	{ TCP_UNANSWERED, 3, 1 },
	{ TCP_PROBES, 4, 1 },
	{ TCP_BACKOFF, 5, 1 },
	{ TCP_OPTIONS, 6, 1 },
	{ TCP_RTO_US, 12, 4 },
	{ TCP_ATO_US, 16, 4 },
	{ TCP_SND_MSS, 20, 4 },
	{ TCP_RCV_MSS, 24, 4 },
	{ TCP_UNACKED, 28, 4 },
	{ TCP_SACKED, 32, 4 },
	{ TCP_LOST, 36, 4 },
	{ TCP_RETRANS, 40, 4 },
	{ TCP_LAST_DATA_SENT_MS, 48, 4 },
	{ TCP_LAST_DATA_RECV_MS, 56, 4 },
	{ TCP_LAST_ACK_RECV_MS, 60, 4 },
	{ TCP_PMTU, 64, 4 },
	{ TCP_RCV_SSTHRESH, 68, 4 },
	{ TCP_RTT_US, 72, 4 },
	{ TCP_RTTVAR_US, 76, 4 },
	{ TCP_SSTHRESH, 80, 4 },
	{ TCP_CWND, 84, 4 },
	{ TCP_ADVMSS, 88, 4 },
	{ TCP_REORDERING, 92, 4 },
	{ TCP_RCV_RTT_US, 96, 4 },
	{ TCP_RCV_SPACE, 100, 4 },
	{ TCP_TOTAL_RETRANS, 104, 4 },
	{ TCP_PACING_RATE, 112, 8 },
	{ TCP_MAX_PACING_RATE, 120, 8 },
	{ TCP_BYTES_ACKED, 128, 8 },
	{ TCP_BYTES_RECEIVED, 136, 8 },
	{ TCP_SEGS_OUT, 140, 4 },
	{ TCP_SEGS_IN, 144, 4 },
	{ TCP_NOTSENT_BYTES, 148, 4 },
	{ TCP_MIN_RTT_US, 152, 4 },
	{ TCP_DATA_SEGS_IN, 156, 4 },
	{ TCP_DATA_SEGS_OUT, 160, 4 },
	{ TCP_DELIVERY_RATE, 168, 8 },
	{ TCP_BUSY_TIME_US, 176, 8 },
	{ TCP_RWND_LIMITED_US, 184, 8 },
	{ TCP_SNDBUF_LIMITED_US, 192, 8 },
	{ TCP_DELIVERED, 196, 4 },
	{ TCP_DELIVERED_CE, 200, 4 },
	{ TCP_BYTES_SENT, 208, 8 },
	{ TCP_BYTES_RETRANS, 216, 8 },
	{ TCP_DSACK_DUPS, 220, 4 },
	{ TCP_REORD_SEEN, 224, 4 },
	{ TCP_RCV_OOOPACK, 228, 4 },
	{ TCP_SND_WND, 232, 4 },
	{ TCP_RCV_WND, 236, 4 },
	{ TCP_REHASH, 240, 4 },
	{ TCP_TOTAL_RTO, 242, 2 },
	{ TCP_TOTAL_RTO_RECOVERIES, 244, 2 },
	{ TCP_TOTAL_RTO_TIME_MS, 248, 4 },
};

#define OF_BITS                                                                          \
	(TCP_BIT(TCP_SND_WSCALE) | TCP_BIT(TCP_RCV_WSCALE) |                             \
	 TCP_BIT(TCP_IS_APP_LIMITED) | TCP_BIT(TCP_FASTOPEN_FAIL))
#define ALL (TCP_BIT(TCP_FACT_MAX_) - 1)

static void fill(uint8_t bytes[LONGER])
{
	for (size_t i = 0; i < LONGER; i++)
		bytes[i] = (uint8_t)(i + 1);
}

static uint64_t number_at(const uint8_t *at, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++) {
		const bool is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

		number |= (uint64_t)at[is_big ? size - 1 - i : i] << 8 * i;
	}
	return number;
}

static void every_length(void **state)
{
	struct guard g = guard_open(LONGER);
	uint8_t bytes[LONGER];

	(void)state;
	assert_int_equal(ARRAY_SIZE(ends) + 4, TCP_FACT_MAX_);
	fill(bytes);
	for (size_t n = 0; n <= LONGER; n++) {
		struct sock_tcp tcp;
		uint64_t want = 0;

		memset(&tcp, 0xee, sizeof(tcp));
		tcpinfo_decode(guard_copy(&g, bytes, n, 1), n, STATE_ESTABLISHED, &tcp);
		for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
			const uint16_t at = ends[i].end - ends[i].size;

			if (ends[i].end > n) {
				assert_int_equal(tcp.facts[ends[i].fact], 0);
				continue;
			}
			want |= TCP_BIT(ends[i].fact);
			assert_row(tcp_facts[ends[i].fact].name, tcp.facts[ends[i].fact],
				   number_at(bytes + at, ends[i].size));
		}
		/* Without the delivery rate, its limitation is not known either. */
		if (n < 168)
			assert_false(tcp_has(&tcp, TCP_IS_APP_LIMITED));
		if (n < 72)
			want &= ~TCP_BIT(TCP_RTTVAR_US);
		assert_true((tcp.has & ~OF_BITS) == want);
	}
	guard_close(&g);
}

/* The message as declared by the header, with bit-fields laid out by the compiler. */
static void bit_fields(void **state)
{
	struct tcp_info info = {
		.tcpi_options = TCPI_OPT_WSCALE,
		.tcpi_snd_wscale = 14,
		.tcpi_rcv_wscale = 7,
		.tcpi_delivery_rate_app_limited = 1,
		.tcpi_fastopen_client_fail = 2,
		.tcpi_delivery_rate = 1,
	};
	struct sock_tcp tcp;

	(void)state;
	tcpinfo_decode(&info, sizeof(info), STATE_ESTABLISHED, &tcp);
	assert_true((tcp.has & OF_BITS) == OF_BITS);
	assert_int_equal(tcp.facts[TCP_SND_WSCALE], 14);
	assert_int_equal(tcp.facts[TCP_RCV_WSCALE], 7);
	assert_int_equal(tcp.facts[TCP_IS_APP_LIMITED], 1);
	assert_int_equal(tcp.facts[TCP_FASTOPEN_FAIL], 2);

	info.tcpi_delivery_rate_app_limited = 0;
	info.tcpi_fastopen_client_fail = 3;
	tcpinfo_decode(&info, sizeof(info), STATE_ESTABLISHED, &tcp);
	assert_int_equal(tcp.facts[TCP_IS_APP_LIMITED], 0);
	assert_int_equal(tcp.facts[TCP_FASTOPEN_FAIL], 3);

	/* A window scale that was not agreed on is left out. */
	info.tcpi_options = TCPI_OPT_SACK;
	tcpinfo_decode(&info, sizeof(info), STATE_ESTABLISHED, &tcp);
	assert_false(tcp_has(&tcp, TCP_SND_WSCALE));
	assert_false(tcp_has(&tcp, TCP_RCV_WSCALE));
	assert_int_equal(tcp.options, TCPI_OPT_SACK);
}

/* Values that stand for "not measured" are left out; their neighbours are kept. */
static void values_never_measured(void **state)
{
	static const struct {
		const char *name;
		enum tcp_fact fact;
		uint16_t at;
		uint8_t size;
		uint64_t none, some;
	} cases[] = {
		{ "rtt", TCP_RTT_US, 68, 4, 0, 1 },
		{ "rto", TCP_RTO_US, 8, 4, 0, UINT32_MAX },
		{ "ato", TCP_ATO_US, 12, 4, 0, 1 },
		{ "rcv_rtt", TCP_RCV_RTT_US, 92, 4, 0, 1 },
		{ "min_rtt", TCP_MIN_RTT_US, 148, 4, UINT32_MAX, 0 },
		{ "ssthresh", TCP_SSTHRESH, 76, 4, 0x7fffffff, 0x7ffffffe },
		{ "pacing", TCP_PACING_RATE, 104, 8, UINT64_MAX, UINT64_MAX - 1 },
		{ "max pacing", TCP_MAX_PACING_RATE, 112, 8, UINT64_MAX, 0 },
		{ "delivery", TCP_DELIVERY_RATE, 160, 8, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint8_t bytes[LONGER];
		struct sock_tcp tcp;

		for (unsigned int k = 0; k < 2; k++) {
			const uint64_t u64 = k ? cases[i].some : cases[i].none;
			const uint32_t u32 = (uint32_t)u64;
			const void *from = cases[i].size == 8 ? (const void *)&u64 : &u32;

			fill(bytes);
			memcpy(bytes + cases[i].at, from, cases[i].size);
			tcpinfo_decode(bytes, KNOWN, STATE_ESTABLISHED, &tcp);
			assert_row(cases[i].name, tcp_has(&tcp, cases[i].fact), k);
			assert_row(cases[i].name, tcp.facts[cases[i].fact], k ? u64 : 0);
			/* The deviation of an unmeasured round trip. */
			assert_row(cases[i].name, tcp_has(&tcp, TCP_RTTVAR_US),
				   k || cases[i].fact != TCP_RTT_US);
		}
	}
}

static void connections_by_state(void **state)
{
	static const bool is_connection[256] = {
		[STATE_ESTABLISHED] = true, [STATE_SYN_SENT] = true,
		[STATE_SYN_RECV] = true,    [STATE_FIN_WAIT1] = true,
		[STATE_FIN_WAIT2] = true,   [STATE_CLOSE_WAIT] = true,
		[STATE_LAST_ACK] = true,    [STATE_CLOSING] = true,
	};
	uint8_t bytes[LONGER];

	(void)state;
	fill(bytes);
	for (unsigned int i = 0; i < 256; i++) {
		struct sock s = { .state = (uint8_t)i };

		tcpinfo_take(bytes, KNOWN, &s);
		tcpinfo_take_congestion("cubic", 6, &s);
		assert_int_equal(s.has, is_connection[i] ? SOCK_HAS_TCP_INFO : 0);
		if (!is_connection[i])
			continue;
		assert_string_equal(s.tcp.congestion, "cubic");
		assert_true((s.tcp.has | OF_BITS) ==
			    (i == STATE_SYN_SENT
				     ? ALL & ~(TCP_BIT(TCP_LAST_DATA_SENT_MS) |
					       TCP_BIT(TCP_LAST_DATA_RECV_MS) |
					       TCP_BIT(TCP_LAST_ACK_RECV_MS) |
					       TCP_BIT(TCP_SND_WND))
				     : ALL));
	}
}

/* Memory and TCP info may come in any order, or alone. */
static void the_part_is_initialized(void **state)
{
	uint8_t bytes[LONGER];
	struct sock s = { .state = STATE_ESTABLISHED };

	(void)state;
	fill(bytes);
	memset(&s.tcp, 0xee, sizeof(s.tcp));
	tcpinfo_take_congestion("bbr", 4, &s);
	assert_true(s.tcp.has == 0);
	tcpinfo_take(bytes, KNOWN, &s);
	assert_string_equal(s.tcp.congestion, "bbr");

	s.has = 0;
	memset(&s.tcp, 0xee, sizeof(s.tcp));
	tcpinfo_take(bytes, KNOWN, &s);
	assert_string_equal(s.tcp.congestion, "");
}

static void congestion_names(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} cases[] = {
		{ "", 0, "" },
		{ "\0cubic", 6, "" },
		{ "cubic", 6, "cubic" },
		{ "cubic", 5, "cubic" },
		{ "cubic", 3, "cub" },
		{ "fifteen letters", 16, "fifteen letters" },
		{ "sixteen letters!", 16, "sixteen letters" },
		{ "seventeen letters", 17, "seventeen lette" },
	};
	struct guard g = guard_open(64);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = { .state = STATE_ESTABLISHED };

		tcpinfo_take_congestion(guard_copy(&g, cases[i].bytes, cases[i].n, 1),
					cases[i].n, &s);
		assert_string_equal(s.tcp.congestion, cases[i].want);
	}
	guard_close(&g);
}

static void every_fact_is_described(void **state)
{
	(void)state;
	for (size_t i = 0; i < TCP_FACT_MAX_; i++) {
		const struct tcp_fact_desc *desc = &tcp_facts[i];

		assert_true(desc->name && *desc->name && desc->help && *desc->help);
		assert_true(!desc->unit || *desc->unit);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(tcp_facts[k].name, desc->name);
	}
	for (unsigned int i = 0; i < 300; i++) {
		assert_int_equal(tcp_ca_state_name(i) != NULL, i <= TCP_CA_Loss);
		assert_int_equal(tcp_option_name(0, i) != NULL,
				 i > 0 && i <= TCP_OPTIONS_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length),
		cmocka_unit_test(bit_fields),
		cmocka_unit_test(values_never_measured),
		cmocka_unit_test(connections_by_state),
		cmocka_unit_test(the_part_is_initialized),
		cmocka_unit_test(congestion_names),
		cmocka_unit_test(every_fact_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
