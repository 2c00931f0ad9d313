/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/netlimits.h"

#include "tree.h"
#include "unit.h"

static void settings_are_read(void **state)
{
	static const struct {
		/* The settings; NULL stands for a missing file. */
		const char *range, *linear, *fin;
		struct netlimits want;
	} cases[] = {
		{ NULL, NULL, NULL, { 32768, 60999, 0, 60000 } },
		{ "1024\t65535\n", "4\n", "30\n", { 1024, 65535, 4, 30000 } },
		{ "40000 40001", "0", "0", { 40000, 40001, 0, 0 } },
		{ "40000\n", "x\n", "-1\n", { 32768, 60999, 0, 60000 } },
		{ "\t1 2\n", "", "\n", { 32768, 60999, 0, 60000 } },
		{ "1 99999999999\n",
		  "4294967296\n",
		  "4294967295\n",
		  { 32768, 60999, 0, UINT32_MAX } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tree t = tree_open();

		tree_dir(&t, "sys/net/ipv4");
		if (cases[i].range)
			tree_text(&t, "sys/net/ipv4/ip_local_port_range", cases[i].range);
		if (cases[i].linear)
			tree_text(&t, "sys/net/ipv4/tcp_syn_linear_timeouts",
				  cases[i].linear);
		if (cases[i].fin)
			tree_text(&t, "sys/net/ipv4/tcp_fin_timeout", cases[i].fin);
		struct netlimits got;

		assert_int_equal(netlimits_read(t.fd, &got), 0);
		assert_int_equal(got.port_first, cases[i].want.port_first);
		assert_int_equal(got.port_last, cases[i].want.port_last);
		assert_int_equal(got.syn_linear, cases[i].want.syn_linear);
		assert_int_equal(got.fin_timeout_ms, cases[i].want.fin_timeout_ms);
		tree_close(&t);
	}
}

/* ip-sysctl.rst: with 4 linear timeouts a SYN waits 1, 1, 1, 1, 1, 2, 4, ... seconds,
 * and with 6 more retries it is abandoned after 131 s; without linear timeouts after
 * 127 s. */
static void age_of_a_syn_by_its_retransmissions(void **state)
{
	static const struct {
		uint32_t linear;
		unsigned int resent;
		uint32_t left_ms;
		uint64_t age_ms;
	} cases[] = {
		{ 0, 0, 1000, 0 },        { 0, 0, 400, 600 },   { 0, 1, 2000, 1000 },
		{ 0, 1, 500, 2500 },      { 0, 6, 0, 127000 },  { 0, 0, 5000, 0 },
		{ 4, 1, 1000, 1000 },     { 4, 4, 1000, 4000 }, { 4, 5, 2000, 5000 },
		{ 4, 6, 4000, 7000 },     { 4, 10, 0, 131000 }, { 4, 10, 64000, 67000 },
		{ 0, 8, 120000, 247000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct netlimits limits = { .syn_linear = cases[i].linear };

		assert_int_equal(
			netlimits_syn_age(&limits, cases[i].resent, cases[i].left_ms),
			cases[i].age_ms);
	}
	const struct netlimits many = { .syn_linear = UINT32_MAX };
	assert_int_equal(netlimits_syn_age(&many, 255, 0), 256000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_read),
		cmocka_unit_test(age_of_a_syn_by_its_retransmissions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
