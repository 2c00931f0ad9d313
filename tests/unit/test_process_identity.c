/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pids that belong to another process when they are looked up again. */
#include "owner/process_identity.h"

#include "kernel/proc.h"
#include "owner/owner_index.h"
#include "owner/select.h"
#include "tree.h"
#include "unit.h"
#include "util/clock.h"

enum { TICKS = 1000 };

static const struct process_wanted wanted = {
	.uid = true, .comm = true, .stat = true, .executable = true
};

static void cleanup_holders(struct owner_index **h)
{
	owner_index_free(*h);
}

/* A start time that the directories of the tree cannot decide, because they were made
 * later. */
static struct listing_start at_tick(uint64_t ticks)
{
	struct listing_start since;

	listing_start_now(&since);
	since.ticks = ticks;
	since.wall_ns = 0;
	return since;
}

static void make_stat(const struct tree *t, uint32_t pid, const char *comm,
		      uint64_t start)
{
	char path[32];
	char text[128];

	snprintf(path, sizeof(path), "%u/stat", pid);
	snprintf(text, sizeof(text),
		 "%u (%s) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 -5 1 0 %llu 99 98\n", pid,
		 comm, (unsigned long long)start);
	tree_text(t, path, text);
}

static void make_names(const struct tree *t, uint32_t pid, const char *name)
{
	char path[32];
	char text[64];

	snprintf(path, sizeof(path), "%u/comm", pid);
	snprintf(text, sizeof(text), "%s\n", name);
	tree_text(t, path, text);
	snprintf(path, sizeof(path), "%u/cmdline", pid);
	tree_text(t, path, name);
	snprintf(path, sizeof(path), "%u/status", pid);
	snprintf(text, sizeof(text), "Tgid:\t%u\nUid:\t1\t%u\t1\t1\n", pid, pid);
	tree_text(t, path, text);
}

static void hold(const struct tree *t, uint32_t pid, uint32_t fd, uint64_t inode)
{
	char path[32];
	char text[32];

	snprintf(path, sizeof(path), "%u/fd/%u", pid, fd);
	snprintf(text, sizeof(text), "socket:[%llu]", (unsigned long long)inode);
	tree_link(t, path, text);
}

/* Ends a process and frees its pid. The next directory must have another inode, since a
 * file system may reuse inodes, which /proc does not. */
