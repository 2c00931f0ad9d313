/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline_threads.h"

#include "kernel/thread.h"
#include "process.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

enum {
	/* Maximum number of threads that are started at first. More threads are started
	 * only in place of slow threads. */
	THREADS_USUAL = 4,
	/* Number of processes to read for which one more thread is worth starting.
	 * Reading a process takes about 10 us, nearly all of it in the kernel; starting a
	 * thread takes as long as reading four processes. */
	WORTH = 32,
	/* A thread counts as slow if it has been reading one process for more than this
	 * number of milliseconds. */
	SLOW_MS = 25,
};

/* The data shared by the threads of one call of cmdline_threads_read: a batch of
 * processes that these threads read. */
struct batch {
	/* Protects the members of struct batch that are declared below `lock`, except
	 * refs, and the members of all threads that read this batch of processes. */
	pthread_mutex_t lock;
	/* Signalled by each thread of the batch of processes when the thread ends. */
	pthread_cond_t is_done;
	/* Number of users of this struct batch: the threads that are not joined, and
	 * cmdline_threads_read while it runs. The threads do not change this number. */
	size_t refs;
	/* The processes that the threads read. The members start, wanted and deadline of
	 * `work` point to copies in this struct batch, because abandoned threads outlive
	 * the data of the caller. */
	struct cmdline_threads_work work;
	struct listing_start start;
	struct process_wanted wanted;
	struct deadline deadline;
	/* Index in work.all of the next process to read. */
	size_t next;
	/* Last error (-errno) of process_read in a thread; 0 if there was no error. */
	int error;
};

