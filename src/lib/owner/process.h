/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that hold sockets, and the data that sockstat shows of each process. */
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

/* Whether a process is selected. SELECTED_UNKNOWN: this was not found out yet.
 * SELECTED_PID_SUSPECT: the pid may have been reused, so it is found out for each socket
 * of the process. */
enum selected { SELECTED_UNKNOWN, SELECTED_NO, SELECTED_YES, SELECTED_PID_SUSPECT };

struct process {
	uint32_t pid;
	enum selected selected;
	bool is_read;
	/* The process is in the list of processes that owner_index_read_marked will
	 * read. */
	bool is_marked;
	/* The process that has the pid now began after the listing started, so the source
	 * of owners may have seen another process with the same pid. owner_index_describe
	 * finds out which of the two holds the sockets. */
	bool is_pid_suspect;
	/* It is certain that the process with this pid is the one that the source of
	 * owners saw, and that it runs the same program. */
	bool is_verified;
	/* The process has ended and holds no sockets any more. */
	bool is_gone;
	/* The process may run another program than the one that the source of owners saw,
	 * so it has to be checked for each socket that the process still holds the
	 * socket. */
	bool needs_each;
	/* This entry stands for a process, or for an earlier program of a process, of
	 * which only the data are known that the source of owners reported. */
	bool is_unidentified;
	/* The option hidepid of procfs cannot hide the process: if /proc lacks the
	 * process, the process has ended. */
	bool cannot_be_hidden;
	/* The source of owners reported the process with several task names. */
	bool is_renamed;
	bool has_uid, has_stat;
	/* The process has several descriptor tables, so that the source of owners may
	 * report several times that the process holds a socket by the same fd. */
	bool has_tables;
	/* When the first holders of this process were added to the hash table of holders,
	 * only one of its several descriptor tables was known. */
	bool had_one_table;
	/* Effective user id; only valid if has_uid is set. */
	uid_t uid;
	uint32_t ppid, pgid;
	/* Task name that the source of owners reported; "" if it reported no task
	 * name. */
	char task_name[16];
	/* Inode and change time (in nanoseconds) of the directory from which
	 * process_read_by_dir read the process; both 0: process_read_by_dir has not read
	 * the process. */
	uint64_t dir[2];
	/* Image of the process (numbers of its start and its program) that the source of
	 * owners reported; all members 0: the source reported no image. */
	struct proc_image image;
	/* Inode of a socket that the process held by the close-on-exec descriptor
	 * proof_fd; 0: no such descriptor is known. While the process has this
	 * descriptor, it runs the program that the source of owners saw. */
	uint64_t proof_inode;
	/* The close-on-exec descriptor of the socket whose inode is proof_inode. */
	uint32_t proof_fd;
	/* Index in struct processes of the entry that stands for the program that this
	 * process ran before it executed another one; 0: there is no such entry. */
	uint32_t unidentified;
	/* The name that process_read_command reads or, if it could not be read, the task
	 * name that the source of owners reported; NULL: neither is known. */
	char *command;
	/* The task name that was read from /proc or, if it could not be read, the one
	 * that the source of owners reported; NULL: not wanted, or not known. */
	char *comm;
	/* Path of the executable; NULL: not wanted, or the path could not be read. */
	char *executable;
	/* Unit, container and pod of the process; NULL: not wanted, or the cgroup of the
	 * process could not be read. */
	struct cgroup_labels *cgroup;
};

/* A list of processes. The address of a struct process does not change while other
 * processes are added. */
struct processes {
	/* The value that the member cannot_be_hidden gets in each process that is
	 * added. */
	bool cannot_be_hidden;
	/* When the listing started: before the source of owners reported the first
	 * process. */
	struct listing_start start;
	struct process **all;
	size_t len, cap;
	struct map by_pid;
};

void processes_release(struct processes *p);

/* Frees the data that were read about a process, but not the struct process itself. */
void process_forget(struct process *process);

/* Sets *ret to the index of the process with this pid, which is added if the list lacks
 * it. If the data of the process with this pid were read already, a second one with the
 * same pid is added, because the pid may have been reused since. Returns 0 or -ENOMEM. */
int processes_add(struct processes *p, uint32_t pid, uint32_t *ret);

/* Sets *ret to the name of a process by netstat's rule: if argv[0] is a path, its last
 * part; otherwise all of argv[0] ("nginx: master process /usr/sbin/nginx"); without
 * argv[0], the task name. The caller owns *ret. Returns 0 or -errno. */
int process_read_command(int proc_fd, uint32_t pid, char **ret);

/* Which data of a process are read besides its command. */
struct process_wanted {
	/* The task name is read instead of the command, because reading argv[0] from the
	 * memory of the process can block. */
	bool only_comm;
	bool uid, comm, executable, cgroup;
	/* The parent pid and the process group id of the process are read. */
	bool stat;
	/* The flags of the descriptors by which the process holds sockets are read;
	 * owner_index_flags returns them. */
	bool fd_flags;
};

/* Sets in *wanted all members that are set in *more, except the member only_comm. */
void process_want(struct process_wanted *wanted, const struct process_wanted *more);

/* Reads the data in `wanted` of a process that was not read before. Data that cannot be
 * read stay empty, whether access is denied or a file is malformed. Then it is checked
 * that the pid was not reused and that the process still runs the program that the source
 * of owners saw. The check sets is_gone, is_pid_suspect and needs_each; if it sets one of
 * the first two, the data that were read are freed. `start` is when the listing started;
 * NULL: nothing is checked. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int process_read(struct process *process, int proc_fd, const struct listing_start *start,
		 const struct process_wanted *wanted);

/* Returns whether a process that is not found in /proc has ended. It may exist if the
 * result is false, because the option hidepid of procfs may hide it. */
bool process_has_ended(const struct process *process);

/* Takes the place of process_read when there is no time to read the process: only the
 * data that the source of owners reported are known then. Returns 0 or -ENOMEM. */
int process_give_up(struct process *process, const struct process_wanted *wanted);

/* Reads the data in `wanted` of a process, whose pid may have been reused, from its
 * directory dir_fd in /proc. Later calls for the same process only compare dir_fd with
 * the directory of the first call. Returns 1 if the process was read from this
 * directory, 0 if dir_fd is another directory or its process has ended, or -errno of
 * process_read. */
int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted);

/* Sets *ret to the index of the entry that stands for the program that `process` ran
 * before it executed another one, and adds the entry if there is none. In this entry only
 * the data that the source of owners reported are known. Returns 0 or -ENOMEM. */
int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret);

#endif
