/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that read processes, and that can be left alone with one that does not let itself be
 * read. */
#ifndef OWNER_CMDLINE_LANES_H
#define OWNER_CMDLINE_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline;
struct cmdline_thread;
struct process;
struct process_wanted;
struct listing_start;

/* Threads at once, including those that have not come back. */
enum { CMDLINE_THREADS_MAX = 512 };

struct cmdline_threads {
	struct cmdline_thread *all[CMDLINE_THREADS_MAX];
	size_t len; /* 0 at first, then those that were left */
	size_t wanted; /* at once, where none is slow */
	size_t max; /* that there can be */
};

/* What is to be read, see process_read. */
struct cmdline_threads_work {
	struct process *const *all; /* each is there once */
	size_t count;
	int proc_fd;
	const struct listing_start *since;
	const struct process_wanted *process_wanted;
	const struct deadline
		*deadline; /* behind it no other process is begun; NULL: none */
	const uint32_t *expected; /* pids that have not answered before */
	size_t expected_count;
};

/* How many are worth their making. */
size_t cmdline_threads_worth(size_t count);

/* Reads those that were not read, but for those that do not answer in *patience_ns, or are expected
 * not to. 0: there can be no thread, 1: whoever has answered is read, <0: error. What was spent of
 * patience is taken off. */
int cmdline_threads_read(struct cmdline_threads *lanes,
			 const struct cmdline_threads_work *work, uint64_t *patience_ns);

/* Of one that was left: whether it has come back, and is to be joined; and with which process it
 * was left. */
bool cmdline_thread_is_back(const struct cmdline_thread *lane);
void cmdline_thread_join(struct cmdline_thread *lane);
uint32_t cmdline_thread_pid(const struct cmdline_thread *lane);

#endif
