/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/tcp_info_text.h"

#include "format/columns.h"
#include "format/out.h"
#include "sockets.h"
#include "unit.h"

static void set(struct sock *s, enum tcp_fact fact, uint64_t number)
{
	s->tcp.facts[fact] = number;
	s->tcp.has |= TCP_BIT(fact);
	if (fact == TCP_OPTIONS)
		s->tcp.options = (uint32_t)number;
}

static struct sock connection(void)
{
	struct sock s =
		sockets_make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 2, STATE_ESTABLISHED);

	s.has |= SOCK_HAS_TCP_INFO;
	return s;
}

static void assert_tcp(const char *row, const struct out_spec *spec, const struct sock *s,
		       const char *want)
{
	struct strbuf sb = { 0 };

	strbuf_adds(&sb, "");
	tcp_info_put_tcp(&sb, &(struct row){ .spec = spec, .s = s });
	assert_row_text(row, &sb, want);
	strbuf_release(&sb);
}

/* A fact alone, and together with a fact that belongs to it. */
static void words_of_facts(void **state)
{
	static const struct {
		enum tcp_fact fact;
		uint64_t number;
		/* The other fact, or TCP_FACT_MAX_. */
		enum tcp_fact also;
		uint64_t also_number;
		const char *want;
	} cases[] = {
		{ TCP_RTO_US, 204000, TCP_FACT_MAX_, 0, "rto:204" },
		{ TCP_RTO_US, 1234567, TCP_FACT_MAX_, 0, "rto:1234.57" },
		{ TCP_RTT_US, 21, TCP_RTTVAR_US, 12, "rtt:0.021/0.012" },
		{ TCP_RTT_US, 1500, TCP_FACT_MAX_, 0, "rtt:1.5" },
		{ TCP_SND_WSCALE, 7, TCP_RCV_WSCALE, 0, "wscale:7,0" },
		{ TCP_SND_WND, 0, TCP_FACT_MAX_, 0, "snd_wnd:0" },
		{ TCP_SND_WND, 65536, TCP_FACT_MAX_, 0, "snd_wnd:65536" },
		{ TCP_BYTES_SENT, 0, TCP_FACT_MAX_, 0, "" },
		{ TCP_BYTES_SENT, UINT64_MAX, TCP_FACT_MAX_, 0,
		  "bytes_sent:18446744073709551615" },
		{ TCP_TOTAL_RETRANS, 0, TCP_RETRANS, 0, "" },
		{ TCP_TOTAL_RETRANS, 5, TCP_RETRANS, 0, "retrans:0/5" },
		{ TCP_TOTAL_RETRANS, 5, TCP_RETRANS, 2, "retrans:2/5" },
		{ TCP_REORDERING, 3, TCP_FACT_MAX_, 0, "" },
		{ TCP_REORDERING, 4, TCP_FACT_MAX_, 0, "reordering:4" },
		{ TCP_IS_APP_LIMITED, 1, TCP_FACT_MAX_, 0, "app_limited" },
		{ TCP_IS_APP_LIMITED, 0, TCP_FACT_MAX_, 0, "" },
		{ TCP_BUSY_TIME_US, 8999, TCP_FACT_MAX_, 0, "busy:8ms" },
		{ TCP_BUSY_TIME_US, 8000, TCP_RWND_LIMITED_US, 1000,
		  "busy:8ms rwnd_limited:1ms(12.5%)" },
		{ TCP_RWND_LIMITED_US, 1000, TCP_FACT_MAX_, 0, "rwnd_limited:1ms" },
		{ TCP_PACING_RATE, 125, TCP_FACT_MAX_, 0, "pacing_rate 1000bps" },
		{ TCP_PACING_RATE, 125, TCP_MAX_PACING_RATE, 250,
		  "pacing_rate 1000bps/2000bps" },
		{ TCP_DELIVERY_RATE, 8192000000, TCP_FACT_MAX_, 0,
		  "delivery_rate 65536000000bps" },
		{ TCP_CA_STATE, 0, TCP_FACT_MAX_, 0, "" },
		{ TCP_CA_STATE, 4, TCP_FACT_MAX_, 0, "ca_state:loss" },
		{ TCP_CA_STATE, 99, TCP_FACT_MAX_, 0, "ca_state:99" },
		{ TCP_OPTIONS, 7, TCP_FACT_MAX_, 0, "" },
		{ TCP_UNANSWERED, 2, TCP_LOST, 1, "lost:1 unanswered:2" },
	};
	const struct out_spec spec = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = connection();

		set(&s, cases[i].fact, cases[i].number);
		if (cases[i].also != TCP_FACT_MAX_)
			set(&s, cases[i].also, cases[i].also_number);
		assert_tcp(cases[i].want, &spec, &s, cases[i].want);
		/* A fact that is absent is not shown, whatever its member holds. */
		s.tcp.has = 0;
		assert_tcp(cases[i].want, &spec, &s, "");
	}
}

