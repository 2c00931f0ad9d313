/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that read data of processes from /proc. A thread that is blocked in reading a
 * process is abandoned. */
#ifndef OWNER_CMDLINE_THREADS_H
#define OWNER_CMDLINE_THREADS_H

#include <pthread.h>

#include "cmdline_reader.h"

/* A thread that reads processes. The thread reads into a copy of each struct process,
 * because an abandoned thread must not write to memory that other threads use or have
 * freed. */
struct cmdline_thread {
	struct batch *batch;
	pthread_t handle;
	/* The process that the thread is reading; NULL if the thread is not reading a
	 * process. */
	struct process *at;
	/* Pid of the process that the thread is reading, or was reading when the thread
	 * was abandoned. */
	uint32_t pid;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, when the thread began to read the
	 * process that it is reading now. */
	uint64_t began_ns;
	/* Whether the thread is blocked and no longer waited for. */
	bool is_abandoned;
	bool has_ended;
};

/* Maximum number of threads that exist at once, including abandoned threads. */
enum { CMDLINE_THREADS_MAX = CMDLINE_READER_STUCK_MAX };

struct cmdline_threads {
	/* The threads that were started. After cmdline_threads_read, `all` has only the
	 * abandoned threads. */
	struct cmdline_thread *all[CMDLINE_THREADS_MAX];
	size_t len;
	/* Number of threads to start at first. More threads are started only in place of
	 * slow threads. */
	size_t wanted;
	/* Maximum number of threads in the member `all`. */
	size_t max;
};

/* The processes to read, and the arguments with which process_read reads each process. */
struct cmdline_threads_work {
	/* The `count` processes to read; no process is in the array twice. */
	struct process *const *all;
	size_t count;
	int proc_fd;
	const struct listing_start *start;
	const struct process_wanted *wanted;
	/* Deadline after which no process is read; NULL if there is no deadline. */
	const struct deadline *deadline;
	/* Counter that is incremented for each process that could not be read in time. */
	uint64_t *unanswered;
	/* Counter that is incremented for each process that no thread has begun to
	 * read. */
	uint64_t *unasked;
};

/* Returns how many threads it is worth starting to read `count` processes. */
size_t cmdline_threads_worth(size_t count);

/* Reads the processes of `work` that are not read yet, by threads that are added to
 * `threads`. Waits for slow processes up to *patience_ns nanoseconds, but not for
 * processes in `expected`. A process that was not read in this time stays unread, and its
 * thread is abandoned. The time spent waiting for slow processes is subtracted from
 * *patience_ns. Returns 1 on success, 0 if no thread could be started, or -errno. */
int cmdline_threads_read(struct cmdline_threads *threads,
			 const struct cmdline_threads_work *work,
			 const struct cmdline_reader_stuck *expected,
			 uint64_t *patience_ns);

/* Returns whether the abandoned thread has ended and can be joined without blocking. */
bool cmdline_thread_is_back(const struct cmdline_thread *thread);
void cmdline_thread_join(struct cmdline_thread *thread);

#endif
