/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline_reader.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "cmdline_threads.h"
#include "kernel/proc.h"
#include "process.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

_Static_assert((int)CMDLINE_READER_STUCK_MAX == (int)CMDLINE_THREADS_MAX,
	       "each of them may be stuck");

struct cmdline_reader {
	pthread_mutex_t lock; /* for all that follows */
	struct cmdline_thread
		*left[CMDLINE_THREADS_MAX]; /* those that have not come back */
	size_t left_len;
	struct cmdline_reader_stuck away; /* those that were left to another process */
	struct cmdline_reader_stuck expected; /* to be among them */
	uint64_t patience_ns; /* what is left of it in this listing */
	struct cmdline_reader_counts counts;
};

/* How processes are to be read, see process_read. */
struct way {
	int proc_fd;
	const struct listing_start *since;
	const struct process_wanted *wanted;
	const struct deadline *deadline; /* NULL: none */
	uint64_t *counter; /* of those that do not answer */
	uint64_t *unasked; /* of those that are not asked */
};

int cmdline_reader_new(struct cmdline_reader **ret)
{
	struct cmdline_reader *r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	pthread_mutex_init(&r->lock, NULL);
	cmdline_reader_begin(r);
	*ret = r;
	return 0;
}

/* Forgets those that have come back after all. */
static void take_back(struct cmdline_reader *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->left_len; i++)
		if (cmdline_thread_is_back(r->left[i]))
			cmdline_thread_join(r->left[i]);
		else
			r->left[kept++] = r->left[i];
	r->left_len = kept;
}

void cmdline_reader_begin(struct cmdline_reader *r)
{
	pthread_mutex_lock(&r->lock);
	take_back(r);
	r->patience_ns = CMDLINE_READER_PATIENCE_MS * NS_PER_MS;
	r->counts = (struct cmdline_reader_counts){ 0 };
	pthread_mutex_unlock(&r->lock);
}

struct cmdline_reader *cmdline_reader_free(struct cmdline_reader *r)
{
	if (!r)
		return NULL;
	take_back(r);
	pthread_mutex_destroy(&r->lock);
	free(r);
	return NULL;
}

struct cmdline_reader_counts cmdline_reader_counts(struct cmdline_reader *r)
{
	pthread_mutex_lock(&r->lock);
	const struct cmdline_reader_counts counts = r->counts;
	pthread_mutex_unlock(&r->lock);
	return counts;
}

void cmdline_reader_get_stuck(struct cmdline_reader *r, struct cmdline_reader_stuck *ret)
{
	pthread_mutex_lock(&r->lock);
	take_back(r);
	*ret = r->away;
	for (size_t i = 0; i < r->left_len && ret->count < CMDLINE_READER_STUCK_MAX; i++)
		if (cmdline_thread_pid(r->left[i]) != PROC_HERE)
			ret->pids[ret->count++] = cmdline_thread_pid(r->left[i]);
	pthread_mutex_unlock(&r->lock);
}

bool cmdline_reader_abandon(struct cmdline_reader *r)
{
	struct cmdline_reader_stuck left;

	cmdline_reader_get_stuck(r, &left);
	if (!r->left_len)
		return false;
	r->away = left;
	r->expected = left;
	r->left_len = 0;
	return true;
}

void cmdline_reader_expect_stuck(struct cmdline_reader *r,
				 const struct cmdline_reader_stuck *stuck)
{
	r->expected = *stuck;
	if (r->expected.count > CMDLINE_READER_STUCK_MAX)
		r->expected.count = CMDLINE_READER_STUCK_MAX;
}

/* By threads. 0: there can be none, 1: whoever has answered is read, <0: error. */
static int read_by(size_t wanted_lanes, struct cmdline_reader *r,
		   struct process *const *all, size_t count, const struct way *way)
{
	struct cmdline_threads lanes = { .wanted = wanted_lanes };
	const struct cmdline_threads_work work = {
		.all = all,
		.count = count,
		.proc_fd = way->proc_fd,
		.since = way->since,
		.process_wanted = way->wanted,
		.deadline = way->deadline,
		.expected = r->expected.pids,
		.expected_count = r->expected.count,
	};

	pthread_mutex_lock(&r->lock);
	uint64_t patience_ns = r->patience_ns;
	lanes.max = CMDLINE_THREADS_MAX - r->left_len;
	pthread_mutex_unlock(&r->lock);

	int error = cmdline_threads_read(&lanes, &work, &patience_ns);

	pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < lanes.len; i++)
		if (r->left_len < CMDLINE_THREADS_MAX)
			r->left[r->left_len++] = lanes.all[i];
	if (r->patience_ns > patience_ns)
		r->patience_ns = patience_ns;
	pthread_mutex_unlock(&r->lock);
	return error;
}

static int read_in_time(struct cmdline_reader *r, struct process *const *all,
			size_t count, const struct way *way)
{
	const size_t wanted_lanes = cmdline_threads_worth(count);
	int error = read_by(wanted_lanes, r, all, count, way);

	/* each takes a descriptor, and one may be all there is */
	return proc_lacks_descriptors(error) && wanted_lanes > 1
		       ? read_by(1, r, all, count, way)
		       : error;
}

/* In this thread, without what it might wait for. */
static int read_rest(struct cmdline_reader *r, struct process *process,
		     const struct way *way, uint64_t *counter)
{
	struct process_wanted rest = *way->wanted;

	rest.only_comm = true;
	pthread_mutex_lock(&r->lock);
	++*counter;
	pthread_mutex_unlock(&r->lock);
	return deadline_check(way->deadline) < 0
		       ? process_give_up(process, way->wanted)
		       : process_read(process, way->proc_fd, way->since, &rest);
}

/* Whether a thread waits for the process. */
static bool is_left(struct cmdline_reader *r, uint32_t pid)
{
	size_t i = 0;

	pthread_mutex_lock(&r->lock);
	take_back(r);
	while (i < r->left_len &&
	       (pid == PROC_HERE || cmdline_thread_pid(r->left[i]) != pid))
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
		error = deadline_check(way->deadline) < 0
				? process_give_up(all[i], way->wanted)
				: process_read(all[i], way->proc_fd, way->since,
					       way->wanted);
	return error;
}

static int read_each(struct cmdline_reader *r, struct process *const *all, size_t count,
		     const struct way *way)
{
	int error = 0;

	/* once is enough to wait for it */
	for (size_t i = 0; error == 0 && i < count; i++)
		if (!all[i]->is_read && is_left(r, all[i]->pid))
			error = read_rest(r, all[i], way, way->counter);
	if (error < 0 || !count)
		return error;
	error = read_in_time(r, all, count, way);
	if (error == 0)
		return read_plainly(all, count, way);
	for (size_t i = 0; error >= 0 && i < count; i++)
		if (!all[i]->is_read)
			error = read_rest(r, all[i], way,
					  is_left(r, all[i]->pid) ? way->counter
								  : way->unasked);
	return error < 0 ? error : 0;
}

int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *since,
			const struct process_wanted *wanted,
			const struct deadline *deadline)
{
	const struct way way = { proc_fd,
				 since,
				 wanted,
				 deadline,
				 r ? &r->counts.unanswered : NULL,
				 r ? &r->counts.unasked : NULL };

	return r ? read_each(r, all, count, &way) : read_plainly(all, count, &way);
}

static int read_command(struct cmdline_reader *r, int proc_fd, uint32_t pid,
			uint64_t *counter, char **ret)
{
	const struct process_wanted none = { 0 };
	struct process process = { .pid = pid };
	struct process *const all[] = { &process };

	int error = read_each(
		r, all, 1, &(struct way){ proc_fd, NULL, &none, NULL, counter, counter });
	if (error < 0 || !process.command) {
		free(process.command);
		return error < 0 ? error : -ESRCH;
	}
	*ret = process.command;
	return 0;
}

int cmdline_reader_read_command(struct cmdline_reader *r, int proc_fd, uint32_t pid,
				char **ret)
{
	return r ? read_command(r, proc_fd, pid, &r->counts.unanswered_commands, ret)
		 : process_read_command(proc_fd, pid, ret);
}

bool cmdline_reader_answers(struct cmdline_reader *r, int proc_fd, uint32_t pid)
{
	uint64_t unanswered = 0;
	char *command = NULL;

	if (r && read_command(r, proc_fd, pid, &unanswered, &command) == 0)
		free(command);
	return !unanswered;
}

int cmdline_reader_read_by_dir(struct cmdline_reader *r, struct process *young,
			       int dir_fd, const struct process_wanted *wanted)
{
	const bool was_read = young->dir[0];
	struct process_wanted rest = *wanted;
	char *command = NULL;

	rest.only_comm |= r != NULL;
	int is_it = process_read_by_dir(young, dir_fd, &rest);
	if (is_it <= 0 || was_read || !r)
		return is_it;
	int error = read_command(r, dir_fd, PROC_HERE, &r->counts.unanswered, &command);
	if (error == 0) {
		free(young->command);
		young->command = command;
	}
	return errno_is_resource(error) ? error : is_it;
}