static void end(const struct tree *t, uint32_t pid)
{
	const uint64_t now = clock_ns(CLOCK_REALTIME_COARSE);
	char path[64];

	while (clock_ns(CLOCK_REALTIME_COARSE) == now)
		;

	snprintf(path, sizeof(path), "%s/%u", t->root, pid);
	assert_int_equal(nftw(path, tree_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void start_times(void **state)
{
	static const struct {
		const char *stat;
		int r;
		uint64_t start;
	} cases[] = {
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 -5 1 0 77 99 98\n", 0, 77 },
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615", 0,
		  UINT64_MAX },
		{ "5 (a) S 7) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 0 1", 0, 0 },
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 18446744073709551616",
		  -EBADMSG, 7 },
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 -1", -EBADMSG, 7 },
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 ", -EBADMSG, 7 },
		{ "5 (x) S 1 2 3 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0", -EBADMSG, 7 },
		{ "5 (x) S 1 2", -EBADMSG, 7 },
		{ "5 (x) S ", -EBADMSG, 7 },
		{ "5 (x) S", -EBADMSG, 7 },
		{ "5 (x)", -EBADMSG, 7 },
		{ "", -EBADMSG, 7 },
		{ NULL, -ENOENT, 7 },
	};
	const struct tree *t = *state;

	for (uint32_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *row = cases[i].stat ? cases[i].stat : "none";
		uint64_t start = 7;
		char path[32];

		snprintf(path, sizeof(path), "%u/stat", 100 + i);
		if (cases[i].stat)
			tree_text(t, path, cases[i].stat);
		assert_row(row,
			   proc_read_stat_number(t->fd, 100 + i, PROC_STAT_START, &start),
			   cases[i].r);
		assert_row(row, start, cases[i].start);
	}
}

static void older_than_the_listing(void **state)
{
	const struct tree *t = *state;
	struct listing_start now;

	make_stat(t, 5, "x", TICKS);
	/* Processes that began in the same tick cannot be distinguished. */
	const struct listing_start ticks[] = { at_tick(TICKS - 1), at_tick(TICKS),
					       at_tick(TICKS + 1) };
	for (uint64_t i = 0; i < ARRAY_SIZE(ticks); i++)
		assert_row("ticks", listing_start_is_after(&ticks[i], t->fd, 5), i == 2);
	assert_int_equal(listing_start_is_after(&tree_later, t->fd, 6), -ESRCH);
	for (uint64_t i = 0; i < ARRAY_SIZE(ticks); i++)
		assert_row("younger", listing_start_is_before(&ticks[i], t->fd, 5),
			   i == 0);
	assert_false(listing_start_is_before(&ticks[0], t->fd, 6));

	/* The directory existed before, so that the start time need not be read. */
	listing_start_now(&now);
	now.ticks = 0;
	now.wall_ns += NS_PER_S;
	assert_int_equal(listing_start_is_after(&now, t->fd, 5), 1);
	/* The process counts as unknown if the clock was set back meanwhile. */
	now.ahead_ns += NS_PER_S;
	assert_int_equal(listing_start_is_after(&now, t->fd, 5), 0);
	now.ahead_ns -= 2 * NS_PER_S;
	assert_int_equal(listing_start_is_after(&now, t->fd, 5), 1);
}

static void a_real_process(void **state)
{
	struct listing_start before;
	struct listing_start now;
	int proc_fd = -1;

	(void)state;
	/* The test itself began before now, and after the epoch. */
	listing_start_now(&now);
	before = (struct listing_start){ .ahead_ns = now.ahead_ns };
	assert_int_equal(proc_open("/proc", &proc_fd), 0);
	assert_int_equal(listing_start_is_after(&before, proc_fd, (uint32_t)getpid()), 0);
	while (listing_start_is_after(&now, proc_fd, (uint32_t)getpid()) == 0)
		listing_start_now(&now);
	/* The start time is read by the same clock, and in the same unit. */
	now.wall_ns = 0;
	assert_int_equal(listing_start_is_after(&now, proc_fd, (uint32_t)getppid()), 1);
	close(proc_fd);
}

static struct owner_index *make(uint64_t ticks)
{
	const struct listing_start since = at_tick(ticks);
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_listing_start(h, &since);
	return h;
}

static void add(struct owner_index *h, uint64_t inode, uint32_t pid, uint32_t fd,
		const char *comm)
{
	assert_int_equal(owner_index_add(h, &(struct owner_record){ .inode = inode,
								    .pid = pid,
								    .fd = fd,
								    .comm = comm }),
			 0);
}

static const struct process *described(struct owner_index *h, const struct tree *t,
				       uint64_t inode)
{
	assert_int_equal(owner_index_describe(h, inode, t->fd, &wanted), 0);
	return owner_index_process(h, owner_index_first(h, inode));
}

static void expect_none(struct owner_index *h, const struct tree *t, uint64_t inode)
{
	assert_int_equal(owner_index_describe(h, inode, t->fd, &wanted), 0);
	assert_null(owner_index_first(h, inode));
	assert_true(owner_index_was_held(h, inode));
}

static void expect_known(const struct process *p, uint32_t pid, const char *name)
{
	assert_int_equal(p->pid, pid);
	assert_true(p->has_uid);
	assert_true(p->has_stat);
	assert_string_equal(p->command, name);
	assert_string_equal(p->comm, name);
}

/* A pid that was seen of one process and described for another: the first has ended. */
static void a_reused_pid(void **state)
{
	static const struct {
		const char *told;
		bool is_marked;
	} cases[] = { { NULL, false }, { "first", false }, { NULL, true } };
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_holders) struct owner_index *h = make(TICKS);

		make_stat(t, 5, "first", 1);
		make_names(t, 5, "first");
		hold(t, 5, 3, 7);
		add(h, 7, 5, 3, cases[i].told);
		end(t, 5);
		make_stat(t, 5, "second", TICKS);
		make_names(t, 5, "second");
		hold(t, 5, 3, 8);
		tree_link(t, "5/exe", "/second");
		if (cases[i].is_marked) {
			assert_int_equal(owner_index_mark(h, 7), 0);
			assert_int_equal(owner_index_read_marked(h, t->fd, &wanted), 0);
		}
		expect_none(h, t, 7);
		end(t, 5);
	}
}

