/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selection of processes by pid, user and command. */
#ifndef OWNER_SELECT_H
#define OWNER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A list of pids, or of user ids. */
struct select_numbers {
	/* The numbers in ascending order. */
	uint32_t *all;
	size_t len, cap;
};

struct select_commands {
	struct select_command *all;
	size_t len, cap;
};

/* Conditions on processes: the selected and the excluded pids, effective users and
 * commands. An empty list is no condition. */
struct process_select {
	struct select_numbers pids, not_pids, uids, not_uids;
	struct select_commands commands, not_commands;
	/* Reads command lines with a time limit; NULL: no time limit. */
	struct cmdline_reader *readers;
	/* A process is selected if it meets at least one condition, as in lsof without
	 * -a; false: if it meets all conditions. */
	bool any;
};

/* How the text of a command is compared with the names of a process. */
enum select_kind {
	/* A pattern of glob(7) that the task name or the name that process_read_command
	 * reads must match. */
	SELECT_GLOB,
	/* A prefix that the task name must have. */
	SELECT_PREFIX,
	/* A basic regular expression of regex(7) that the task name must match. */
	SELECT_REGEX,
	/* An extended regular expression of regex(7) that the task name must match. */
	SELECT_REGEX_EXTENDED,
};

void process_select_release(struct process_select *s);

/* Adds `number` to the list `numbers`, unless the list has this number already. Returns
 * 0, or -ENOMEM with the list unchanged. */
int select_numbers_add(struct select_numbers *numbers, uint32_t number);

/* Adds the command in the n bytes of `text`. Returns 0, -EINVAL if the command is an
 * invalid regular expression, or -ENOMEM. */
int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n);

/* Returns whether the selection has any condition. */
bool process_select_is_set(const struct process_select *s);

/* Returns the list of selected pids if no process with another pid can be selected, else
 * NULL. */
const struct select_numbers *process_select_pids(const struct process_select *s);

/* Sets *ret to whether the process with this pid is selected, and reads the data that
 * decide this. fd and `at` are /proc and the pid, or the directory of the process and
 * PROC_HERE; the directory cannot be confused with that of a later process with the same
 * pid. A process that has ended is not selected. Returns 0, or -errno if the selection
 * cannot be decided: access is denied, or memory or descriptors are exhausted. */
int process_select_decide(const struct process_select *s, int fd, uint32_t at,
			  uint32_t pid, bool *ret);

/* Sets *ret to whether a process that may have ended is selected, by its pid and task
 * name alone. A condition on its user counts as not met. Returns 0 or -ENOMEM. */
int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret);

#endif
