/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that hold sockets, and what is shown of them. */
#ifndef OWNER_PROCESS_H
#define OWNER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/proc.h"
#include "process_identity.h"
#include "util/map.h"

/* Whether a process is one of those that are selected, once that has been looked up; of a young
 * one that is to be looked up for each socket. */
enum selected { SELECTED_UNKNOWN, SELECTED_NO, SELECTED_YES, SELECTED_PID_SUSPECT };

struct process {
	uint32_t pid;
	enum selected selected;
	bool is_read;
	bool is_marked; /* to be read */
	/* it may have come after another of its number: whether it is the one that a source told
	 * of has to be found out, see owner_index_describe */
	bool is_pid_suspect;
	bool is_settled; /* it was found out that it is, and that it runs the same program */
	bool is_gone; /* it has ended: it holds nothing any more */
	/* whether it is the process, and the program, that was seen has to be found out for each
	 * socket that it holds */
	bool needs_each;
	bool is_unidentified; /* what was seen to hold a socket, and is not known any more */
	bool cannot_be_hidden; /* by hidepid: if /proc lacks it, it has ended */
	bool is_renamed; /* it, or one after the other, was told of by several task names */
	bool has_uid;
	bool has_stat;
	bool has_tables; /* several, so that a fd of a socket may come again */
	bool had_one_table; /* when some of its descriptors were told of */
	uid_t uid; /* effective */
	uint32_t ppid, pgid;
	char task_name[16]; /* as the source of owners came across it, or "" */
	uint64_t dir
		[2]; /* of a young one that was read: its directory's inode, and its age */
	struct proc_image image; /* as a source told it; all 0: it did not */
	/* A descriptor that does not outlive the program, and its socket; inode 0: none is known.
	 * As long as it is there, it is the program that was seen. */
	uint64_t proof_inode;
	uint32_t proof_fd;
	uint32_t stranger; /* its index; 0: none yet */
	/* as netstat names it; the task name above where the process tells nothing any more, or
	 * never would; NULL where neither is known */
	char *command;
	char *comm; /* task name; where it cannot be read as above */
	char *executable; /* path, NULL where it was not asked for or could not be read */
};

/* Each stays where it is while others are added. */
struct processes {
	bool cannot_be_hidden; /* set in each process that is added */
	struct listing_start since; /* before the first was told of */
	struct process **all;
	size_t len, cap;
	struct map by_pid;
};

void processes_release(struct processes *p);

/* The index of the process with this pid, new or known. What was read of a process says nothing
 * of what it may be by now: one that was read is not known any more. */
int processes_add(struct processes *p, uint32_t pid, uint32_t *ret);

/* The name of a process by netstat's rule: of an argv[0] that is a path the last part, any
 * other whole ("nginx: master process /usr/sbin/nginx"), and the task name where there is
 * none. *ret is the caller's. */
int process_read_command(int proc_fd, uint32_t pid, char **ret);

/* What is wanted of a process beside its command. */
struct process_wanted {
	bool only_comm; /* as command, too: argv[0] is in the memory of the process */
	bool uid;
	bool comm;
	bool stat; /* ppid and pgid */
	bool executable;
	bool fd_flags; /* of the descriptors that it holds sockets by, see owner_index_flags */
};

/* Wants what more does, too. */
void process_want(struct process_wanted *wanted, const struct process_wanted *more);

/* Reads what is wanted of a process, the first time only. What cannot be read stays blank, be
 * it that the process may not be looked into, or that its files are not what they should be.
 * Behind that it is found out whether it was the process, and the program, that a source told of:
 * it is gone, or of one that did not have its number since then nothing is read, and it is young,
 * or each of its sockets has to be looked at. All this not where since is NULL.
 * -ENOMEM, -EMFILE and -ENFILE alone are errors. */
int process_read(struct process *process, int proc_fd, const struct listing_start *since,
		 const struct process_wanted *wanted);

/* Whether a process that cannot be found in /proc has ended: it may be hidden (hidepid). */
bool process_has_ended(const struct process *process);

/* In place of that: no more is known of the process than what a source told. -ENOMEM. */
int process_give_up(struct process *process, const struct process_wanted *wanted);

/* Reads a young process by its own directory, the first time; then whether that is the directory
 * by which it was read. 1: it is, 0: no, <0: as above. */
int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted);

/* The index of what was seen by the number of a process, and may be the process as it was before
 * it executed another program: no more is known than what a source told. -ENOMEM. */
int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret);

#endif
