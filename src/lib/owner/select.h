/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selection of processes by pid, user and command. */
#ifndef OWNER_SELECT_H
#define OWNER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct select_numbers {
	uint32_t *all; /* ascending */
	size_t len, cap;
};

struct select_commands {
	struct select_command *all;
	size_t len, cap;
};

/* Selected and excluded pids, effective users and commands. An empty list of selected ones is no
 * condition. */
struct process_select {
	struct select_numbers pids, not_pids;
	struct select_numbers uids, not_uids;
	struct select_commands commands, not_commands;
	/* Reads command lines with a time limit; NULL: they are read without one. */
	struct cmdline_reader *readers;
	/* One matching condition is enough, as in lsof without -a. */
	bool any;
};

/* How a command is compared. */
enum select_kind {
	/* glob(7), with the task name and with what is shown of argv[0]. */
	SELECT_GLOB,
	/* Prefix of the task name. */
	SELECT_PREFIX,
	/* Basic regex(7), with the task name. */
	SELECT_REGEX,
	SELECT_REGEX_EXTENDED,
	SELECT_KIND_MAX_,
};

void process_select_release(struct process_select *s);

/* Adds a number. On -ENOMEM the numbers are unchanged. */
int select_numbers_add(struct select_numbers *numbers, uint32_t number);

/* Adds n bytes of text. Returns -EINVAL if they are no regular expression, or -ENOMEM. */
int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n);

/* Returns whether there is any condition. */
bool process_select_is_set(const struct process_select *s);

/* Returns the only pids that can be selected; NULL if other processes can be, too. */
const struct select_numbers *process_select_pids(const struct process_select *s);

/* Finds out whether a process is selected, and reads what that takes. A process that has ended is
 * not selected. Returns an error if that cannot be decided: access is denied, or memory or
 * descriptors are exhausted. */
int process_select_decide(const struct process_select *s, int proc_fd, uint32_t pid,
			  bool *ret);

/* Decides by the directory of the process, so that a later process with its pid is not
 * confused with it. */
int process_select_decide_this(const struct process_select *s, int dir_fd, uint32_t pid,
			       bool *ret);

/* Decides by pid and task name alone, for a process that may have ended. Conditions on users
 * are not met. */
int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret);

#endif
