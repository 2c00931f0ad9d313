/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/fd_scan_pool.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "tree.h"
#include "unit.h"

enum {
	NOBODY = 65534,
	WORKERS = 4,
	PROCESSES = 400,
	FIRST_PID = 1000,
	/* Number of descriptors of each process. */
	FILES = 3,
	/* Number of sockets among them: the even descriptors. */
	SOCKETS = 2,
	SOCKETS_MASK = 5,
	/* Number of descriptors of one large process, which fills five chunks. */
	LARGE = 1100,
	LARGE_TIMES = 600,
	/* How many large processes may be read ahead: those in waiting chunks, and those
	 * that workers are reading. */
	LARGE_AHEAD = (256 + 8) / 5 + WORKERS + 1,
	AHEAD = 256 + 1,
};

#define VANISHED "vanished"

static int threads_allowed = WORKERS;
static uint32_t threads_before;

/* This function replaces that of the C library. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
		   void *arg)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		(__typeof__(create))dlsym(RTLD_NEXT, "pthread_create");

	if (!threads_allowed)
		return EAGAIN;
	threads_allowed--;
	return create(thread, attr, start, arg);
}

/* The pids to scan. */
struct pids {
	const struct tree *tree;
	/* The next pid, and the end of the range. */
	uint32_t pid, end;
	/* The pid that is returned in place of all others, or 0. */
	uint32_t same;
	/* The pid of a process that ends just before it is inspected. */
	uint32_t vanishes;
	/* The result after the last pid. */
	int r;
	atomic_uint given;
};

static int next_pid(void *arg, uint32_t *ret)
{
	struct pids *pids = arg;

	if (pids->pid == pids->end)
		return pids->r;
	*ret = pids->same ? pids->same : pids->pid;
	if (pids->vanishes && pids->pid == pids->vanishes) {
		char path[32];

		snprintf(path, sizeof(path), "%u/fd", pids->pid);
		assert_int_equal(renameat(pids->tree->fd, path, pids->tree->fd, VANISHED),
				 0);
	}
	pids->pid++;
	pids->given++;
	return 1;
}

/* Makes many processes with sockets of distinct inodes; every tenth process has none. */
static void make_processes(const struct tree *t)
{
	for (uint32_t pid = FIRST_PID; pid < FIRST_PID + PROCESSES; pid++) {
		for (uint32_t fd = 0; fd < FILES; fd++) {
			char path[64];
			char link[64];

			snprintf(path, sizeof(path), "%u/fd/%u", pid, fd);
			snprintf(link, sizeof(link),
				 fd % 2 || pid % 10 == 0 ? "/dev/null" : "socket:[%u]",
				 pid * 100 + fd);
			tree_link(t, path, link);
		}
	}
}

/* Makes one process with many sockets. */
static void make_large(const struct tree *t)
{
	for (uint32_t fd = 0; fd < LARGE; fd++) {
		char path[64];

		snprintf(path, sizeof(path), "10/fd/%u", fd);
		tree_link(t, path, "socket:[77]");
	}
}

static struct pids all_pids(const struct tree *t)
{
	return (struct pids){ .tree = t, .pid = FIRST_PID, .end = FIRST_PID + PROCESSES };
}

static struct fd_scan_pool *start(struct pids *pids, size_t workers)
{
	struct fd_scan_pool *c = NULL;

	threads_allowed = WORKERS;
	assert_int_equal(
		fd_scan_pool_start(workers, pids->tree->fd, NULL, next_pid, pids, &c), 0);
	return c;
}

/* Waits until the workers have taken so many pids; returns how many they have. */
static uint32_t await_given(struct pids *pids, uint32_t count)
{
	uint32_t given = pids->given;

	for (; given < count; given = pids->given)
		sched_yield();
	return given;
}

static uint32_t count_threads(void)
{
	uint32_t count = 0;
	_cleanup_close_ int proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(proc_count_threads(proc_fd, (uint32_t)getpid(), &count), 0);
	return count;
}

static void *do_nothing(void *arg)
{
	return arg;
}

static int setup(void **state)
{
	pthread_t thread = 0;

	/* A sanitizer starts a thread together with the first one. */
	assert_int_equal(pthread_create(&thread, NULL, do_nothing, NULL), 0);
	pthread_join(thread, NULL);
	threads_before = count_threads();
	tree_setup(state);
	make_processes(*state);
	make_large(*state);
	return 0;
}

/* Ends the pool. The kernel counts a joined thread for a moment longer. */
static void end(struct fd_scan_pool *c, uint64_t denied)
{
	struct owner_gaps gaps = { .denied = 5 };

	fd_scan_pool_end(c, &gaps);
	assert_int_equal(gaps.denied, 5 + denied);
	for (int i = 0; i < 1000000 && count_threads() != threads_before; i++)
		sched_yield();
	assert_int_equal(count_threads(), threads_before);
}

