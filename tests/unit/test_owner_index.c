/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/owner_index.h"

#include "owner/select.h"
#include "tree.h"
#include "unit.h"
#include "util/map.h"

static uint32_t many(void)
{
	return unit_times(1000000);
}

static void cleanup_holders(struct owner_index **h)
{
	owner_index_free(*h);
}

static struct owner_index *make(void)
{
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_listing_start(h, &tree_later);
	return h;
}

static void add(struct owner_index *h, uint64_t inode, uint32_t pid, uint32_t fd)
{
	const struct owner_record record = {
		.inode = inode, .pid = pid, .fd = fd, .on_exec = ON_EXEC_KEPT
	};

	assert_int_equal(owner_index_add(h, &record), 0);
}

static void expect(const struct owner_index *h, uint64_t inode,
		   const struct owner_record *want, size_t count)
{
	const struct holder *at = owner_index_first(h, inode);

	for (size_t i = 0; i < count; i++) {
		assert_non_null(at);
		assert_int_equal(at->fd, want[i].fd);
		assert_int_equal(owner_index_process(h, at)->pid, want[i].pid);
		at = owner_index_next(h, at);
	}
	assert_null(at);
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

/* A source that reports a number of sockets and then its result. */
struct owner_source {
	uint32_t left;
	int last;
	int *ended;
};

struct script {
	int begin;
	uint32_t count;
	int last;
	int ended;
};

/* The interface of sources has no parameter for the test. */
static struct script script;

static int fake_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	assert_int_equal(proc_fd, 4242);
	assert_null(scope);
	if (script.begin < 0)
		return script.begin;
	*ret = malloc(sizeof(**ret));
	assert_non_null(*ret);
	**ret = (struct owner_source){ script.count, script.last, &script.ended };
	return 0;
}

static int fake_next(struct owner_source *source, struct owner_record *ret)
{
	if (!source->left)
		return source->last;
	*ret = (struct owner_record){ .inode = 50 + source->left,
				      .pid = 1,
				      .fd = source->left };
	source->left--;
	return 1;
}

static void fake_end(struct owner_source *source, struct owner_gaps *gaps)
{
	++*source->ended;
	gaps->denied += 3;
	free(source);
}

static const struct owner_source_ops fake = { "fake", fake_begin, fake_next, fake_end };

static void collect_adds_all_reports_of_a_source(void **state)
{
	static const struct {
		struct script script;
		int r, ended;
		uint64_t denied;
	} cases[] = {
		{ { .count = 0 }, 0, 1, 10 + 3 },
		{ { .count = 5 }, 0, 1, 10 + 3 },
		{ { .count = 5, .last = -EIO }, -EIO, 1, 10 + 3 },
		{ { .count = 0, .last = -ENOMEM }, -ENOMEM, 1, 10 + 3 },
		{ { .begin = -EPERM, .count = 5 }, -EPERM, 0, 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_holders) struct owner_index *h = make();
		const uint32_t told =
			cases[i].script.begin < 0 ? 0 : cases[i].script.count;
		struct owner_gaps gaps = { .denied = 10 };

		script = cases[i].script;
		assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps),
				 cases[i].r);
		assert_int_equal(gaps.denied, cases[i].denied);
		assert_int_equal(script.ended, cases[i].ended);
		for (uint32_t k = 1; k <= 6; k++)
			assert_int_equal(owner_index_first(h, 50 + k) != NULL, k <= told);
	}
}

static void collecting_twice_adds_holders(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct owner_gaps gaps = { 0 };

	(void)state;
	script = (struct script){ .count = 1 };
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps), 0);
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, NULL, &gaps), 0);
	assert_int_equal(gaps.denied, 6);
	const struct holder *first = owner_index_first(h, 51);
	assert_non_null(first);
	assert_non_null(owner_index_next(h, first));
}

static void describe_reads_each_process_once(void **state)
{
	const struct tree *t = *state;
	const struct process_wanted wanted = { .uid = true };
	_cleanup_(cleanup_holders) struct owner_index *h = make();

	tree_text(t, "10/cmdline", "ten");
	tree_text(t, "11/cmdline", "eleven");
	tree_socket(t, 10, 3, 7);
	tree_socket(t, 10, 4, 7);
	tree_socket(t, 11, 3, 7);
	tree_socket(t, 11, 5, 8);
	add(h, 7, 10, 3);
	add(h, 7, 10, 4);
	add(h, 7, 11, 3);
	/* The process has ended since. */
	add(h, 7, 12, 3);
	add(h, 8, 11, 5);
	add(h, 9, 13, 5);
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	tree_text(t, "11/cmdline", "changed");
	assert_int_equal(owner_index_describe(h, 8, t->fd, &wanted), 0);
	assert_int_equal(owner_index_describe(h, 0, t->fd, &wanted), 0);
	assert_int_equal(owner_index_describe(h, 1234, t->fd, &wanted), 0);

	const struct holder *at = owner_index_first(h, 7);
	assert_string_equal(owner_index_process(h, at)->command, "ten");
	at = owner_index_next(h, at);
	assert_string_equal(owner_index_process(h, at)->command, "ten");
	at = owner_index_next(h, at);
	assert_string_equal(owner_index_process(h, at)->command, "eleven");
	assert_null(owner_index_next(h, at));
	assert_true(owner_index_was_held(h, 7));
	assert_false(owner_index_process(h, owner_index_first(h, 9))->is_read);
}