/* A process that began during the listing is shown for the sockets that it holds. */
static void a_process_that_began_during_the_listing(void **state)
{
	const struct tree *t = *state;
	_cleanup_(cleanup_holders) struct owner_index *h = make(TICKS);

	make_stat(t, 5, "young", TICKS + 1);
	make_names(t, 5, "young");
	hold(t, 5, 3, 7);
	hold(t, 5, 4, 8);
	hold(t, 5, 6, 8);
	add(h, 7, 5, 3, NULL);
	add(h, 8, 5, 4, NULL);
	/* The descriptor was closed since, but the process holds the socket. */
	add(h, 8, 5, 5, NULL);
	add(h, 8, 5, 6, NULL);
	/* The descriptor was closed, or belonged to another process. */
	add(h, 9, 5, 7, NULL);
	add(h, 8, 6, 3, "gone");
	expect_known(described(h, t, 7), 5, "young");
	expect_known(described(h, t, 8), 5, "young");
	expect_none(h, t, 9);

	const struct holder *at = owner_index_first(h, 8);
	const struct process *p = owner_index_process(h, at);
	assert_ptr_equal(p, owner_index_process(h, owner_index_first(h, 7)));
	for (int i = 0; i < 2; i++) {
		at = owner_index_next(h, at);
		assert_ptr_equal(owner_index_process(h, at), p);
	}

	/* The result for a process must not change from row to row. */
	end(t, 5);
	expect_known(described(h, t, 8), 5, "young");
	/* Later reports for that pid refer to another process. */
	add(h, 10, 5, 9, NULL);
	assert_ptr_not_equal(owner_index_process(h, owner_index_first(h, 10)), p);
	expect_none(h, t, 10);
}

/* A socket may be in the descriptor table of one thread only. */
static void a_thread_that_began_during_the_listing(void **state)
{
	static const struct {
		/* The socket that the thread holds. */
		uint64_t inode;
		const char *name;
	} cases[] = { { 7, "young" }, { 8, NULL } };
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_holders) struct owner_index *h = make(TICKS);

		make_stat(t, 5, "young", TICKS + 1);
		make_names(t, 5, "young");
		tree_dir(t, "5/fd");
		tree_dir(t, "5/task/5/fd");
		tree_link(t, "5/task/6/fd/3",
			  cases[i].inode == 7 ? "socket:[7]" : "socket:[8]");
		assert_int_equal(
			owner_index_add(h, &(struct owner_record){ .inode = 7,
								   .pid = 5,
								   .fd = 3,
								   .is_threads = true }),
			0);
		if (cases[i].name)
			expect_known(described(h, t, 7), 5, cases[i].name);
		else
			expect_none(h, t, 7);
		end(t, 5);
	}
}

/* Two successive processes began during the listing, and each holds a socket that was
 * reported. */
static void two_successive_processes(void **state)
{
	const struct tree *t = *state;
	_cleanup_(cleanup_holders) struct owner_index *h = make(TICKS);

	add(h, 7, 5, 3, "first");
	add(h, 8, 5, 4, "second");
	make_stat(t, 5, "first", TICKS + 1);
	make_names(t, 5, "first");
	hold(t, 5, 3, 7);
	expect_known(described(h, t, 7), 5, "first");
	end(t, 5);
	make_stat(t, 5, "second", TICKS + 1);
	make_names(t, 5, "second");
	hold(t, 5, 4, 8);
	/* The process with that pid is not the one that was recognized. */
	expect_none(h, t, 8);
	expect_known(described(h, t, 7), 5, "first");
}

static void select_command(struct process_select *select, const char *command)
{
	assert_int_equal(select_commands_add(&select->commands, SELECT_GLOB, false,
					     command, strlen(command)),
			 0);
}

/* The same applies to a process that is selected. */
static void a_selected_process(void **state)
{
	static const char *const names[] = { "first", "second" };
	static const struct {
		const char *told;
		/* The socket that the second process holds by the same descriptor. */
		uint64_t inode;
		bool is_selected[2];
	} cases[] = {
		{ NULL, 8, { false, false } },
		{ "first", 8, { true, false } },
		{ NULL, 7, { false, true } },
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		const size_t row = i / 2;
		_cleanup_(cleanup_holders) struct owner_index *h = make(TICKS);
		struct process_select select = { 0 };

		select_command(&select, names[i % 2]);
		add(h, 7, 5, 3, cases[row].told);
		make_stat(t, 5, "second", TICKS);
		make_names(t, 5, "second");
		hold(t, 5, 3, cases[row].inode);
		owner_index_select(h, 7, t->fd, &select);
		assert_row("selected", owner_index_first(h, 7) != NULL,
			   cases[row].is_selected[i % 2]);
		process_select_release(&select);
		end(t, 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(start_times),
		WITH_TREE(older_than_the_listing),
		cmocka_unit_test(a_real_process),
		WITH_TREE(a_reused_pid),
		WITH_TREE(a_process_that_began_during_the_listing),
		WITH_TREE(two_successive_processes),
		WITH_TREE(a_thread_that_began_during_the_listing),
		WITH_TREE(a_selected_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