/* Expects the sockets of a process, in any order, as a real directory would list them. */
static void expect_process(struct fd_scan_pool *c, uint32_t pid)
{
	uint64_t seen = 0;

	for (int i = 0; pid % 10 && i < SOCKETS; i++) {
		struct owner_record got;

		assert_int_equal(fd_scan_pool_next(c, &got), 1);
		assert_int_equal(got.pid, pid);
		assert_true(got.inode == pid * 100 + got.fd);
		assert_false(got.is_threads);
		seen |= UINT64_C(1) << got.fd;
	}
	assert_true(!(pid % 10) || seen == SOCKETS_MASK);
}

static void expect_end(struct fd_scan_pool *c, int r)
{
	struct owner_record none = { .pid = 7 };

	assert_int_equal(fd_scan_pool_next(c, &none), r);
	assert_int_equal(fd_scan_pool_next(c, &none), r);
	assert_int_equal(none.pid, 7);
}

static void come_back(const struct tree *t, uint32_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "%u/fd", pid);
	assert_int_equal(renameat(t->fd, VANISHED, t->fd, path), 0);
}

/* However many workers there are, results come in the order of the processes, also if a
 * process has ended. */
static void results_are_in_the_order_of_processes(void **state)
{
	const struct tree *t = *state;
	const struct pids all = all_pids(t);

	for (size_t workers = 1; workers <= WORKERS; workers++) {
		struct pids pids = all;
		struct fd_scan_pool *c = start(&pids, workers);

		for (uint32_t pid = FIRST_PID; pid < all.end; pid++) {
			/* The first process is awaited until the workers have read as far
			 * ahead as allowed. */
			if (pid == FIRST_PID)
				await_given(&pids, AHEAD - 1);
			expect_process(c, pid);
			const uint32_t given = pids.given;
			assert_true(given <= pid - FIRST_PID + AHEAD + 1);
		}
		expect_end(c, 0);
		end(c, 0);
	}

	struct pids pids = all;
	pids.vanishes = FIRST_PID + 333;
	struct fd_scan_pool *c = start(&pids, WORKERS);
	for (uint32_t pid = FIRST_PID; pid < all.end; pid++)
		if (pid != pids.vanishes)
			expect_process(c, pid);
	expect_end(c, 0);
	end(c, 0);
	come_back(t, pids.vanishes);
}

/* Workers that have read large processes wait until these are reported. */
static void workers_wait_for_the_caller(void **state)
{
	const struct tree *t = *state;
	/* The workers read as far ahead as they may even if each process takes long. */
	const uint32_t times =
		2 * LARGE_AHEAD + unit_times(LARGE_TIMES - 2 * LARGE_AHEAD);
	struct pids pids = { .tree = t, .pid = 0, .end = times, .same = 10 };

	struct fd_scan_pool *c = start(&pids, WORKERS);
	uint32_t given = await_given(&pids, LARGE_AHEAD - WORKERS - 10);
	for (uint32_t i = 0; i < times; i++) {
		uint64_t sum = 0;

		for (uint32_t fd = 0; fd < LARGE; fd++) {
			struct owner_record got;

			assert_int_equal(fd_scan_pool_next(c, &got), 1);
			assert_int_equal(got.pid, 10);
			assert_true(got.inode == 77);
			sum += got.fd;
		}
		assert_true(sum == (uint64_t)LARGE * (LARGE - 1) / 2);
		given = pids.given;
		assert_true(given <= i + LARGE_AHEAD + 1);
	}
	expect_end(c, 0);
	end(c, 0);
}

/* Sockets found before an error are reported before the error. */
static void errors_keep_their_place(void **state)
{
	const struct tree *t = *state;
	const struct pids all = all_pids(t);
	const uint32_t bad = FIRST_PID + 251;
	struct pids pids = all;
	char path[32];

	pids.r = -EIO;
	struct fd_scan_pool *c = start(&pids, WORKERS);
	for (uint32_t pid = FIRST_PID; pid < all.end; pid++)
		expect_process(c, pid);
	expect_end(c, -EIO);
	end(c, 0);

	snprintf(path, sizeof(path), "%u/fd", bad);
	assert_int_equal(renameat(t->fd, path, t->fd, VANISHED), 0);
	tree_text(t, path, "no directory");
	pids = all;
	c = start(&pids, WORKERS);
	for (uint32_t pid = FIRST_PID; pid < bad; pid++)
		expect_process(c, pid);
	expect_end(c, -ENOTDIR);
	end(c, 0);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
	come_back(t, bad);
}

