/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/why.h"

#include "model/sock.h"
#include "unit.h"

static void each_state(void **state)
{
	static const struct {
		uint8_t state;
		uint64_t inode;
		bool can_see_all;
		const char *why;
	} cases[] = {
		{ STATE_TIME_WAIT, 0, true, "time_wait" },
		{ STATE_TIME_WAIT, 0, false, "time_wait" },
		{ STATE_SYN_RECV, 0, true, "handshake" },
		{ STATE_ESTABLISHED, 0, false, "accept_queue" },
		{ STATE_CLOSE_WAIT, 0, true, "accept_queue" },
		{ STATE_FIN_WAIT2, 0, true, "closed" },
		{ STATE_LISTEN, 0, true, "unseen" },
		{ 200, 0, true, "unseen" },
		{ STATE_FIN_WAIT2, 7, true, "unseen" },
		{ STATE_ESTABLISHED, 7, true, "unseen" },
		{ STATE_ESTABLISHED, 7, false, "not_permitted" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock s = { .state = cases[i].state,
					.inode = cases[i].inode };

		assert_string_equal(why_no_owner(&s, cases[i].can_see_all), cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
