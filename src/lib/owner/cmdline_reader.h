/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that are to be shown, read side by side, and in time: the kernel reads a command line
 * out of the process' memory, and waits for whoever has that locked. One that hangs in mmap() of a
 * file on a server out of reach has, for ever, and anybody may have one. So it is for threads to
 * wait; one that does not come back is left where it is. */
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

/* What is known of those that did not answer, from one listing to the next. */
int cmdline_reader_new(struct cmdline_reader **ret);
/* Threads that have not come back stay, and what they use. */
struct cmdline_reader *cmdline_reader_free(struct cmdline_reader *r);

/* Another listing, in which no more than so long is waited for all of those. */
enum { CMDLINE_READER_PATIENCE_MS = 2000 };
void cmdline_reader_begin(struct cmdline_reader *r);

/* What is counted in a listing. */
struct cmdline_reader_counts {
	uint64_t unanswered; /* processes, by readers_read and readers_read_young */
	uint64_t unanswered_commands; /* by readers_read_command */
	/* processes that were not asked, by whichever: so many do not answer that there is no
	 * thread left, or the deadline was over */
	uint64_t unasked;
};
struct cmdline_reader_counts cmdline_reader_counts(struct cmdline_reader *r);

/* Those that have not answered, for who comes after us: for such a one nobody waits for long. */
enum { CMDLINE_READER_STUCK_MAX = 512 };
struct cmdline_reader_stuck {
	uint32_t count, pids[CMDLINE_READER_STUCK_MAX];
};
void cmdline_reader_get_stuck(struct cmdline_reader *r, struct cmdline_reader_stuck *ret);
void cmdline_reader_expect_stuck(struct cmdline_reader *r,
				 const struct cmdline_reader_stuck *stuck);

/* Forgets the threads that have not come back: true, if there are such. They are to be left to
 * another process, see child_go_on: a thread has what we had when it was made, and nobody else can
 * make it give that up. */
bool cmdline_reader_abandon(struct cmdline_reader *r);

/* As process_read of each; each is to be there once. Of those that do not answer all is read but
 * the command line; their command is the task name. Behind the deadline (NULL: none) nothing is
 * read any more, see process_give_up. r NULL: they are waited for. */
int cmdline_reader_read(struct cmdline_reader *r, struct process *const *all,
			size_t count, int proc_fd, const struct listing_start *since,
			const struct process_wanted *wanted,
			const struct deadline *deadline);

/* As process_read_by_dir, and as above. */
int cmdline_reader_read_by_dir(struct cmdline_reader *r, struct process *young,
			       int dir_fd, const struct process_wanted *wanted);

/* As process_read_command; of a process that does not answer it is the task name. By whatever
 * thread. */
int cmdline_reader_read_command(struct cmdline_reader *r, int proc_fd, uint32_t pid,
				char **ret);

/* Whether the process answers in time, so that its memory can be looked into: /proc/PID/maps waits for
 * the same lock as its command line, on kernels before Linux 6.17. r NULL: it is not asked, and true. */
bool cmdline_reader_answers(struct cmdline_reader *r, int proc_fd, uint32_t pid);

#endif
