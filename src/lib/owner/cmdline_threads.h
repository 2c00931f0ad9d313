/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that read processes. A thread that blocks on one process is abandoned with it. */
#ifndef OWNER_CMDLINE_THREADS_H
#define OWNER_CMDLINE_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline;
struct cmdline_thread;
struct process;
struct process_wanted;
struct listing_start;

/* Threads that exist at once, including the abandoned ones. */
enum { CMDLINE_THREADS_MAX = 512 };

struct cmdline_threads {
	/* Empty before cmdline_threads_read; the abandoned threads after it. */
	struct cmdline_thread *all[CMDLINE_THREADS_MAX];
	size_t len;
	/* Threads at once while none is slow. */
	size_t wanted;
	/* Limit of len. */
	size_t max;
};

/* The processes to be read, and how; see process_read. */
struct cmdline_threads_work {
	struct process *const *all; /* no process is in it twice */
	size_t count;
	int proc_fd;
	const struct listing_start *start;
	const struct process_wanted *process_wanted;
	/* After it no further process is begun; NULL: no limit. */
	const struct deadline *deadline;
	/* Pids whose cmdline read timed out before. */
	const uint32_t *expected;
	size_t expected_count;
};

/* Returns how many threads are worth their cost for so many processes. */
size_t cmdline_threads_worth(size_t count);

/* Reads the processes that are not read yet. Processes that take longer than *patience_ns, or that
 * are expected not to answer, stay unread, and their threads are abandoned. The time spent waiting
 * for slow processes is subtracted from *patience_ns. Returns 1 if threads could be started, 0 if
 * none could, or an error. */
int cmdline_threads_read(struct cmdline_threads *threads,
			 const struct cmdline_threads_work *work, uint64_t *patience_ns);

/* Returns whether an abandoned thread has ended and can be joined. */
bool cmdline_thread_is_back(const struct cmdline_thread *thread);
void cmdline_thread_join(struct cmdline_thread *thread);
/* Returns the pid of the process that the thread was abandoned with. */
uint32_t cmdline_thread_pid(const struct cmdline_thread *thread);

#endif