static void no_descriptors_left(void **state)
{
	struct pids pids = all_pids(*state);
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	const struct rlimit none = { .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	struct fd_scan_pool *c = start(&pids, WORKERS);
	expect_end(c, -EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	end(c, 0);
}

/* The caller may stop after any socket. */
static void the_caller_stops_early(void **state)
{
	const struct pids all = all_pids(*state);
	uint64_t seed = 1;

	for (uint32_t count = 0; count < PROCESSES;
	     count += (uint32_t)(unit_random(&seed) % 50)) {
		struct pids pids = all;
		struct fd_scan_pool *c = start(&pids, WORKERS);

		for (uint32_t pid = FIRST_PID; pid < FIRST_PID + count; pid++)
			expect_process(c, pid);
		end(c, 0);
	}
	/* More sockets of the same process wait to be reported. */
	for (uint32_t count = 1; count < LARGE; count += LARGE / 4) {
		struct pids pids = { .tree = *state, .end = LARGE_TIMES, .same = 10 };
		struct fd_scan_pool *c = start(&pids, WORKERS);
		struct owner_record got;

		await_given(&pids, WORKERS + 1);
		for (uint32_t i = 0; i < count; i++)
			assert_int_equal(fd_scan_pool_next(c, &got), 1);
		end(c, 0);
	}
	fd_scan_pool_end(NULL, NULL);
}

/* Denied processes before the last reported one are counted. */
static void denied_processes_are_counted(void **state)
{
	const struct tree *t = *state;
	struct pids pids = all_pids(t);
	const bool is_root = geteuid() == 0;

	for (uint32_t pid = FIRST_PID; pid < pids.end; pid += 10) {
		char path[32];

		snprintf(path, sizeof(path), "%u/fd", pid);
		assert_int_equal(fchmodat(t->fd, path, 0, 0), 0);
	}
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	struct fd_scan_pool *whole = start(&pids, WORKERS);
	for (uint32_t pid = FIRST_PID; pid < pids.end; pid++)
		expect_process(whole, pid);
	expect_end(whole, 0);
	end(whole, PROCESSES / 10);

	pids.pid = FIRST_PID;
	struct fd_scan_pool *half = start(&pids, WORKERS);
	for (uint32_t pid = FIRST_PID; pid < FIRST_PID + PROCESSES / 2; pid++)
		expect_process(half, pid);
	end(half, PROCESSES / 20);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	for (uint32_t pid = FIRST_PID; pid < pids.end; pid += 10) {
		char path[32];

		snprintf(path, sizeof(path), "%u/fd", pid);
		assert_int_equal(fchmodat(t->fd, path, 0755, 0), 0);
	}
}

/* One thread is sufficient. */
static void fewer_threads_than_requested(void **state)
{
	struct pids pids = all_pids(*state);
	struct fd_scan_pool *const untouched = (void *)state;
	struct fd_scan_pool *c = untouched;

	threads_allowed = 0;
	assert_int_equal(
		fd_scan_pool_start(WORKERS, pids.tree->fd, NULL, next_pid, &pids, &c),
		-EAGAIN);
	assert_ptr_equal(c, untouched);
	assert_int_equal(pids.given, 0);
	threads_allowed = 1;
	assert_int_equal(
		fd_scan_pool_start(WORKERS, pids.tree->fd, NULL, next_pid, &pids, &c), 0);
	for (uint32_t pid = FIRST_PID; pid < pids.end; pid++)
		expect_process(c, pid);
	expect_end(c, 0);
	end(c, 0);
}

/* A scan with worker threads yields the same as a scan without. */
static void a_scan_with_and_without_threads(void **state)
{
	enum { ALL = PROCESSES * 9 / 10 * SOCKETS + LARGE };

	static struct owner_record got[3][ALL];
	const struct pids pids = all_pids(*state);
	cpu_set_t one;
	cpu_set_t all;

	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	CPU_ZERO(&one);
	for (int cpu = 0; !CPU_COUNT(&one); cpu++)
		if (CPU_ISSET(cpu, &all))
			CPU_SET(cpu, &one);
	for (int way = 0; way < 3; way++) {
		struct owner_source *walk = NULL;
		struct owner_gaps gaps = { 0 };
		struct owner_record none;

		/* The scan runs on one processor, on all, and on all while no thread can
		 * be started. */
		if (way == 0)
			assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
		assert_int_equal(fd_scan_pool_size() == 1,
				 way == 0 || CPU_COUNT(&all) == 1);
		threads_allowed = way == 1 ? WORKERS : 0;
		assert_int_equal(owner_source_proc.begin(pids.tree->fd, NULL, &walk), 0);
		for (int i = 0; i < ALL; i++)
			assert_int_equal(owner_source_proc.next(walk, &got[way][i]), 1);
		assert_int_equal(owner_source_proc.next(walk, &none), 0);
		if (way == 1 && CPU_COUNT(&all) > 1)
			assert_true(threads_allowed < WORKERS);
		owner_source_proc.end(walk, &gaps);
		if (way == 0)
			assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
		for (int i = 0; i < ALL; i++) {
			assert_int_equal(got[way][i].pid, got[0][i].pid);
			assert_int_equal(got[way][i].fd, got[0][i].fd);
			assert_true(got[way][i].inode == got[0][i].inode);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_in_the_order_of_processes),
		cmocka_unit_test(workers_wait_for_the_caller),
		cmocka_unit_test(errors_keep_their_place),
		cmocka_unit_test(no_descriptors_left),
		cmocka_unit_test(the_caller_stops_early),
		cmocka_unit_test(denied_processes_are_counted),
		cmocka_unit_test(fewer_threads_than_requested),
		cmocka_unit_test(a_scan_with_and_without_threads),
	};

	return cmocka_run_group_tests(tests, setup, tree_teardown);
}
