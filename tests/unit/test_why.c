/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/why.h"

#include "base/map.h"
#include "model/sock.h"
#include "owner/holders.h"
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
		{ STATE_LISTEN, 0, false, "not_permitted" },
		{ 200, 0, true, "unseen" },
		{ STATE_FIN_WAIT2, 7, true, "unseen" },
		{ STATE_ESTABLISHED, 7, true, "unseen" },
		{ STATE_ESTABLISHED, 7, false, "not_permitted" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock s = { .state = cases[i].state,
					.inode = cases[i].inode };
		const struct why why = { .can_see_all = cases[i].can_see_all };

		assert_string_equal(why_no_owner(&s, &why), cases[i].why);
	}
}

/* All combinations of what may be known of a socket that has an inode and no holder. */
static void by_elimination(void **state)
{
	(void)state;
	for (unsigned int bits = 0; bits < 32; bits++) {
		const struct why why = {
			.can_see_all = bits & 1,
			.is_denied = bits & 2,
			.is_in_flight = bits & 4,
			.is_whole = bits & 8,
			.is_ringed = bits & 16,
		};
		const struct sock held = { .state = STATE_LISTEN, .inode = 7 };
		const struct sock timewait = { .state = STATE_TIME_WAIT };
		const struct sock kernels = { .has = SOCK_IS_KERNELS,
					      .proto = PROTO_NETLINK,
					      .state = STATE_CLOSE };
		const char *want = "unseen";

		struct map gone = { 0 };
		struct why later = why;
		later.gone = &gone;
		assert_int_equal(map_set(&gone, 7, 0), 0);
		assert_string_equal(why_no_owner(&held, &later),
				    bits & 1 ? "unseen" : "not_permitted");
		map_release(&gone);

		if (bits == 9) /* can see all, is whole, no io_uring */
			want = "kernel";
		if (bits & 4)
			want = "in_flight";
		if (!(bits & 1))
			want = "not_permitted";
		assert_string_equal(why_no_owner(&held, &why), want);
		assert_string_equal(why_no_owner(&timewait, &why), "time_wait");
		assert_string_equal(why_no_owner(&kernels, &why), "kernel");
	}
}

static void what_is_known_of_the_others(void **state)
{
	struct holders *h = NULL;

	(void)state;
	assert_int_equal(holders_new(&h), 0);
	assert_false(holders_why(h)->can_see_all);
	holders_set_why(h, &(const struct why){ .can_see_all = true, .is_whole = true });
	assert_true(holders_why(h)->can_see_all);
	assert_true(holders_why(h)->is_whole);
	assert_false(holders_why(h)->is_denied);
	holders_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state),
		cmocka_unit_test(by_elimination),
		cmocka_unit_test(what_is_known_of_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
