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

/* Whether a process is selected. SELECTED_UNKNOWN: the selection was not decided yet.
 * SELECTED_PID_SUSPECT: the pid may have been reused, so the selection is decided for
 * each socket of the process. */
enum selected { SELECTED_UNKNOWN, SELECTED_NO, SELECTED_YES, SELECTED_PID_SUSPECT };

struct process {
	uint32_t pid;
	enum selected selected;
	bool is_read;
	/* Whether the process is in the list of processes that owner_index_read_marked
	 * will read. */
	bool is_marked;
	/* Whether the process that now has the pid may be another process than the source
	 * of owners saw. owner_index_describe finds out which of the two processes holds
	 * the sockets. */
	bool is_pid_suspect;
	/* Whether it is certain that the process with this pid is the process that the
	 * source of owners saw, and that the process runs the program that the source
	 * saw. */
	bool is_verified;
	/* Whether the process has ended, and so holds no sockets any more. */
	bool is_gone;
	/* Whether the process may run another program than the source of owners saw.
	 * If so, it is checked for each socket whether the process still holds the
	 * socket. */
	bool needs_each;
	/* Whether this entry stands for a process, or for an earlier program of a
	 * process, of which only the data that the source of owners reported are
	 * known. */
	bool is_unidentified;
	/* Whether the option hidepid of procfs cannot hide the process. If true, a
	 * process that /proc lacks has ended. */
	bool cannot_be_hidden;
	/* Whether the source of owners reported the process with several task names. */
	bool is_renamed;
	bool has_uid, has_stat;
	/* Whether threads of the process have descriptor tables of their own, so the
	 * source of owners may report more than once that the process holds a socket by
	 * one fd. */
	bool has_tables;
	/* Whether holders of this process were added to the hash table of holders
	 * before it was known that threads of the process have descriptor tables of
	 * their own. */
	bool had_one_table;
	/* Effective user id of the process; only valid if has_uid is true. */
	uid_t uid;
	uint32_t ppid, pgid;
	/* Task name that the source of owners reported for the process; "" if the source
	 * reported no task name. */
	char task_name[16];
	/* Inode and change time (in nanoseconds) of the directory in /proc from which
	 * process_read_by_dir has read the process; both are 0 if process_read_by_dir has
	 * not read the process. */
	uint64_t dir[2];
	/* Image of the process (numbers of its start and its program) that the source of
	 * owners reported; all members are 0 if the source reported no image. */
	struct proc_image image;
	/* Inode of a socket that the process held by the close-on-exec descriptor
	 * proof_fd; 0 if no such descriptor is known. As long as the process has this
	 * descriptor, the process runs the program that the source of owners saw. */
	uint64_t proof_inode;
	/* The close-on-exec descriptor by which the process held the socket with the
	 * inode proof_inode. */
	uint32_t proof_fd;
	/* Index in struct processes of the entry that stands for the program that this
	 * process ran before it executed another program; 0 if there is no such entry. */
	uint32_t unidentified;
	/* The name that process_read_command reads or, if this name could not be read,
	 * the task name that the source of owners reported; NULL if neither name is
	 * known. */
	char *command;
	/* The task name that was read from /proc or, if reading failed, the task name
	 * that the source of owners reported; NULL if the task name is not wanted or not
	 * known. */
	char *comm;
	/* Path of the executable of the process; NULL if the path is not wanted or could
	 * not be read. */
	char *executable;
	/* Unit, container and pod of the process, read from its cgroup; NULL if these
	 * labels are not wanted or the cgroup could not be read. */
	struct cgroup_labels *cgroup;
};

/* A list of processes. The address of a struct process does not change while other
 * processes are added. */
struct processes {
	/* Value of the member cannot_be_hidden in each struct process that is added to
	 * the list. */
	bool cannot_be_hidden;
	/* Time when the listing started, which is before the source of owners reported
	 * the first process. */
	struct listing_start start;
	struct process **all;
	size_t len, cap;
	struct map by_pid;
};

void processes_release(struct processes *p);

/* Frees the data that were read about the process, but not the struct process itself. */
void process_forget(struct process *process);

/* Sets *ret to the index of the process with this pid. The process is added if the list
 * lacks the process. If the data of the process with this pid were read already, a second
 * process with this pid is added, because the pid may have been reused since the reading.
 * Returns 0 or -ENOMEM. */
int processes_add(struct processes *p, uint32_t pid, uint32_t *ret);

/* Sets *ret to the name of the process by netstat's rule: if argv[0] is an absolute path,
 * the last part of the path; otherwise all of argv[0] ("nginx: master process
 * /usr/sbin/nginx"); without argv[0], the task name. The caller owns *ret. Returns 0 or
 * -errno. */
int process_read_command(int proc_fd, uint32_t pid, char **ret);

/* Which data of a process are read besides its command. */
struct process_wanted {
	/* Whether the task name is read instead of the command, because reading argv[0]
	 * from the memory of the process can block. */
	bool only_comm;
	bool uid, comm, executable, cgroup;
	/* Whether the parent pid and the process group id of the process are read. */
	bool stat;
	/* Whether the flags of the descriptors by which the process holds sockets are
	 * read; owner_index_flags returns these flags. */
	bool fd_flags;
};

/* Sets all members of *wanted that are set in *more, except the member only_comm. */
void process_want(struct process_wanted *wanted, const struct process_wanted *more);

/* Reads the data in `wanted` of the process, unless the process was read before. Data
 * that cannot be read, because access is denied or a file is malformed, stay empty.
 *
 * Then process_read checks that the pid was not reused, and that the process runs the
 * program that the source of owners saw. The result is stored in the members is_gone,
 * is_pid_suspect and needs_each of the process. If is_gone or is_pid_suspect is set, the
 * data that were read are freed. start: the time when the listing started; if NULL,
 * nothing is checked. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int process_read(struct process *process, int proc_fd, const struct listing_start *start,
		 const struct process_wanted *wanted);

/* Returns whether a process that was not found in /proc has certainly ended; false if the
 * option hidepid of procfs may only hide the process. */
bool process_has_ended(const struct process *process);

/* Takes the place of process_read when there is no time to read the process: the process
 * gets only the data that the source of owners reported. Returns 0 or -ENOMEM. */
int process_give_up(struct process *process, const struct process_wanted *wanted);

/* Reads the data in `wanted` of a process, whose pid may have been reused, from its
 * directory dir_fd in /proc. Only the first call for a process reads these data; later
 * calls compare dir_fd with the directory of the first call. Returns 1 if the data were
 * read from this directory, 0 if dir_fd is another directory or its process has ended, or
 * -errno. */
int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted);

/* Sets *ret to the index of the entry that stands for the program that `process` ran
 * before `process` executed another program; adds the entry if there is none yet. The
 * entry has only the data that the source of owners reported. Returns 0 or -ENOMEM. */
int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret);

#endif