static void batch_unref(struct batch *b)
{
	if (--b->refs)
		return;
	pthread_cond_destroy(&b->is_done);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

bool cmdline_thread_is_back(const struct cmdline_thread *thread)
{
	pthread_mutex_lock(&thread->batch->lock);
	const bool has_ended = thread->has_ended;
	pthread_mutex_unlock(&thread->batch->lock);
	return has_ended;
}

void cmdline_thread_join(struct cmdline_thread *thread)
{
	pthread_join(thread->handle, NULL);
	batch_unref(thread->batch);
	free(thread);
}

/* Returns the next process of the batch (processes that several threads read) that is not
 * read yet; NULL at the end of the batch, after an error, or after the deadline. */
static struct process *next_unread(struct batch *b)
{
	const struct cmdline_threads_work *work = &b->work;

	if (b->error || deadline_check(work->deadline) < 0)
		return NULL;
	while (b->next < work->count && work->all[b->next]->is_read)
		b->next++;
	return b->next < work->count ? work->all[b->next++] : NULL;
}

static void *thread_main(void *arg)
{
	struct cmdline_thread *thread = arg;
	struct batch *b = thread->batch;

	pthread_mutex_lock(&b->lock);
	while (!thread->is_abandoned && (thread->at = next_unread(b))) {
		struct process copy = *thread->at;

		thread->pid = copy.pid;
		thread->began_ns = clock_ns(CLOCK_MONOTONIC);
		pthread_mutex_unlock(&b->lock);
		const int r = process_read(&copy, b->work.proc_fd, b->work.start,
					   b->work.wanted);
		pthread_mutex_lock(&b->lock);
		if (thread->is_abandoned) {
			process_forget(&copy);
			break;
		}
		*thread->at = copy;
		thread->at = NULL;
		if (r < 0)
			b->error = r;
	}
	thread->has_ended = true;
	pthread_cond_signal(&b->is_done);
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* Starts another thread that reads processes of the batch b, and appends the thread to
 * `threads`. Returns false if `threads` already has threads->max threads or the thread
 * cannot be started. */
static bool start_thread(struct batch *b, struct cmdline_threads *threads)
{
	if (threads->len >= threads->max)
		return false;
	struct cmdline_thread *thread = calloc(1, sizeof(*thread));
	if (!thread)
		return false;
	thread->batch = b;
	if (thread_start(&thread->handle, thread_main, thread) < 0) {
		free(thread);
		return false;
	}
	b->refs++;
	threads->all[threads->len++] = thread;
	return true;
}

/* Returns how many of the threads have not ended. Sets *ret_slow to the number of slow
 * threads, which began to read a process more than SLOW_MS milliseconds before now_ns. */
static size_t count_busy(const struct cmdline_threads *threads, uint64_t now_ns,
			 size_t *ret_slow)
{
	size_t busy = 0;

	*ret_slow = 0;
	for (size_t i = 0; i < threads->len; i++) {
		const struct cmdline_thread *thread = threads->all[i];

		if (thread->has_ended)
			continue;
		busy++;
		*ret_slow +=
			thread->at && now_ns - thread->began_ns > SLOW_MS * NS_PER_MS;
	}
	return busy;
}

/* Returns whether `thread` has ended or reads one of the processes in `expected`, which
 * are not expected to be read in time. */
static bool is_expected(const struct cmdline_thread *thread,
			const struct cmdline_reader_stuck *expected)
{
	bool is_expected = thread->has_ended;

	for (uint32_t i = 0; !is_expected && i < expected->count; i++)
		is_expected = expected->pids[i] == thread->pid;
	return is_expected;
}

static bool are_expected(const struct cmdline_threads *threads,
			 const struct cmdline_reader_stuck *expected)
{
	size_t i = 0;

	while (i < threads->len && is_expected(threads->all[i], expected))
		i++;
	return i == threads->len;
}

/* Waits until all threads have ended. The wait stops earlier if all running threads are
 * slow and no other thread can be started, and if one of three conditions holds: the
 * deadline has passed, the wait for slow threads has taken patience_ns nanoseconds, or
 * the running threads read only processes in `expected`. Returns the number of
 * nanoseconds for which at least one thread was slow. */
static uint64_t wait_for_threads(struct batch *b, struct cmdline_threads *threads,
				 const struct cmdline_reader_stuck *expected,
				 uint64_t patience_ns)
{
	uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = 0;
	size_t slow = 0;

	while (count_busy(threads, now_ns, &slow)) {
		const uint64_t before_ns = now_ns;
		const uint64_t end_ns = now_ns + SLOW_MS * NS_PER_MS;
		const struct timespec end = { .tv_sec = (time_t)(end_ns / NS_PER_S),
					      .tv_nsec = (long)(end_ns % NS_PER_S) };

		pthread_cond_timedwait(&b->is_done, &b->lock, &end);
		now_ns = clock_ns(CLOCK_MONOTONIC);
		const size_t busy = count_busy(threads, now_ns, &slow);
		if (slow)
			spent_ns += now_ns - before_ns;
		if (slow < busy || !busy)
			continue;
		const int late = deadline_check(b->work.deadline);
		const size_t before = threads->len;

		/* Another thread is started in place of each slow thread, so that slow
		 * threads do not delay the reading of the remaining processes. */
		while (!late && b->next < b->work.count && threads->len < before + slow &&
		       start_thread(b, threads))
			;
		if (threads->len == before &&
		    (spent_ns >= patience_ns || late || are_expected(threads, expected)))
			break;
	}
	return spent_ns;
}

/* Unlocks b->lock, joins the threads that are not reading a process, and abandons the
 * threads that are. Only abandoned threads stay in `threads`. */
static void end_threads(struct batch *b, struct cmdline_threads *threads)
{
	size_t left = 0;

	for (size_t i = 0; i < threads->len; i++)
		threads->all[i]->is_abandoned = threads->all[i]->at != NULL;
	b->next = b->work.count;
	pthread_mutex_unlock(&b->lock);

	for (size_t i = 0; i < threads->len; i++)
		if (threads->all[i]->is_abandoned)
			threads->all[left++] = threads->all[i];
		else
			cmdline_thread_join(threads->all[i]);
	threads->len = left;
}

static int batch_new(const struct cmdline_threads_work *work, struct batch **ret)
{
	pthread_condattr_t attr;
	struct batch *b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;

	*b = (struct batch){
		.refs = 1,
		.work = *work,
		.start = work->start ? *work->start : (struct listing_start){ 0 },
		.wanted = *work->wanted,
		.deadline = work->deadline ? *work->deadline : (struct deadline){ 0 },
	};
	b->work.start = work->start ? &b->start : NULL;
	b->work.wanted = &b->wanted;
	b->work.deadline = &b->deadline;
	pthread_mutex_init(&b->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&b->is_done, &attr);
	pthread_condattr_destroy(&attr);
	*ret = b;
	return 0;
}

size_t cmdline_threads_worth(size_t count)
{
	const size_t worth = count / WORTH + 1;

	return worth < 2 ? 1
			 : thread_count(worth < THREADS_USUAL ? worth : THREADS_USUAL);
}

int cmdline_threads_read(struct cmdline_threads *threads,
			 const struct cmdline_threads_work *work,
			 const struct cmdline_reader_stuck *expected,
			 uint64_t *patience_ns)
{
	struct batch *b = NULL;

	int error = batch_new(work, &b);
	if (error < 0)
		return error;
	while (threads->len < threads->wanted && start_thread(b, threads))
		;
	pthread_mutex_lock(&b->lock);
	/* threads->max is 0 if too many threads are blocked already. cmdline_threads_read
	 * then returns 1, because after the result 0 the caller would read the processes
	 * in its own thread, which might block. */
	const bool is_started = threads->len || !threads->max;
	const uint64_t spent_ns = wait_for_threads(b, threads, expected, *patience_ns);
	error = b->error;
	end_threads(b, threads);
	batch_unref(b);
	*patience_ns -= spent_ns < *patience_ns ? spent_ns : *patience_ns;
	return error ? error : is_started;
}