static void options_with_extend(void **state)
{
	const struct out_spec spec = { .extend = true };
	struct sock s = connection();

	(void)state;
	set(&s, TCP_OPTIONS, 0xff);
	assert_tcp("all", &spec, &s,
		   "ts sack ecn ecnseen fastopen usec_ts fastopen_child");
	set(&s, TCP_OPTIONS, UINT32_MAX << 2 & 0x0f);
	assert_tcp("some", &spec, &s, "ecn");
}

static void send_rate(void **state)
{
	const struct out_spec spec = { 0 };
	struct sock s = connection();

	(void)state;
	set(&s, TCP_RTT_US, 100000);
	set(&s, TCP_SND_MSS, 1000);
	assert_tcp("no window", &spec, &s, "rtt:100 mss:1000");
	set(&s, TCP_CWND, 10);
	assert_tcp("a window", &spec, &s, "rtt:100 mss:1000 cwnd:10 send 800000bps");
}

/* The name of a congestion control module is not trusted. */
static void a_hostile_congestion_control(void **state)
{
	const struct out_spec spec = { 0 };
	struct sock s = connection();

	(void)state;
	memcpy(s.tcp.congestion, "a b\n\033\xff", 7);
	assert_tcp("hostile", &spec, &s, "a\\x20b\\x0a\\x1b\\xff");
	memset(s.tcp.congestion, 'x', sizeof(s.tcp.congestion));
	assert_tcp("no NUL", &spec, &s, "xxxxxxxxxxxxxxxx");
}

static void memory(void **state)
{
	struct sock s = { .memory = { .count = 9,
				      .of = { 1, 2, 3, 4, 5, 6, 7, 8, UINT32_MAX } } };
	const struct row row = { .s = &s };
	struct strbuf sb = { 0 };

	(void)state;
	tcp_info_put_memory(&sb, &row);
	assert_int_equal(sb.len, 0);
	s.has = SOCK_HAS_MEMORY;
	tcp_info_put_memory(&sb, &row);
	assert_text(&sb, "skmem:(r1,rb2,t3,tb4,f5,w6,o7,bl8,d4294967295)");

	/* The shorter memory of an older kernel. */
	sb.len = 0;
	s.memory.count = 7;
	tcp_info_put_memory(&sb, &row);
	assert_text(&sb, "skmem:(r1,rb2,t3,tb4,f5,w6,o7)");
	strbuf_release(&sb);
}

static bool holds(const struct strbuf *text, const char *want)
{
	return text->s && memmem(text->s, text->len, want, strlen(want));
}

/* The facts appear in their place, and only if requested. */
static void facts_in_every_layout(void **state)
{
	static const struct query_gaps gaps;
	struct sock s = connection();
	struct out_spec spec = { .query.pairs = PAIR_BIT(PROTO_TCP, IP_V4) };

	(void)state;
	s.has |= SOCK_HAS_MEMORY;
	s.memory.count = 1;
	set(&s, TCP_CWND, 10);
	for (unsigned int i = 0; i < 4; i++) {
		spec.query.wants.memory = i & 1;
		spec.query.wants.tcp_info = i & 2;
		struct strbuf got = sockets_list(&out_ss, &spec, &s, 1, NULL, &gaps);
		assert_int_equal(holds(&got, " skmem:(r0)"), spec.query.wants.memory);
		assert_int_equal(holds(&got, " cwnd:10\n"), spec.query.wants.tcp_info);
		strbuf_release(&got);

		got = sockets_list(&out_netstat, &spec, &s, 1, NULL, &gaps);
		assert_int_equal(holds(&got, " skmem:(r0)"), spec.query.wants.memory);
		assert_int_equal(holds(&got, " cwnd:10\n"), spec.query.wants.tcp_info);
		strbuf_release(&got);
	}

	/* A socket without facts has a dash. */
	s.has &= ~(uint32_t)(SOCK_HAS_MEMORY | SOCK_HAS_TCP_INFO);
	struct strbuf got = sockets_list(&out_netstat, &spec, &s, 1, NULL, &gaps);
	assert_true(holds(&got, " ESTABLISHED -  "));
	assert_true(holds(&got, "  -\n"));
	strbuf_release(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_facts),
		cmocka_unit_test(options_with_extend),
		cmocka_unit_test(send_rate),
		cmocka_unit_test(a_hostile_congestion_control),
		cmocka_unit_test(memory),
		cmocka_unit_test(facts_in_every_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
