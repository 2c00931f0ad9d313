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
	/* Protects everything below. */
	pthread_mutex_t lock;
	struct cmdline_thread *blocked[CMDLINE_THREADS_MAX];
	size_t blocked_len;
	/* Processes whose threads were abandoned in another process. */
	struct cmdline_reader_stuck abandoned;
	/* Processes that are expected to be among them. */
	struct cmdline_reader_stuck expected;
	/* the rest of the time to wait in this listing */
	uint64_t patience_ns;
	struct cmdline_reader_counts counts;
};

/* The arguments of process_read, and where to count. */
struct read_args {
	int proc_fd;
	const struct listing_start *start;
	const struct process_wanted *wanted;
	const struct deadline *deadline; /* NULL: none */
	/* Counts processes that do not answer. */
	uint64_t *counter;
	/* Counts processes that are not read. */
	uint64_t *unasked;
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

/* Joins and forgets the blocked threads that have ended since. */
static void join_ended_threads(struct cmdline_reader *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->blocked_len; i++)
		if (cmdline_thread_is_back(r->blocked[i]))
			cmdline_thread_join(r->blocked[i]);
		else
			r->blocked[kept++] = r->blocked[i];
	r->blocked_len = kept;
}

void cmdline_reader_begin(struct cmdline_reader *r)
{
	pthread_mutex_lock(&r->lock);
	join_ended_threads(r);
	r->patience_ns = CMDLINE_READER_PATIENCE_MS * NS_PER_MS;
	r->counts = (struct cmdline_reader_counts){ 0 };
	pthread_mutex_unlock(&r->lock);
}

struct cmdline_reader *cmdline_reader_free(struct cmdline_reader *r)
{
	if (!r)
		return NULL;
	join_ended_threads(r);
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
	join_ended_threads(r);
	*ret = r->abandoned;
	for (size_t i = 0; i < r->blocked_len && ret->count < CMDLINE_READER_STUCK_MAX;
	     i++)
		if (cmdline_thread_pid(r->blocked[i]) != PROC_HERE)
			ret->pids[ret->count++] = cmdline_thread_pid(r->blocked[i]);
	pthread_mutex_unlock(&r->lock);
}

bool cmdline_reader_abandon(struct cmdline_reader *r)
{
	struct cmdline_reader_stuck stuck;

	cmdline_reader_get_stuck(r, &stuck);
	if (!r->blocked_len)
		return false;
	r->abandoned = stuck;
	r->expected = stuck;
	r->blocked_len = 0;
	return true;
}

void cmdline_reader_expect_stuck(struct cmdline_reader *r,
				 const struct cmdline_reader_stuck *stuck)
{
	r->expected = *stuck;
	if (r->expected.count > CMDLINE_READER_STUCK_MAX)
		r->expected.count = CMDLINE_READER_STUCK_MAX;
}

/* Reads by threads. Returns 1 after reading the processes that answered, 0 if no thread could
 * be started, or an error. */
static int read_by_threads(size_t wanted_threads, struct cmdline_reader *r,
			   struct process *const *all, size_t count,
			   const struct read_args *args)
{
	struct cmdline_threads threads = { .wanted = wanted_threads };
	const struct cmdline_threads_work work = {
		.all = all,
		.count = count,
		.proc_fd = args->proc_fd,
		.start = args->start,
		.process_wanted = args->wanted,
		.deadline = args->deadline,
		.expected = r->expected.pids,
		.expected_count = r->expected.count,
	};

	pthread_mutex_lock(&r->lock);
	uint64_t patience_ns = r->patience_ns;
	threads.max = CMDLINE_THREADS_MAX - r->blocked_len;
	pthread_mutex_unlock(&r->lock);

	int error = cmdline_threads_read(&threads, &work, &patience_ns);

	pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < threads.len; i++)
		if (r->blocked_len < CMDLINE_THREADS_MAX)
			r->blocked[r->blocked_len++] = threads.all[i];
	if (r->patience_ns > patience_ns)
		r->patience_ns = patience_ns;
	pthread_mutex_unlock(&r->lock);
	return error;
}

static int read_with_limit(struct cmdline_reader *r, struct process *const *all,
			   size_t count, const struct read_args *args)
{
	const size_t wanted_threads = cmdline_threads_worth(count);
	int error = read_by_threads(wanted_threads, r, all, count, args);

	/* Each thread takes a descriptor; there may be only one left. */
	return proc_lacks_descriptors(error) && wanted_threads > 1
		       ? read_by_threads(1, r, all, count, args)
		       : error;
}

