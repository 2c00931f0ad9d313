/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/threshold.h"

#include <errno.h>

#include "unit.h"

static void every_threshold_is_complete(void **state)
{
	const struct thresholds t = thresholds_normal();

	(void)state;
	for (size_t i = 0; i < THRESHOLD_MAX_; i++) {
		const struct threshold_desc *desc = &threshold_table[i];

		assert_non_null(desc->name);
		assert_non_null(desc->help);
		assert_true(desc->normal > 0);
		assert_int_equal(t.of[i], desc->normal);
		assert_int_equal(
			strspn(desc->name, "abcdefghijklmnopqrstuvwxyz_0123456789"),
			strlen(desc->name));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(desc->name, threshold_table[k].name);
	}
}

static void values(void **state)
{
	static const struct {
		const char *text;
		int r;
		enum threshold which;
		/* the expected value; 7 if it must stay unchanged */
		uint64_t value;
	} cases[] = {
		{ "close_wait=60", 0, THRESHOLD_CLOSE_WAIT, 60000 },
		{ "close_wait=0.25", 0, THRESHOLD_CLOSE_WAIT, 250 },
		{ "close_wait=0", 0, THRESHOLD_CLOSE_WAIT, 0 },
		{ "accept_queue=99.5", 0, THRESHOLD_ACCEPT_QUEUE, 99500 },
		{ "refused_rate=0.001", 0, THRESHOLD_REFUSED_RATE, 1 },
		{ "syn_recv_count=4294967295", 0, THRESHOLD_SYN_RECV_COUNT, UINT32_MAX },
		{ "syn_recv_count=4294967296", -EINVAL, THRESHOLD_SYN_RECV_COUNT, 7 },
		{ "syn_recv_count=1.5", -EINVAL, THRESHOLD_SYN_RECV_COUNT, 7 },
		{ "unread_bytes=1000000", 0, THRESHOLD_UNREAD_BYTES, 1000000 },
		{ "close_wait", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wait=", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wait=-1", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wait=1s", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wait= 1", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wait=1=2", -EINVAL, THRESHOLD_CLOSE_WAIT, 7 },
		{ "close_wai=1", -ENOENT, THRESHOLD_CLOSE_WAIT, 7 },
		{ "CLOSE_WAIT=1", -ENOENT, THRESHOLD_CLOSE_WAIT, 7 },
		{ "=1", -ENOENT, THRESHOLD_CLOSE_WAIT, 7 },
		{ "", -ENOENT, THRESHOLD_CLOSE_WAIT, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct thresholds t;

		for (size_t k = 0; k < THRESHOLD_MAX_; k++)
			t.of[k] = 7;
		assert_row(cases[i].text, thresholds_parse(cases[i].text, &t),
			   cases[i].r);
		assert_row(cases[i].text, t.of[cases[i].which], cases[i].value);
		for (size_t k = 0; k < THRESHOLD_MAX_; k++)
			assert_true(k == cases[i].which || t.of[k] == 7);
	}
}

static void typos_suggest_a_threshold(void **state)
{
	(void)state;
	assert_string_equal(threshold_nearest("close_wiat=1"), "close_wait");
	assert_string_equal(threshold_nearest("rttratio"), "rtt_ratio");
	assert_null(threshold_nearest("x=close_wait"));
	assert_null(threshold_nearest(""));
	assert_null(threshold_nearest("percent=1"));
	assert_null(threshold_nearest("a_name_that_is_longer_than_all_of_them_and_more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_threshold_is_complete),
		cmocka_unit_test(values),
		cmocka_unit_test(typos_suggest_a_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
