/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/owner_index.h"

#include "owners.h"
#include "tree.h"
#include "unit.h"

static uint32_t many(void)
{
	return unit_times(1000000);
}

static uint64_t inode_of(uint32_t i)
{
	return (uint64_t)i * 3 + 1;
}

static void a_million_sockets(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	(void)state;
	for (uint32_t i = 0; i < many(); i++)
		add(h, inode_of(i), 1 + i / 1000, 3 + i % 1000);
	/* Every tenth socket is shared with a child. */
	for (uint32_t i = 0; i < many(); i += 10)
		add(h, inode_of(i), 100000, i);

	for (uint32_t i = 0; i < many(); i++) {
		const struct owner_record want[] = {
			{ .inode = inode_of(i), .pid = 1 + i / 1000, .fd = 3 + i % 1000 },
			{ .inode = inode_of(i), .pid = 100000, .fd = i },
		};

		expect(h, inode_of(i), want, i % 10 ? 1 : 2);
		assert_null(owner_index_first(h, inode_of(i) + 1));
	}
}

/* Holders of several sockets come interleaved; each socket keeps their order of
 * arrival. */
static void holders_keep_their_order_of_arrival(void **state)
{
	static const struct owner_record records[] = {
		{ .inode = 7, .pid = 10, .fd = 3 }, { .inode = 8, .pid = 10, .fd = 4 },
		{ .inode = 7, .pid = 20, .fd = 3 }, { .inode = 7, .pid = 20, .fd = 9 },
		{ .inode = 9, .pid = 5, .fd = 3 },  { .inode = 8, .pid = 20, .fd = 4 },
		{ .inode = 7, .pid = 1, .fd = 0 },  { .inode = 7, .pid = 10, .fd = 5 },
		{ .inode = 9, .pid = 5, .fd = 2 },
	};
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	(void)state;
	for (size_t n = 0; n <= ARRAY_SIZE(records); n++) {
		for (uint64_t inode = 6; inode <= 10; inode++) {
			struct owner_record want[ARRAY_SIZE(records)];
			size_t count = 0;

			for (size_t i = 0; i < n; i++)
				if (records[i].inode == inode)
					want[count++] = records[i];
			expect(h, inode, want, count);
		}
		if (n < ARRAY_SIZE(records))
			assert_int_equal(owner_index_add(h, &records[n]), 0);
	}
}

/* A process holds a socket by a descriptor once, whichever of its tables is reported
 * first. */
static void threads_with_separate_descriptor_tables(void **state)
{
	static const struct owner_record records[] = {
		{ .inode = 7, .pid = 10, .fd = 3 },
		{ .inode = 7, .pid = 11, .fd = 3, .is_threads = true },
		{ .inode = 7, .pid = 10, .fd = 3, .is_threads = true },
		{ .inode = 7, .pid = 11, .fd = 3 },
		{ .inode = 7, .pid = 11, .fd = 4 },
		{ .inode = 8, .pid = 10, .fd = 3, .is_threads = true },
		{ .inode = 8, .pid = 10, .fd = 3, .is_threads = true },
		{ .inode = 7, .pid = 10, .fd = 4, .is_threads = true },
		{ .inode = 7, .pid = 11, .fd = 4, .is_threads = true },
	};
	static const struct owner_record seven[] = {
		{ .inode = 7, .pid = 10, .fd = 3 },
		{ .inode = 7, .pid = 11, .fd = 3, .is_threads = true },
		{ .inode = 7, .pid = 11, .fd = 4 },
		{ .inode = 7, .pid = 10, .fd = 4, .is_threads = true },
	};
	static const struct owner_record eight[] = {
		{ .inode = 8, .pid = 10, .fd = 3, .is_threads = true }
	};
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		assert_int_equal(owner_index_add(h, &records[i]), 0);
	expect(h, 7, seven, ARRAY_SIZE(seven));
	expect(h, 8, eight, ARRAY_SIZE(eight));
}