/* Reads a process in this thread, without the command line, which might block. */
static int read_without_cmdline(struct cmdline_reader *r, struct process *process,
				const struct read_args *args, uint64_t *counter)
{
	struct process_wanted rest = *args->wanted;

	rest.only_comm = true;
	pthread_mutex_lock(&r->lock);
	++*counter;
	pthread_mutex_unlock(&r->lock);
	return deadline_check(args->deadline) < 0
		       ? process_give_up(process, args->wanted)
		       : process_read(process, args->proc_fd, args->start, &rest);
}

/* Returns whether a thread is blocked at the process. */
static bool is_blocked(struct cmdline_reader *r, uint32_t pid)
{
	size_t i = 0;

	pthread_mutex_lock(&r->lock);
	join_ended_threads(r);
	while (i < r->blocked_len &&
	       (pid == PROC_HERE || cmdline_thread_pid(r->blocked[i]) != pid))
		i++;
	const bool is_blocked = i < r->blocked_len;
	pthread_mutex_unlock(&r->lock);
	return is_blocked;
}

/* Reads the processes in this thread, without a time limit. */
static int read_without_limit(struct process *const *all, size_t count,
			      const struct read_args *args)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = deadline_check(args->deadline) < 0
				? process_give_up(all[i], args->wanted)
				: process_read(all[i], args->proc_fd, args->start,
					       args->wanted);
	return error;
}

static int read_processes(struct cmdline_reader *r, struct process *const *all,
			  size_t count, const struct read_args *args)
{
	int error = 0;

	/* A process that a thread is blocked at already is not waited for again. */
	for (size_t i = 0; error == 0 && i < count; i++)
		if (!all[i]->is_read && is_blocked(r, all[i]->pid))
			error = read_without_cmdline(r, all[i], args, args->counter);
	if (error < 0 || !count)
		return error;
	error = read_with_limit(r, all, count, args);
	if (error == 0)
		return read_without_limit(all, count, args);
	for (size_t i = 0; error >= 0 && i < count; i++)
		if (!all[i]->is_read)
			error = read_without_cmdline(r, all[i], args,
						     is_blocked(r, all[i]->pid)
							     ? args->counter
							     : args->unasked);
	return error < 0 ? error : 0;
}

int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *start,
			const struct process_wanted *wanted,
			const struct deadline *deadline)
{
	const struct read_args args = { proc_fd,
					start,
					wanted,
					deadline,
					r ? &r->counts.unanswered : NULL,
					r ? &r->counts.unasked : NULL };

	return r ? read_processes(r, all, count, &args)
		 : read_without_limit(all, count, &args);
}

static int read_command_by(struct cmdline_reader *r, int proc_fd, uint32_t pid,
			   uint64_t *counter, char **ret)
{
	const struct process_wanted none = { 0 };
	struct process process = { .pid = pid };
	struct process *const all[] = { &process };

	int error = read_processes(
		r, all, 1,
		&(struct read_args){ proc_fd, NULL, &none, NULL, counter, counter });
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
	return r ? read_command_by(r, proc_fd, pid, &r->counts.unanswered_commands, ret)
		 : process_read_command(proc_fd, pid, ret);
}

bool cmdline_reader_answers(struct cmdline_reader *r, int proc_fd, uint32_t pid)
{
	uint64_t unanswered = 0;
	char *command = NULL;

	if (r && read_command_by(r, proc_fd, pid, &unanswered, &command) == 0)
		free(command);
	return !unanswered;
}

int cmdline_reader_read_by_dir(struct cmdline_reader *r, struct process *process,
			       int dir_fd, const struct process_wanted *wanted)
{
	const bool was_read = process->dir[0];
	struct process_wanted rest = *wanted;
	char *command = NULL;

	rest.only_comm |= r != NULL;
	int is_it = process_read_by_dir(process, dir_fd, &rest);
	if (is_it <= 0 || was_read || !r)
		return is_it;
	int error =
		read_command_by(r, dir_fd, PROC_HERE, &r->counts.unanswered, &command);
	if (error == 0) {
		free(process->command);
		process->command = command;
	}
	return errno_is_resource(error) ? error : is_it;
}
