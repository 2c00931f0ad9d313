/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "readers.h"

#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "process.h"
#include "sys/proc.h"
#include "sys/thread.h"

enum {
	/* A process takes some 10 us to read, of which the kernel takes all but one; a thread
	 * takes as long to be made as four of them. */
	LANES = 4,
	WORTH = 32,
	/* Who takes so long is no longer relied on. */
	SLOW_MS = 25,
	/* threads, with those that have not come back */
	LANES_MAX = READERS_STUCK_MAX,
};

/* One that reads. It has a copy of the process: whoever is left alone with it must not write to
 * what others use, or have freed. */
struct lane {
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
	struct since since;
	bool has_since;
	struct process_wanted wanted;
	int error; /* of whoever met one */
};

struct readers {
	pthread_mutex_t lock; /* for all that follows */
	struct lane *left[LANES_MAX]; /* those that have not come back */
	size_t left_len;
	struct readers_stuck away; /* those that were left to another process */
	struct readers_stuck expected; /* to be among them */
	uint64_t patience_ns; /* what is left of it in this listing */
	uint64_t unanswered;
	uint64_t commands; /* those of readers_read_command */
};

/* How processes are to be read, see process_read, and what counts those that do not answer. */
struct way {
	int proc_fd;
	const struct since *since;
	const struct process_wanted *wanted;
	uint64_t *counter;
};

/* Those at work on a batch. */
struct lanes {
	struct lane *all[LANES_MAX];
	size_t len, max;
};

int readers_new(struct readers **ret)
{
	struct readers *r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	pthread_mutex_init(&r->lock, NULL);
	readers_begin(r);
	*ret = r;
	return 0;
}

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

static bool is_back(const struct lane *lane)
{
	pthread_mutex_lock(&lane->batch->lock);
	const bool is_back = lane->is_back;
	pthread_mutex_unlock(&lane->batch->lock);
	return is_back;
}

static void lane_join(struct lane *lane)
{
	pthread_join(lane->thread, NULL);
	batch_unref(lane->batch);
	free(lane);
}

/* Forgets those that have come back after all. */
static void take_back(struct readers *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->left_len; i++)
		if (is_back(r->left[i]))
			lane_join(r->left[i]);
		else
			r->left[kept++] = r->left[i];
	r->left_len = kept;
}

void readers_begin(struct readers *r)
{
	pthread_mutex_lock(&r->lock);
	take_back(r);
	r->patience_ns = READERS_PATIENCE_MS * NS_PER_MS;
	r->unanswered = 0;
	r->commands = 0;
	pthread_mutex_unlock(&r->lock);
}

struct readers *readers_free(struct readers *r)
{
	if (!r)
		return NULL;
	take_back(r);
	pthread_mutex_destroy(&r->lock);
	free(r);
	return NULL;
}

uint64_t readers_unanswered(struct readers *r)
{
	pthread_mutex_lock(&r->lock);
	const uint64_t unanswered = r->unanswered;
	pthread_mutex_unlock(&r->lock);
	return unanswered;
}

uint64_t readers_unanswered_commands(struct readers *r)
{
	pthread_mutex_lock(&r->lock);
	const uint64_t commands = r->commands;
	pthread_mutex_unlock(&r->lock);
	return commands;
}

void readers_tell_stuck(struct readers *r, struct readers_stuck *ret)
{
	pthread_mutex_lock(&r->lock);
	take_back(r);
	*ret = r->away;
	for (size_t i = 0; i < r->left_len && ret->count < READERS_STUCK_MAX; i++)
		if (r->left[i]->pid != PROC_HERE)
			ret->pids[ret->count++] = r->left[i]->pid;
	pthread_mutex_unlock(&r->lock);
}

bool readers_leave(struct readers *r)
{
	struct readers_stuck left;

	readers_tell_stuck(r, &left);
	if (!r->left_len)
		return false;
	r->away = left;
	r->expected = left;
	r->left_len = 0;
	return true;
}

void readers_expect_stuck(struct readers *r, const struct readers_stuck *stuck)
{
	r->expected = *stuck;
	if (r->expected.count > READERS_STUCK_MAX)
		r->expected.count = READERS_STUCK_MAX;
}

/* The next one that was not read. */
static struct process *next_of(struct batch *b)
{
	while (b->next < b->count && b->all[b->next]->is_read)
		b->next++;
	return b->next < b->count && !b->error ? b->all[b->next++] : NULL;
}

