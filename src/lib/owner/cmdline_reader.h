/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads processes in parallel and with a time limit. The kernel reads a command line from the
 * memory of the process and waits while that memory is locked, which can be forever: any user may
 * have a process that hangs in mmap() of a file on an unreachable server. Therefore threads do the
 * reading, and a thread that does not come back is abandoned. */
#ifndef OWNER_CMDLINE_READER_H
#define OWNER_CMDLINE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline;
struct process;
struct process_wanted;
struct cmdline_reader;
struct listing_start;

/* Makes a reader, which remembers from one listing to the next which processes did not answer. */
int cmdline_reader_new(struct cmdline_reader **ret);
/* Frees the reader. Blocked threads and their memory are leaked. */
struct cmdline_reader *cmdline_reader_free(struct cmdline_reader *r);

/* A listing waits no longer than this for all processes that do not answer together. */
enum { CMDLINE_READER_PATIENCE_MS = 2000 };
/* Begins another listing: resets the time to wait and the counts. */
void cmdline_reader_begin(struct cmdline_reader *r);

/* Counts of processes since cmdline_reader_begin. */
struct cmdline_reader_counts {
	/* Processes that did not answer cmdline_reader_read or cmdline_reader_read_by_dir. */
	uint64_t unanswered;
	/* Processes that did not answer cmdline_reader_read_command. */
	uint64_t unanswered_commands;
	/* Processes that were not read, because the deadline had passed or because so many threads
	 * are blocked that no other could be started. */
	uint64_t unasked;
};
struct cmdline_reader_counts cmdline_reader_counts(struct cmdline_reader *r);

/* Pids whose cmdline read timed out; the next listing does not wait for them again. */
enum { CMDLINE_READER_STUCK_MAX = 512 };
struct cmdline_reader_stuck {
	uint32_t count, pids[CMDLINE_READER_STUCK_MAX];
};
void cmdline_reader_get_stuck(struct cmdline_reader *r, struct cmdline_reader_stuck *ret);
void cmdline_reader_expect_stuck(struct cmdline_reader *r,
				 const struct cmdline_reader_stuck *stuck);

/* Forgets the blocked threads, and returns whether there are any. Blocked threads keep the
 * privileges with which they were started, and no other thread can take these from them, so the
 * caller has to continue in another process; see child_go_on. */
bool cmdline_reader_abandon(struct cmdline_reader *r);

/* Calls process_read for each process; no process may be in the array twice. If a process does not
 * answer, everything but its command line is read, and its command is the task name. After the
 * deadline (NULL: none) process_give_up is called instead. With r NULL there is no time limit. */
int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *start,
			const struct process_wanted *wanted,
			const struct deadline *deadline);

/* Calls process_read_by_dir with the time limit of cmdline_reader_read. */
int cmdline_reader_read_by_dir(struct cmdline_reader *r, struct process *process,
			       int dir_fd, const struct process_wanted *wanted);

/* Calls process_read_command with the time limit of cmdline_reader_read. The command of a
 * process that does not answer is its task name. May be called by any thread. */
int cmdline_reader_read_command(struct cmdline_reader *r, int proc_fd, uint32_t pid,
				char **ret);

/* Returns whether the process answers in time, so that its memory can be read: before Linux 6.17
 * /proc/PID/maps waits for the same lock as its command line. With r NULL the process is not
 * asked, and the result is true. */
bool cmdline_reader_answers(struct cmdline_reader *r, int proc_fd, uint32_t pid);

#endif
