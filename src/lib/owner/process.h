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

/* Whether a process is selected; SELECTED_UNKNOWN until that is looked up. With
 * SELECTED_PID_SUSPECT the pid may have been reused, so the selection is looked up for each
 * socket. */
enum selected { SELECTED_UNKNOWN, SELECTED_NO, SELECTED_YES, SELECTED_PID_SUSPECT };

struct process {
	uint32_t pid;
	enum selected selected;
	bool is_read;
	/* The process is in the list of processes to read. */
	bool is_marked;
	/* The process that has the pid now began after the listing started: the process that the
	 * source saw may have been another. owner_index_describe finds out. */
	bool is_pid_suspect;
	/* This is the process that the source saw, and it runs the same program. */
	bool is_verified;
	/* The process has ended and holds nothing any more. */
	bool is_gone;
	/* Each socket has to be looked at to know whether the process, or its current program,
	 * holds the socket. */
	bool needs_each;
	/* Stands for a process, or an earlier program of a process, of which only the data of the
	 * source are known. */
	bool is_unidentified;
	/* The option hidepid of procfs cannot hide the process: if /proc lacks it, it has
	 * ended. */
	bool cannot_be_hidden;
	/* The source reported the process with several task names. */
	bool is_renamed;
	bool has_uid, has_stat;
	/* The process has several tables of descriptors, so that the source may report the same fd
	 * of the same socket again. */
	bool has_tables;
	/* Only one table was known when the first descriptors were added to the index. */
	bool had_one_table;
	uid_t uid; /* effective */
	uint32_t ppid, pgid;
	/* Task name that the source reported, or "". */
	char task_name[16];
	/* Inode and change time of the directory by which process_read_by_dir read the process; 0:
	 * the process was not read so. */
	uint64_t dir[2];
	/* Image that the source reported; all 0: none. */
	struct proc_image image;
	/* A close-on-exec descriptor and the inode of its socket; inode 0: none is known. While
	 * the process has this descriptor, it runs the program that the source saw. */
	uint64_t proof_inode;
	uint32_t proof_fd;
	/* Index of the entry that stands for the earlier program of the process; 0: none yet. */
	uint32_t unidentified;
	/* Name by the rule of process_read_command, else the reported task name; NULL: neither is
	 * known. */
	char *command;
	/* Task name as read, else as reported; NULL: not wanted, or neither is known. */
	char *comm;
	/* Path; NULL: not wanted, or it could not be read. */
	char *executable;
};

/* The processes stay at their addresses while others are added. */
struct processes {
	/* The value of the same member of each process that is added. */
	bool cannot_be_hidden;
	/* When the listing started, before the first process was reported. */
	struct listing_start start;
	struct process **all;
	size_t len, cap;
	struct map by_pid;
};

void processes_release(struct processes *p);

/* Frees what was read of a process. */
void process_forget(struct process *process);

/* Returns the index of the process with this pid in *ret, adding it if needed. A process that was
 * read already gets another entry, because the pid may have been reused since. */
int processes_add(struct processes *p, uint32_t pid, uint32_t *ret);

/* Reads the name of a process by netstat's rule: if argv[0] is a path, its last part; otherwise
 * all of argv[0] ("nginx: master process /usr/sbin/nginx"); without argv[0], the task name. The
 * caller owns *ret. */
int process_read_command(int proc_fd, uint32_t pid, char **ret);

/* What is read of a process beside its command. */
struct process_wanted {
	/* The task name is read in place of the command, because reading argv[0] from the memory
	 * of the process can block. */
	bool only_comm;
	bool uid, comm, executable;
	/* Parent pid and process group. */
	bool stat;
	/* Flags of the descriptors by which sockets are held, see owner_index_flags. */
	bool fd_flags;
};

/* Adds the members of more that are set to wanted. */
void process_want(struct process_wanted *wanted, const struct process_wanted *more);

/* Reads the wanted data of a process, the first time only. Data that cannot be read stay empty,
 * whether access is denied or a file is malformed. Afterwards it is checked that the pid was
 * not reused and that the process still runs the program that the source saw: the result is in
 * is_gone, is_pid_suspect and needs_each, and no data are kept of a process that is gone or
 * suspect. With start NULL there is no check. Returns an error only for -ENOMEM, -EMFILE and
 * -ENFILE. */
int process_read(struct process *process, int proc_fd, const struct listing_start *start,
		 const struct process_wanted *wanted);

/* Returns whether a process that is not found in /proc has ended; otherwise hidepid may hide
 * it. */
bool process_has_ended(const struct process *process);

/* Used in place of process_read when there is no time to read the process: only the data of the
 * source are known of it. Returns 0 or -ENOMEM. */
int process_give_up(struct process *process, const struct process_wanted *wanted);

/* Reads a process whose pid is suspect by its directory. Later calls only compare the directory
 * with the first one. Returns 1 if it is the same, 0 if not, or an error of process_read. */
int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted);

/* Adds, unless it is there, an entry that stands for the process before it executed another
 * program; only the data of the source are known of it. *ret gets its index. Returns 0 or
 * -ENOMEM. */
int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret);

#endif
