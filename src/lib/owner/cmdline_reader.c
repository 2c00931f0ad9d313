/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline_reader.h"

#include "cmdline_threads.h"
#include "kernel/proc.h"
#include "process.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

struct cmdline_reader {
	/* Protects the members of struct cmdline_reader that are declared below
	 * `lock`. */
	pthread_mutex_t lock;
	/* Threads that are blocked in reading a process and for which no function waits
	 * any more. */
	struct cmdline_thread *blocked[CMDLINE_THREADS_MAX];
	size_t blocked_len;
	/* Pids of processes that were being read by blocked threads, which
	 * cmdline_reader_abandon has forgotten. */
	struct cmdline_reader_stuck abandoned;
	/* Pids of processes that the reader does not wait for, because reading their
	 * command lines has blocked a thread before. */
	struct cmdline_reader_stuck expected;
	/* Number of nanoseconds that the current listing may still spend waiting for slow
	 * processes. */
	uint64_t patience_ns;
	struct cmdline_reader_counts counts;
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

/* Joins the threads in r->blocked that have ended, and removes the joined threads from
 * r->blocked. */
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
		if (r->blocked[i]->pid != PROC_HERE)
			ret->pids[ret->count++] = r->blocked[i]->pid;
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

/* Reads the processes of `work` by wanted_threads threads, and adds the threads that are
 * blocked to r->blocked. Returns the result of cmdline_threads_read. */
static int read_by_threads(size_t wanted_threads, struct cmdline_reader *r,
			   const struct cmdline_threads_work *work)
{
	struct cmdline_threads threads = { .wanted = wanted_threads };

	pthread_mutex_lock(&r->lock);
	uint64_t patience_ns = r->patience_ns;
	threads.max = CMDLINE_THREADS_MAX - r->blocked_len;
	pthread_mutex_unlock(&r->lock);

	int error = cmdline_threads_read(&threads, work, &r->expected, &patience_ns);

	pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < threads.len; i++)
		if (r->blocked_len < CMDLINE_THREADS_MAX)
			r->blocked[r->blocked_len++] = threads.all[i];
	if (r->patience_ns > patience_ns)
		r->patience_ns = patience_ns;
	pthread_mutex_unlock(&r->lock);
	return error;
}

/* Reads `process` in the calling thread, or calls process_give_up if the deadline has
 * passed. If only_comm is set, the task name is read in place of the command. Returns 0
 * or -errno. */
static int read_here(struct process *process, const struct cmdline_threads_work *work,
		     bool only_comm)
{
	struct process_wanted wanted = *work->wanted;

	wanted.only_comm |= only_comm;
	return deadline_check(work->deadline) < 0
		       ? process_give_up(process, &wanted)
		       : process_read(process, work->proc_fd, work->start, &wanted);
}

/* Reads `process` in the calling thread without its command line, because reading the
 * command line might block. Increments *counter. Returns 0 or -errno. */
static int read_without_cmdline(struct cmdline_reader *r, struct process *process,
				const struct cmdline_threads_work *work,
				uint64_t *counter)
{
	pthread_mutex_lock(&r->lock);
	++*counter;
	pthread_mutex_unlock(&r->lock);
	return read_here(process, work, true);
}

/* Returns whether one of the threads of the reader r is blocked in reading the process
 * with this pid. */
static bool is_blocked(struct cmdline_reader *r, uint32_t pid)
{
	bool is_blocked = false;

	pthread_mutex_lock(&r->lock);
	join_ended_threads(r);
	for (size_t i = 0; pid != PROC_HERE && !is_blocked && i < r->blocked_len; i++)
		is_blocked = r->blocked[i]->pid == pid;
	pthread_mutex_unlock(&r->lock);
	return is_blocked;
}

/* Reads the processes of `work` in the calling thread, without a time limit. Returns 0 or
 * -errno. */
static int read_without_limit(const struct cmdline_threads_work *work)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < work->count; i++)
		error = read_here(work->all[i], work, false);
	return error;
}

static int read_with_limit(struct cmdline_reader *r,
			   const struct cmdline_threads_work *work)
{
	struct process *const *all = work->all;
	const size_t threads = cmdline_threads_worth(work->count);
	int error = 0;

	/* If a thread is already blocked in reading a process, no other thread tries to
	 * read the process. */
	for (size_t i = 0; error == 0 && i < work->count; i++)
		if (!all[i]->is_read && is_blocked(r, all[i]->pid))
			error = read_without_cmdline(r, all[i], work, work->unanswered);
	if (error < 0 || !work->count)
		return error;
	error = read_by_threads(threads, r, work);
	/* Each thread needs a file descriptor. If several threads lack descriptors, a
	 * single thread may succeed. */
	if (proc_lacks_descriptors(error) && threads > 1)
		error = read_by_threads(1, r, work);
	if (error == 0)
		return read_without_limit(work);
	for (size_t i = 0; error >= 0 && i < work->count; i++)
		if (!all[i]->is_read)
			error = read_without_cmdline(r, all[i], work,
						     is_blocked(r, all[i]->pid)
							     ? work->unanswered
							     : work->unasked);
	return error < 0 ? error : 0;
}

int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *start,
			const struct process_wanted *wanted,
			const struct deadline *deadline)
{
	const struct cmdline_threads_work work = {
		.all = all,
		.count = count,
		.proc_fd = proc_fd,
		.start = start,
		.wanted = wanted,
		.deadline = deadline,
		.unanswered = r ? &r->counts.unanswered : NULL,
		.unasked = r ? &r->counts.unasked : NULL,
	};

	return r ? read_with_limit(r, &work) : read_without_limit(&work);
}

static int read_command_by(struct cmdline_reader *r, int proc_fd, uint32_t pid,
			   uint64_t *counter, char **ret)
{
	struct process process = { .pid = pid };
	const struct cmdline_threads_work work = {
		.all = &(struct process *){ &process },
		.count = 1,
		.proc_fd = proc_fd,
		.wanted = &(struct process_wanted){ 0 },
		.unanswered = counter,
		.unasked = counter,
	};
	int error = read_with_limit(r, &work);

	if (error == 0 && process.command)
		*ret = TAKE(process.command);
	else if (error == 0)
		error = -ESRCH;
	process_forget(&process);
	return error;
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
