/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process with as many descriptors of one socket as possible, in the table of each
 * thread. */
#include "owner/owner_index.h"
#include "unit.h"
#include "util/clock.h"

static void each_descriptor_is_reported_once_and_in_time(void **state)
{
	const uint32_t fds = unit_times(100000);
	const uint64_t start = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	struct owner_index *h = NULL;
	const struct holder *o = NULL;
	uint32_t count = 0;

	(void)state;
	assert_int_equal(owner_index_new(&h), 0);
	for (uint32_t table = 0; table < 2; table++)
		for (uint32_t fd = 0; fd < fds; fd++) {
			const struct owner_record record = {
				.inode = 7, .pid = 10, .fd = fd, .is_threads = true
			};

			assert_int_equal(owner_index_add(h, &record), 0);
		}
	for (o = owner_index_first(h, 7); o; o = owner_index_next(h, o))
		assert_int_equal(o->fd, count++);
	assert_int_equal(count, fds);
	/* The limit is a hundred times what the search takes; comparing each pair would
	 * take about 10^10 steps. */
	assert_true(clock_ns(CLOCK_PROCESS_CPUTIME_ID) - start < 5 * NS_PER_S);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
		each_descriptor_is_reported_once_and_in_time) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
