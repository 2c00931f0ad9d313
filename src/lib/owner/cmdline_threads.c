/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline_threads.h"

#include <pthread.h>

#include "kernel/thread.h"
#include "process.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

enum {
	/* A process takes some 10 us to read, of which the kernel takes all but one; a thread
	 * takes as long to be made as four of them. */
	LANES_USUAL = 4,
	WORTH = 32,
	/* Who takes so long is no longer relied on. */
	SLOW_MS = 25,
};

/* One that reads. It has a copy of the process: whoever is left alone with it must not write to
 * what others use, or have freed. */
struct cmdline_thread {
	struct batch *batch;
	pthread_t thread;
	struct process *at; /* NULL: none */
	uint32_t pid; /* of this one */
	uint64_t since_ns; /* it is at this one */
	bool is_left; /* its process is no longer waited for */
	bool is_back;
};

/* What is to be read. */
struct batch {
	pthread_mutex_t lock; /* for all that follows, and for the lanes */
	pthread_cond_t is_done;
	size_t refs; /* lanes, and who waits; it alone counts them */
	struct process *const *all;
	size_t count, next, done;
	int proc_fd;
	struct listing_start since;
	bool has_since;
	struct process_wanted wanted;
	struct deadline deadline;
	int error; /* of whoever met one */
};

