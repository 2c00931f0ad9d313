/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that read processes. A thread that blocks in reading a process is abandoned. */
#ifndef OWNER_CMDLINE_THREADS_H
#define OWNER_CMDLINE_THREADS_H

#include <pthread.h>

#include "cmdline_reader.h"

/* A thread that reads a copy of each process, because an abandoned thread must not write to memory
 * that other threads use or have freed. */
struct cmdline_thread {
	struct batch *batch;
	pthread_t handle;
	/* The process that the thread reads; NULL: none. */
	struct process *at;
	/* Pid of `at`, also after the thread was abandoned. */
	uint32_t pid;
	/* When the thread began to read `at`, by CLOCK_MONOTONIC. */
	uint64_t began_ns;
	/* The thread is not waited for any more. */
	bool is_abandoned;
	bool has_ended;
};

/* Threads that exist at once, including the abandoned ones. */
enum { CMDLINE_THREADS_MAX = CMDLINE_READER_STUCK_MAX };

struct cmdline_threads {
	/* Empty before cmdline_threads_read; the abandoned threads after it. */
	struct cmdline_thread *all[CMDLINE_THREADS_MAX];
	size_t len;
	/* Threads to start. More threads are started only in place of slow ones. */
	size_t wanted;
	/* Limit of len. */
	size_t max;
};

/* The processes to read, and how to read them; see process_read. */
struct cmdline_threads_work {
	/* No process is in the array twice. */
	struct process *const *all;
	size_t count;
	int proc_fd;
	const struct listing_start *start;
	const struct process_wanted *wanted;
	/* No process is read after the deadline; NULL: no limit. */
	const struct deadline *deadline;
	/* Counter of the processes that do not answer. */
	uint64_t *unanswered;
	/* Counter of the processes that are not read. */
	uint64_t *unasked;
};

/* Returns how many threads are worth their cost for so many processes. */
size_t cmdline_threads_worth(size_t count);

/* Reads the processes that are not read yet. Processes that take longer than *patience_ns, or that
 * are in `expected`, stay unread if they do not answer, and their threads are abandoned. The time
 * spent waiting for slow processes is subtracted from *patience_ns. Returns 1 if threads could be
 * started, 0 if no thread could, or an error. */
int cmdline_threads_read(struct cmdline_threads *threads,
			 const struct cmdline_threads_work *work,
			 const struct cmdline_reader_stuck *expected,
			 uint64_t *patience_ns);

/* Returns whether an abandoned thread has ended and can be joined. */
bool cmdline_thread_is_back(const struct cmdline_thread *thread);
void cmdline_thread_join(struct cmdline_thread *thread);

#endif
