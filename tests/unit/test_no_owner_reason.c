/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/no_owner_reason.h"

#include "model/sock.h"
#include "owner/owner_index.h"
#include "unit.h"

#define BIT(place) (UINT32_C(1) << (place))

static void reasons_by_state(void **state)
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
		{ STATE_LISTEN, 0, true, "unknown" },
		{ STATE_LISTEN, 0, false, "unknown" },
		{ 200, 0, true, "unknown" },
		{ STATE_FIN_WAIT2, 7, true, "unknown" },
		{ STATE_ESTABLISHED, 7, true, "unknown" },
		{ STATE_ESTABLISHED, 7, false, "not_permitted" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock s = { .state = cases[i].state,
					.inode = cases[i].inode };
		const struct no_owner_reason why = { .can_see_all = cases[i].can_see_all,
						     .is_denied = true };

		assert_string_equal(no_owner_reason_name(&s, &why), cases[i].why);
	}
}

/* Nothing is inferred from what was not found: whatever is known about a search, the
 * reason stays unknown, unless processes could not be read. */
static void no_reason_by_elimination(void **state)
{
	const uint32_t always = BIT(UNSEARCHED_CALLS) | BIT(UNSEARCHED_RINGS) |
				BIT(UNSEARCHED_QUEUES) | BIT(UNSEARCHED_KERNEL);

	(void)state;
	for (unsigned int bits = 0; bits < 16; bits++) {
		const struct no_owner_reason why = {
			.can_see_all = bits & 1,
			.is_denied = bits & 2,
			.is_whole = bits & 4,
			.has_maps = bits & 8,
		};
		const struct sock held = { .state = STATE_LISTEN, .inode = 7 };
		const struct sock cannot_be_mapped = { .proto = PROTO_UDP, .inode = 7 };
		const struct sock timewait = { .state = STATE_TIME_WAIT };
		const struct sock kernels = { .has = SOCK_IS_KERNELS,
					      .proto = PROTO_NETLINK,
					      .inode = 7,
					      .state = STATE_CLOSE };
		const bool is_permitted = why.can_see_all || !why.is_denied;
		uint32_t unlooked = always;

		if (!why.can_see_all || why.is_denied)
			unlooked |= BIT(UNSEARCHED_PROCESSES);
		if (!why.is_whole)
			unlooked |= BIT(UNSEARCHED_PID_NAMESPACES);
		if (!is_permitted)
			unlooked = 0;
		assert_int_equal(no_owner_reason_unsearched(&cannot_be_mapped, &why),
				 unlooked);
		if (is_permitted && !why.has_maps)
			unlooked |= BIT(UNSEARCHED_MAPPINGS);
		assert_int_equal(no_owner_reason_unsearched(&held, &why), unlooked);
		assert_string_equal(no_owner_reason_name(&held, &why),
				    is_permitted ? NO_OWNER_UNKNOWN : "not_permitted");

		assert_string_equal(no_owner_reason_name(&timewait, &why), "time_wait");
		assert_int_equal(no_owner_reason_unsearched(&timewait, &why), 0);
		assert_string_equal(no_owner_reason_name(&kernels, &why), "kernel");
		assert_int_equal(no_owner_reason_unsearched(&kernels, &why), 0);
	}
}

static void each_place_has_a_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNSEARCHED_MAX_; i++) {
		assert_non_null(unsearched_descs[i].word);
		assert_non_null(unsearched_descs[i].text);
	}
}

static void places_that_were_not_searched(void **state)
{
	struct owner_index *h = NULL;

	(void)state;
	assert_int_equal(owner_index_new(&h), 0);
	assert_false(owner_index_no_owner_reason(h)->can_see_all);
	owner_index_set_no_owner_reason(
		h,
		&(const struct no_owner_reason){ .can_see_all = true, .is_whole = true });
	assert_true(owner_index_no_owner_reason(h)->can_see_all);
	assert_true(owner_index_no_owner_reason(h)->is_whole);
	assert_false(owner_index_no_owner_reason(h)->is_denied);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_by_state),
		cmocka_unit_test(no_reason_by_elimination),
		cmocka_unit_test(each_place_has_a_text),
		cmocka_unit_test(places_that_were_not_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
