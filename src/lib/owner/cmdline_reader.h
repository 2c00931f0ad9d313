/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads processes in parallel and with a time limit. The kernel reads a command line from
 * the memory of the process and waits while this memory is locked, perhaps forever: any
 * user can run a process that hangs in mmap() of a file on an unreachable server.
 * Therefore threads read the processes, and a thread that stays blocked is abandoned. */
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

/* Sets *ret to a new reader. A reader remembers from one listing to the next which
 * processes could not be read in time. Returns 0 or -ENOMEM. */
int cmdline_reader_new(struct cmdline_reader **ret);
/* Frees the reader and returns NULL. Threads that are blocked in reading a process are
 * not ended, and the memory of these threads is leaked. */
struct cmdline_reader *cmdline_reader_free(struct cmdline_reader *r);

/* Maximum time in milliseconds that a listing waits, in total, for processes whose
 * command line the kernel does not return at once. */
enum { CMDLINE_READER_PATIENCE_MS = 2000 };
/* Begins another listing: resets the time left for waiting to CMDLINE_READER_PATIENCE_MS,
 * and all members of struct cmdline_reader_counts to 0. */
void cmdline_reader_begin(struct cmdline_reader *r);

/* Counts of processes since the last call of cmdline_reader_begin. */
struct cmdline_reader_counts {
	/* Number of processes whose command line cmdline_reader_read and
	 * cmdline_reader_read_by_dir could not read in time. */
	uint64_t unanswered;
	/* Number of processes whose command cmdline_reader_read_command could not read in
	 * time. */
	uint64_t unanswered_commands;
	/* Number of processes that were not read, because the deadline had passed or
	 * because so many threads were blocked that no more threads could be started. */
	uint64_t unasked;
};
struct cmdline_reader_counts cmdline_reader_counts(struct cmdline_reader *r);

/* Maximum number of pids in struct cmdline_reader_stuck. */
enum { CMDLINE_READER_STUCK_MAX = 512 };

/* Pids of processes whose command line could not be read in time; the next listing does
 * not wait for these processes again. */
struct cmdline_reader_stuck {
	uint32_t count, pids[CMDLINE_READER_STUCK_MAX];
};
void cmdline_reader_get_stuck(struct cmdline_reader *r, struct cmdline_reader_stuck *ret);
void cmdline_reader_expect_stuck(struct cmdline_reader *r,
				 const struct cmdline_reader_stuck *stuck);

/* Forgets the threads that are blocked in reading a process, and returns whether there
 * were such threads. A blocked thread keeps the privileges with which it was started, and
 * no other thread can take the privileges away, so the caller has to continue in another
 * process; see child_go_on. */
bool cmdline_reader_abandon(struct cmdline_reader *r);

/* Calls process_read for each of the `count` processes in `all`; no process may be in
 * `all` twice. If a process cannot be read in time, everything but its command line is
 * read, and its command is the task name. After the deadline (NULL: no deadline)
 * process_give_up is called in place of process_read. If r is NULL, there is no time
 * limit. Returns 0 or -errno. */
int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *start,
			const struct process_wanted *wanted,
			const struct deadline *deadline);

/* Calls process_read_by_dir with the time limit of cmdline_reader_read, and returns the
 * result of process_read_by_dir. If r is NULL, there is no time limit. */
int cmdline_reader_read_by_dir(struct cmdline_reader *r, struct process *process,
			       int dir_fd, const struct process_wanted *wanted);

/* Calls process_read_command with the time limit of cmdline_reader_read, and returns the
 * result of process_read_command. If the command cannot be read in time, *ret gets the
 * task name of the process. If r is NULL, there is no time limit. May be called by any
 * thread. */
int cmdline_reader_read_command(struct cmdline_reader *r, int proc_fd, uint32_t pid,
				char **ret);

/* Returns whether the command line of the process with this pid can be read in time. If
 * not, /proc/PID/maps must not be read either: before Linux 6.17 reading this file waits
 * for the lock for which reading the command line waits. If r is NULL, returns true
 * without reading anything. */
bool cmdline_reader_answers(struct cmdline_reader *r, int proc_fd, uint32_t pid);

#endif