static void *read_some(void *arg)
{
	struct lane *lane = arg;
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
static bool lane_start(struct batch *b, struct lanes *lanes)
{
	if (lanes->len >= lanes->max)
		return false;
	struct lane *lane = calloc(1, sizeof(*lane));
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
static size_t count_busy(const struct lanes *lanes, uint64_t now_ns, size_t *ret_slow)
{
	size_t busy = 0;

	*ret_slow = 0;
	for (size_t i = 0; i < lanes->len; i++) {
		const struct lane *lane = lanes->all[i];

		if (lane->is_back)
			continue;
		busy++;
		*ret_slow += lane->at && now_ns - lane->since_ns > SLOW_MS * NS_PER_MS;
	}
	return busy;
}

/* Whether those that do not come back are those that did not before. */
static bool are_expected(const struct readers *r, const struct lanes *lanes)
{
	for (size_t i = 0; i < lanes->len; i++) {
		size_t at = 0;

		if (lanes->all[i]->is_back)
			continue;
		while (at < r->expected.count &&
		       r->expected.pids[at] != lanes->all[i]->pid)
			at++;
		if (at == r->expected.count)
			return false;
	}
	return true;
}

/* Others for those that are slow, if anything is left to be read. */
static bool lanes_renew(struct batch *b, struct lanes *lanes, size_t count)
{
	const size_t before = lanes->len;

	while (b->next < b->count && lanes->len < before + count && lane_start(b, lanes))
		;
	return lanes->len > before;
}

/* Until all is read, or there are none but slow ones and patience ends; how long there were such.
 * What comes behind a process that does not answer is read by others meanwhile. */
static uint64_t wait_for(struct readers *r, struct batch *b, struct lanes *lanes,
			 uint64_t patience_ns)
{
	const size_t lanes_len = lanes->len;
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
		if (slow < busy || !busy || lanes_renew(b, lanes, lanes_len))
			continue;
		if (spent_ns >= patience_ns || are_expected(r, lanes))
			break;
	}
	return spent_ns;
}

/* Those that are done end, and those that are not are left to themselves. */
static void lanes_end(struct readers *r, struct batch *b, struct lanes *lanes)
{
	size_t left = 0;

	for (size_t i = 0; i < lanes->len; i++) {
		lanes->all[i]->is_left = lanes->all[i]->at != NULL;
		left += lanes->all[i]->is_left;
	}
	b->next = b->count;
	pthread_mutex_unlock(&b->lock);

	if (left)
		pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < lanes->len; i++)
		if (!lanes->all[i]->is_left)
			lane_join(lanes->all[i]);
		else if (r->left_len < LANES_MAX)
			r->left[r->left_len++] = lanes->all[i];
	if (left)
		pthread_mutex_unlock(&r->lock);
}

static int batch_new(struct process *const *all, size_t count, const struct way *way,
		     struct batch **ret)
{
	pthread_condattr_t attr;
	struct batch *b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;

	/* copies, as those that are left alone with a process outlive this listing */
	*b = (struct batch){
		.refs = 1,
		.all = all,
		.count = count,
		.proc_fd = way->proc_fd,
		.has_since = way->since,
		.wanted = *way->wanted,
	};
	if (way->since)
		b->since = *way->since;
	pthread_mutex_init(&b->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&b->is_done, &attr);
	pthread_condattr_destroy(&attr);
	*ret = b;
	return 0;
}

static size_t lanes_for(size_t count)
{
	const size_t worth = count / WORTH + 1;

	return worth < 2 ? 1 : thread_count(worth < LANES ? worth : LANES);
}

/* By threads. 0: there can be none, 1: whoever has answered is read, <0: error. */
static int read_by(size_t wanted_lanes, struct readers *r, struct process *const *all,
		   size_t count, const struct way *way)
{
	struct lanes lanes = { .len = 0 };
	struct batch *b = NULL;

	int error = batch_new(all, count, way, &b);
	if (error < 0)
		return error;
	pthread_mutex_lock(&r->lock);
	const uint64_t patience_ns = r->patience_ns;
	lanes.max = LANES_MAX - r->left_len;
	pthread_mutex_unlock(&r->lock);

	while (lanes.len < wanted_lanes && lane_start(b, &lanes))
		;
	pthread_mutex_lock(&b->lock);
	/* where too many are left none is to be waited for in this thread */
	const bool is_started = lanes.len || !lanes.max;
	const uint64_t spent_ns = wait_for(r, b, &lanes, patience_ns);
	error = b->error;
	lanes_end(r, b, &lanes);
	batch_unref(b);

	if (spent_ns) {
		pthread_mutex_lock(&r->lock);
		r->patience_ns -= spent_ns < r->patience_ns ? spent_ns : r->patience_ns;
		pthread_mutex_unlock(&r->lock);
	}
	return error ? error : is_started;
}

