/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selection of processes by pid, user and command. */
#ifndef OWNER_SELECT_H
#define OWNER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Pids or user ids. */
struct select_numbers {
	uint32_t *all; /* ascending */
	size_t len, cap;
};

struct select_commands {
	struct select_command *all;
	size_t len, cap;
};

/* Selected and excluded pids, effective users and commands. An empty list selects or excludes
 * nothing. */
struct process_select {
	struct select_numbers pids, not_pids, uids, not_uids;
	struct select_commands commands, not_commands;
	/* Reads command lines with a time limit; NULL: command lines are read without a limit. */
	struct cmdline_reader *readers;
	/* One matching condition is enough, as in lsof without -a. */
	bool any;
};

/* How a command is compared. */
enum select_kind {
	/* glob(7), with the task name and with the name that process_read_command reads. */
	SELECT_GLOB,
	/* Prefix of the task name. */
	SELECT_PREFIX,
	/* Basic and extended regex(7), with the task name. */
	SELECT_REGEX,
	SELECT_REGEX_EXTENDED,
};

void process_select_release(struct process_select *s);

/* Adds a number unless the list has it. On -ENOMEM the list is unchanged. */
int select_numbers_add(struct select_numbers *numbers, uint32_t number);

/* Adds a command of n bytes. Returns -EINVAL if it is an invalid regular expression, or
 * -ENOMEM. */
int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n);

/* Returns whether the selection has any condition. */
bool process_select_is_set(const struct process_select *s);

/* Returns the only pids that can be selected; NULL if other processes can be, too. */
const struct select_numbers *process_select_pids(const struct process_select *s);

/* Finds out whether a process is selected, and reads what that takes. fd and `at` are /proc and
 * the pid, or the directory of the process and PROC_HERE, so that a later process with its pid
 * is not confused with it. A process that has ended is not selected. Returns an error if the
 * selection cannot be decided: access is denied, or memory or descriptors are exhausted. */
int process_select_decide(const struct process_select *s, int fd, uint32_t at,
			  uint32_t pid, bool *ret);

/* Finds out by pid and task name alone whether a process is selected that may have ended.
 * Conditions on users are not met. */
int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret);

#endif
