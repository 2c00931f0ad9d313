/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that hold sockets, and the data that are shown of each process. */
#ifndef OWNER_PROCESS_H
#define OWNER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/proc.h"
#include "process_identity.h"
#include "util/map.h"

struct cgroup_labels;

/* Whether a process is selected. SELECTED_UNKNOWN: the selection was not looked up yet.
 * SELECTED_PID_SUSPECT: the pid may have been reused, so the selection is looked up for
 * each socket. */
enum selected { SELECTED_UNKNOWN, SELECTED_NO, SELECTED_YES, SELECTED_PID_SUSPECT };

struct process {
	uint32_t pid;
	enum selected selected;
	bool is_read;
	/* The process is in the list of processes that owner_index_read_marked reads. */
	bool is_marked;
	/* The process that has the pid now began after the listing started, so the source
	 * may have seen another process with the same pid. owner_index_describe finds out
	 * which process holds the sockets. */
	bool is_pid_suspect;
	/* It is certain that the process is the one that the source saw, and runs the
	 * same program. */
	bool is_verified;
	/* The process has ended and holds nothing any more. */
	bool is_gone;
	/* For each socket it has to be checked that the process, in its current program,
	 * holds the socket. */
	bool needs_each;
	/* The entry stands for a process, or for an earlier program of a process, of
	 * which only the data that the source reported are known. */
	bool is_unidentified;
	/* The option hidepid of procfs cannot hide the process: if /proc lacks the
	 * process, it has ended. */
	bool cannot_be_hidden;
	/* The source reported the process with several task names. */
	bool is_renamed;
	bool has_uid, has_stat;
	/* The process has several tables of descriptors, so that the source may report
	 * the same fd of the same socket again. */
	bool has_tables;
	/* Only one descriptor table of the process was known when its first descriptors
	 * were added to the owner index. */
	bool had_one_table;
	/* Effective user id; only valid if has_uid is set. */
	uid_t uid;
	uint32_t ppid, pgid;
	/* Task name that the source reported; "" if it reported no name. */
	char task_name[16];
	/* Inode and change time (in nanoseconds) of the directory from which
	 * process_read_by_dir read the process; 0: process_read_by_dir has not read
	 * it. */
	uint64_t dir[2];
	/* Image that the source reported; all members 0: it reported no image. */
	struct proc_image image;
	/* Inode of a socket that the process held by the close-on-exec descriptor
	 * proof_fd; 0: no such descriptor is known. While the process has the descriptor,
	 * it runs the program that the source saw. */
	uint64_t proof_inode;
	/* The close-on-exec descriptor of the socket with the inode proof_inode. */
	uint32_t proof_fd;
	/* Index in struct processes of the entry that stands for the earlier program of
	 * the process; 0: there is no such entry yet. */
	uint32_t unidentified;
	/* Name as process_read_command reads it, else the task name that the source
	 * reported; NULL: neither name is known. */
	char *command;
	/* Task name as read from /proc, else as the source reported it; NULL: not wanted,
	 * or not known. */
	char *comm;
	/* Path of the executable; NULL: not wanted, or the path could not be read. */
	char *executable;
	/* Unit, container and pod of the process; NULL: not wanted, or the cgroup could
	 * not be read. */
	struct cgroup_labels *cgroup;
};

/* A list of processes. A process stays at its address while other processes are added. */
struct processes {
	/* The value of cannot_be_hidden in each process that is added. */
	bool cannot_be_hidden;
	/* When the listing started, before the first process was reported. */
	struct listing_start start;
	struct process **all;
	size_t len, cap;
	struct map by_pid;
};

void processes_release(struct processes *p);

/* Frees the data that were read of a process, but not the process itself. */
void process_forget(struct process *process);

/* Sets *ret to the index of the process with this pid, adding the process if needed. If a
 * process with this pid was read already, another one is added, because the pid may have
 * been reused since. Returns 0 or -ENOMEM. */
int processes_add(struct processes *p, uint32_t pid, uint32_t *ret);

/* Sets *ret to the name of a process by netstat's rule: if argv[0] is a path, its last
 * part; otherwise all of argv[0] ("nginx: master process /usr/sbin/nginx"); without
 * argv[0], the task name. The caller owns *ret. Returns 0 or -errno. */
int process_read_command(int proc_fd, uint32_t pid, char **ret);

/* Which data of a process are read beside its command. */
struct process_wanted {
	/* The task name is read in place of the command, because reading argv[0] from the
	 * memory of the process can block. */
	bool only_comm;
	bool uid, comm, executable, cgroup;
	/* The parent pid and the process group are read. */
	bool stat;
	/* The flags of the descriptors by which the process holds sockets are read, see
	 * owner_index_flags. */
	bool fd_flags;
};

/* Sets in *wanted the members that are set in *more, except only_comm. */
void process_want(struct process_wanted *wanted, const struct process_wanted *more);

/* Reads the data in `wanted` of a process that was not read before. Data that cannot be
 * read stay empty, whether access is denied or a file is malformed. After the reading it
 * is checked that the pid was not reused and that the process still runs the program that
 * the source saw: the result is in is_gone, is_pid_suspect and needs_each, and no data
 * are kept of a process that is gone or suspect. `start` is when the listing started;
 * NULL: nothing is checked. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int process_read(struct process *process, int proc_fd, const struct listing_start *start,
		 const struct process_wanted *wanted);

/* Returns whether a process that is not found in /proc has ended. If false, the option
 * hidepid of procfs may hide the process. */
bool process_has_ended(const struct process *process);

/* Replaces process_read when there is no time to read the process: only the data that the
 * source reported are known then. Returns 0 or -ENOMEM. */
int process_give_up(struct process *process, const struct process_wanted *wanted);

/* Reads the data in `wanted` of a process whose pid is suspect from its directory dir_fd.
 * Later calls only compare dir_fd with the directory of the first call. Returns 1 if the
 * process was read from this directory, 0 if dir_fd is another directory or its process
 * has ended, or -errno of process_read. */
int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted);

/* Sets *ret to the index of the entry that stands for `process` before it executed
 * another program, adding the entry if needed. Only the data that the source reported are
 * known of the entry. Returns 0 or -ENOMEM. */
int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret);

#endif