static int read_in_time(struct readers *r, struct process *const *all, size_t count,
			const struct way *way)
{
	const size_t wanted_lanes = lanes_for(count);
	int error = read_by(wanted_lanes, r, all, count, way);

	/* each takes a descriptor, and one may be all there is */
	return proc_lacks_descriptors(error) && wanted_lanes > 1
		       ? read_by(1, r, all, count, way)
		       : error;
}

/* In this thread, without what it might wait for. */
static int read_rest(struct readers *r, struct process *process, const struct way *way)
{
	struct process_wanted rest = *way->wanted;

	rest.only_comm = true;
	pthread_mutex_lock(&r->lock);
	++*way->counter;
	pthread_mutex_unlock(&r->lock);
	return process_read(process, way->proc_fd, way->since, &rest);
}

static bool is_left(struct readers *r, uint32_t pid)
{
	size_t i = 0;

	pthread_mutex_lock(&r->lock);
	take_back(r);
	/* if there is no thread any more to be had, nobody can be waited for */
	while (i < r->left_len && r->left_len < LANES_MAX &&
	       (pid == PROC_HERE || r->left[i]->pid != pid))
		i++;
	const bool is_left = i < r->left_len;
	pthread_mutex_unlock(&r->lock);
	return is_left;
}

/* In this thread, each for as long as it takes. */
static int read_plainly(struct process *const *all, size_t count, const struct way *way)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = process_read(all[i], way->proc_fd, way->since, way->wanted);
	return error;
}

static int read_each(struct readers *r, struct process *const *all, size_t count,
		     const struct way *way)
{
	int error = 0;

	/* once is enough to wait for it */
	for (size_t i = 0; error == 0 && i < count; i++)
		if (!all[i]->is_read && is_left(r, all[i]->pid))
			error = read_rest(r, all[i], way);
	if (error < 0 || !count)
		return error;
	error = read_in_time(r, all, count, way);
	if (error == 0)
		return read_plainly(all, count, way);
	for (size_t i = 0; error >= 0 && i < count; i++)
		if (!all[i]->is_read)
			error = read_rest(r, all[i], way);
	return error < 0 ? error : 0;
}

int readers_read(struct readers *r, struct process *const *all, size_t count, int proc_fd,
		 const struct since *since, const struct process_wanted *wanted)
{
	const struct way way = { proc_fd, since, wanted, r ? &r->unanswered : NULL };

	return r ? read_each(r, all, count, &way) : read_plainly(all, count, &way);
}

static int read_command(struct readers *r, int proc_fd, uint32_t pid, uint64_t *counter,
			char **ret)
{
	const struct process_wanted none = { 0 };
	struct process process = { .pid = pid };
	struct process *const all[] = { &process };

	int error = read_each(r, all, 1, &(struct way){ proc_fd, NULL, &none, counter });
	if (error < 0 || !process.command) {
		free(process.command);
		return error < 0 ? error : -ESRCH;
	}
	*ret = process.command;
	return 0;
}

int readers_read_command(struct readers *r, int proc_fd, uint32_t pid, char **ret)
{
	return r ? read_command(r, proc_fd, pid, &r->commands, ret)
		 : process_read_command(proc_fd, pid, ret);
}

int readers_read_young(struct readers *r, struct process *young, int dir_fd,
		       const struct process_wanted *wanted)
{
	const bool was_read = young->dir[0];
	struct process_wanted rest = *wanted;
	char *command = NULL;

	rest.only_comm |= r != NULL;
	int is_it = process_read_young(young, dir_fd, &rest);
	if (is_it <= 0 || was_read || !r)
		return is_it;
	int error = read_command(r, dir_fd, PROC_HERE, &r->unanswered, &command);
	if (error == 0) {
		free(young->command);
		young->command = command;
	}
	return proc_is_exhausted(error) ? error : is_it;
}