/* The name that a source reports for a process is used if there is no better one; if it
 * reports two, it is unknown which of them held the socket. A process that is not in
 * /proc has ended, unless it may be hidden. */
static void a_name_reported_by_the_source(void **state)
{
	static const struct {
		uint32_t pid;
		const char *told[3];
		/* The command shown if the process may be hidden, and if it may not. */
		const char *hidden, *there;
	} cases[] = {
		{ 10, { NULL, "name", "name" }, "name", "name" },
		{ 11,
		  { "longer than it can be", "longer than it can be" },
		  "longer than it ",
		  "longer than it " },
		{ 12, { "first", "second", "first" }, NULL, NULL },
		{ 13, { NULL }, NULL, NULL },
	};
	static const struct process_wanted wanted = { .comm = true };
	const struct tree *t = *state;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		const bool is_there = i >= ARRAY_SIZE(cases);
		const size_t row = i % ARRAY_SIZE(cases);
		const char *want = is_there ? cases[row].there : cases[row].hidden;
		_cleanup_(cleanup_holders) struct owner_index *h = make();
		char path[16];

		snprintf(path, sizeof(path), "%u", cases[row].pid);
		if (is_there)
			tree_socket(t, cases[row].pid, 3, 7);
		for (size_t k = 0; k < ARRAY_SIZE(cases[row].told); k++)
			assert_int_equal(
				owner_index_add(h,
						&(struct owner_record){
							.inode = 7,
							.pid = cases[row].pid,
							.fd = 3,
							.comm = cases[row].told[k],
							.on_exec = ON_EXEC_KEPT }),
				0);
		assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
		const struct holder *first = owner_index_first(h, 7);
		if (!is_there && !cases[row].told[1]) {
			assert_null(first);
			continue;
		}
		assert_non_null(first);
		const struct process *p = owner_index_process(h, first);
		assert_row(path, p->command != NULL, want != NULL);
		assert_row(path, p->comm != NULL, want != NULL);
		if (want)
			assert_string_equal(p->command, want);
		if (want)
			assert_string_equal(p->comm, want);
	}
}

static void many_holders_of_one_socket(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	uint32_t count = 0;

	(void)state;
	for (uint32_t i = 0; i < many(); i++)
		add(h, 1, 1 + i / 4, i);
	for (const struct holder *at = owner_index_first(h, 1); at;
	     at = owner_index_next(h, at), count++) {
		assert_int_equal(at->fd, count);
		assert_int_equal(owner_index_process(h, at)->pid, 1 + count / 4);
	}
	assert_int_equal(count, many());
}

static void inode_0_has_no_holder(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	(void)state;
	assert_null(owner_index_first(h, 0));
	add(h, 0, 1, 3);
	add(h, UINT64_MAX, 1, 4);
	assert_null(owner_index_first(h, 0));
	assert_non_null(owner_index_first(h, UINT64_MAX));
	/* An inode of a diag message has 32 bits, and only 32 bits are compared. */
	assert_null(owner_index_first(h, UINT32_MAX));
}

/* Writers keep pointers to processes while more are added. */
static void pointers_to_processes_stay_valid(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	(void)state;
	add(h, 7, 10, 3);
	const struct process *first = owner_index_process(h, owner_index_first(h, 7));
	for (uint32_t i = 0; i < 1000; i++)
		add(h, 8 + i, 11 + i, 3);
	assert_ptr_equal(owner_index_process(h, owner_index_first(h, 7)), first);
	assert_int_equal(first->pid, 10);
}

static void free_takes_null(void **state)
{
	(void)state;
	assert_null(owner_index_free(NULL));
	assert_null(owner_index_free(make()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_sockets),
		cmocka_unit_test(holders_keep_their_order_of_arrival),
		cmocka_unit_test(threads_with_separate_descriptor_tables),
		WITH_TREE(a_name_reported_by_the_source),
		cmocka_unit_test(many_holders_of_one_socket),
		cmocka_unit_test(inode_0_has_no_holder),
		cmocka_unit_test(pointers_to_processes_stay_valid),
		cmocka_unit_test(free_takes_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