static void batch_unref(struct batch *b)
{
	pthread_mutex_lock(&b->lock);
	const size_t refs = --b->refs;
	pthread_mutex_unlock(&b->lock);
	if (refs)
		return;
	pthread_cond_destroy(&b->is_done);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

bool cmdline_thread_is_back(const struct cmdline_thread *lane)
{
	pthread_mutex_lock(&lane->batch->lock);
	const bool is_back = lane->is_back;
	pthread_mutex_unlock(&lane->batch->lock);
	return is_back;
}

void cmdline_thread_join(struct cmdline_thread *lane)
{
	pthread_join(lane->thread, NULL);
	batch_unref(lane->batch);
	free(lane);
}

uint32_t cmdline_thread_pid(const struct cmdline_thread *lane)
{
	return lane->pid;
}

/* The next process that was not read, unless it is too late. */
static struct process *next_of(struct batch *b)
{
	if (deadline_check(&b->deadline) < 0)
		return NULL;
	while (b->next < b->count && b->all[b->next]->is_read)
		b->next++;
	return b->next < b->count && !b->error ? b->all[b->next++] : NULL;
}

static void *read_some(void *arg)
{
	struct cmdline_thread *lane = arg;
	struct batch *b = lane->batch;

	pthread_mutex_lock(&b->lock);
	while (!lane->is_left && (lane->at = next_of(b))) {
		struct process copy = *lane->at;

		lane->pid = copy.pid;
		lane->since_ns = clock_ns(CLOCK_MONOTONIC);
		pthread_mutex_unlock(&b->lock);
		const int r = process_read(&copy, b->proc_fd,
					   b->has_since ? &b->since : NULL, &b->wanted);
		pthread_mutex_lock(&b->lock);
		if (lane->is_left) {
			free(copy.command);
			free(copy.comm);
			free(copy.executable);
			break;
		}
		*lane->at = copy;
		lane->at = NULL;
		b->done++;
		if (r < 0)
			b->error = r;
	}
	lane->is_back = true;
	pthread_cond_signal(&b->is_done);
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* Starts another lane, if there can be one. */
static bool lane_start(struct batch *b, struct cmdline_threads *lanes)
{
	if (lanes->len >= lanes->max)
		return false;
	struct cmdline_thread *lane = calloc(1, sizeof(*lane));
	if (!lane)
		return false;
	lane->batch = b;
	if (thread_start(&lane->thread, read_some, lane) < 0) {
		free(lane);
		return false;
	}
	b->refs++;
	lanes->all[lanes->len++] = lane;
	return true;
}

static struct timespec after_ms(uint64_t ms)
{
	const uint64_t at = clock_ns(CLOCK_MONOTONIC) + ms * NS_PER_MS;

	return (struct timespec){ .tv_sec = (time_t)(at / NS_PER_S),
				  .tv_nsec = (long)(at % NS_PER_S) };
}

/* How many are at a process, and of those how many for long. */
static size_t count_busy(const struct cmdline_threads *lanes, uint64_t now_ns,
			 size_t *ret_slow)
{
	size_t busy = 0;

	*ret_slow = 0;
	for (size_t i = 0; i < lanes->len; i++) {
		const struct cmdline_thread *lane = lanes->all[i];

		if (lane->is_back)
			continue;
		busy++;
		*ret_slow += lane->at && now_ns - lane->since_ns > SLOW_MS * NS_PER_MS;
	}
	return busy;
}

/* Whether those that do not come back are those that did not before. */
static bool are_expected(const struct cmdline_threads *lanes,
			 const struct cmdline_threads_work *work)
{
	for (size_t i = 0; i < lanes->len; i++) {
		size_t at = 0;

		if (lanes->all[i]->is_back)
			continue;
		while (at < work->expected_count &&
		       work->expected[at] != lanes->all[i]->pid)
			at++;
		if (at == work->expected_count)
			return false;
	}
	return true;
}

/* Starts as many lanes as are slow, if anything is left to be read: however many processes do not
 * answer, those behind them are come to soon. */
static bool lanes_renew(struct batch *b, struct cmdline_threads *lanes, size_t slow)
{
	const size_t before = lanes->len;

	while (b->next < b->count && lanes->len < before + slow && lane_start(b, lanes))
		;
	return lanes->len > before;
}

/* Until all is read, or there are none but slow ones and patience ends; how long there were such.
 * What comes behind a process that does not answer is read by others meanwhile. */
static uint64_t wait_for(struct batch *b, struct cmdline_threads *lanes,
			 const struct cmdline_threads_work *work, uint64_t patience_ns)
{
	uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = 0;
	size_t slow = 0;

	while (count_busy(lanes, now_ns, &slow)) {
		const struct timespec end = after_ms(SLOW_MS);
		const uint64_t before_ns = now_ns;

		pthread_cond_timedwait(&b->is_done, &b->lock, &end);
		now_ns = clock_ns(CLOCK_MONOTONIC);
		const size_t busy = count_busy(lanes, now_ns, &slow);
		if (slow)
			spent_ns += now_ns - before_ns;
		const int late = deadline_check(&b->deadline);
		if (slow < busy || !busy || (!late && lanes_renew(b, lanes, slow)))
			continue;
		if (spent_ns >= patience_ns || late || are_expected(lanes, work))
			break;
	}
	return spent_ns;
}

/* Those that are done end, and those that are not are left to themselves. */
static void lanes_end(struct batch *b, struct cmdline_threads *lanes)
{
	size_t left = 0;

	for (size_t i = 0; i < lanes->len; i++)
		lanes->all[i]->is_left = lanes->all[i]->at != NULL;
	b->next = b->count;
	pthread_mutex_unlock(&b->lock);

	for (size_t i = 0; i < lanes->len; i++)
		if (lanes->all[i]->is_left)
			lanes->all[left++] = lanes->all[i];
		else
			cmdline_thread_join(lanes->all[i]);
	lanes->len = left;
}

static int batch_new(const struct cmdline_threads_work *work, struct batch **ret)
{
	pthread_condattr_t attr;
	struct batch *b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;

	/* copies, as those that are left alone with a process outlive this listing */
	*b = (struct batch){
		.refs = 1,
		.all = work->all,
		.count = work->count,
		.proc_fd = work->proc_fd,
		.has_since = work->since,
		.wanted = *work->process_wanted,
	};
	if (work->since)
		b->since = *work->since;
	if (work->deadline)
		b->deadline = *work->deadline;
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

	return worth < 2 ? 1 : thread_count(worth < LANES_USUAL ? worth : LANES_USUAL);
}

int cmdline_threads_read(struct cmdline_threads *lanes,
			 const struct cmdline_threads_work *work, uint64_t *patience_ns)
{
	struct batch *b = NULL;

	int error = batch_new(work, &b);
	if (error < 0)
		return error;
	while (lanes->len < lanes->wanted && lane_start(b, lanes))
		;
	pthread_mutex_lock(&b->lock);
	/* where too many are left none is to be waited for in this thread */
	const bool is_started = lanes->len || !lanes->max;
	const uint64_t spent_ns = wait_for(b, lanes, work, *patience_ns);
	error = b->error;
	lanes_end(b, lanes);
	batch_unref(b);
	*patience_ns -= spent_ns < *patience_ns ? spent_ns : *patience_ns;
	return error ? error : is_started;
}