static void flags_are_read_on_request(void **state)
{
	const struct tree *t = *state;
	const struct process_wanted none = { .uid = true };
	const struct process_wanted wanted = { .fd_flags = true };
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	uint32_t flags = 4242;

	tree_text(t, "10/fdinfo/3", "pos:\t0\nflags:\t04002\n");
	tree_text(t, "11/fdinfo/3", "pos:\t0\nflags:\t037777777777\n");
	tree_text(t, "11/fdinfo/5", "no\n");
	tree_text(t, "12/fdinfo/3", "pos:\t0\nflags:\t02\n");
	tree_link(t, "10/fd/3", "socket:[7]");
	tree_link(t, "11/fd/3", "socket:[7]");
	tree_link(t, "11/fd/5", "socket:[8]");
	/* The descriptor refers to another socket by now. */
	tree_link(t, "12/fd/3", "socket:[6]");
	add(h, 7, 10, 3);
	/* The descriptor was closed since. */
	add(h, 7, 10, 4);
	add(h, 7, 11, 3);
	add(h, 8, 11, 5);
	add(h, 7, 12, 3);
	assert_int_equal(owner_index_describe(h, 7, t->fd, &none), 0);
	const struct holder *at = owner_index_first(h, 7);
	assert_false(owner_index_flags(h, at, &flags));
	/* What process_read has read is not read again; the rest is read. */
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, 04002);
	at = owner_index_next(h, at);
	flags = 4242;
	assert_false(owner_index_flags(h, at, &flags));
	at = owner_index_next(h, at);
	assert_int_equal(flags, 4242);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, UINT32_MAX);
	assert_false(owner_index_flags(h, owner_index_next(h, at), &flags));
	/* Holders that are added later are described too. */
	add(h, 7, 10, 3);
	while (owner_index_next(h, at))
		at = owner_index_next(h, at);
	assert_false(owner_index_flags(h, at, &flags));
	assert_int_equal(owner_index_describe(h, 7, t->fd, &wanted), 0);
	assert_true(owner_index_flags(h, at, &flags));
	assert_int_equal(flags, 04002);
	assert_int_equal(owner_index_describe(h, 8, t->fd, &wanted), 0);
	assert_false(owner_index_flags(h, owner_index_first(h, 8), &flags));
}

/* A second search adds neither known processes nor holders of other sockets. */
static void a_second_search_adds_missing_owners(void **state)
{
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct owner_gaps gaps = { 0 };
	struct map inodes = { 0 };

	(void)state;
	add(h, 51, 9, 9);
	script = (struct script){ .count = 5 };
	assert_int_equal(map_set(&inodes, 52, 0), 0);
	assert_int_equal(map_set(&inodes, 54, 0), 0);
	assert_int_equal(map_set(&inodes, 99, 0), 0);
	assert_int_equal(owner_index_collect(h, &fake, 4242, NULL, &inodes, &gaps), 0);
	map_release(&inodes);
	assert_int_equal(gaps.denied, 3);
	expect(h, 51, &(const struct owner_record){ .inode = 51, .pid = 9, .fd = 9 }, 1);
	expect(h, 52, &(const struct owner_record){ .inode = 52, .pid = 1, .fd = 2 }, 1);
	expect(h, 53, NULL, 0);
	expect(h, 54, &(const struct owner_record){ .inode = 54, .pid = 1, .fd = 4 }, 1);
}

static void selected_processes(void **state)
{
	static const struct owner_record all[] = {
		{ .inode = 7, .pid = 10, .fd = 3 }, { .inode = 7, .pid = 10, .fd = 4 },
		{ .inode = 7, .pid = 11, .fd = 3 }, { .inode = 7, .pid = 12, .fd = 3 },
		{ .inode = 7, .pid = 13, .fd = 3 },
	};
	const struct tree *t = *state;
	_cleanup_(cleanup_holders) struct owner_index *h = make();
	struct process_select select = { 0 };

	for (uint32_t pid = 10; pid <= 13; pid++) {
		char path[32];

		snprintf(path, sizeof(path), "%u/status", pid);
		tree_text(t, path, pid % 2 ? "Tgid:\t0\nUid:\t0\t5\n" : "Uid:\t0\t6\n");
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		add(h, all[i].inode, all[i].pid, all[i].fd);
	add(h, 8, 12, 4);
	expect(h, 7, all, ARRAY_SIZE(all));

	assert_int_equal(select_numbers_add(&select.uids, 5), 0);
	assert_int_equal(owner_index_select(h, 7, t->fd, &select), 0);
	assert_int_equal(owner_index_select(h, 8, t->fd, &select), 0);
	assert_int_equal(owner_index_select(h, 9, t->fd, &select), 0);
	expect(h, 7, (const struct owner_record[]){ all[2], all[4] }, 2);
	assert_null(owner_index_first(h, 8));
	/* Each process is read once, so that it looks the same in all rows. */
	tree_text(t, "12/status", "Uid:\t0\t5\n");
	assert_int_equal(owner_index_select(h, 8, t->fd, &select), 0);
	assert_null(owner_index_first(h, 8));
	process_select_release(&select);

	const struct holder *at = owner_index_first_of_all(h, 7);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		assert_non_null(at);
		assert_int_equal(owner_index_process(h, at)->pid, all[i].pid);
		at = owner_index_next_of_all(h, at);
	}
	assert_null(at);
	assert_non_null(owner_index_first_of_all(h, 8));
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
		cmocka_unit_test(collect_adds_all_reports_of_a_source),
		cmocka_unit_test(collecting_twice_adds_holders),
		cmocka_unit_test(a_second_search_adds_missing_owners),
		WITH_TREE(selected_processes),
		cmocka_unit_test(pointers_to_processes_stay_valid),
		WITH_TREE(describe_reads_each_process_once),
		WITH_TREE(flags_are_read_on_request),
		cmocka_unit_test(free_takes_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
