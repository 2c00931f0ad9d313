/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions by which processes are selected: pid, user and command. */
#ifndef OWNER_SELECT_H
#define OWNER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A list of pids or of user ids. */
struct select_numbers {
	/* The numbers of the list, in ascending order. */
	uint32_t *all;
	size_t len, cap;
};

struct select_commands {
	struct select_command *all;
	size_t len, cap;
};

/* Conditions on processes: the selected and the excluded pids, effective users and
 * commands. An empty list sets no condition. */
struct process_select {
	struct select_numbers pids, not_pids, uids, not_uids;
	struct select_commands commands, not_commands;
	/* The reader that reads command lines with a time limit; NULL if command lines
	 * are read without a time limit. */
	struct cmdline_reader *readers;
	/* Whether a process is selected if it meets at least one of the conditions, as in
	 * lsof without -a. If `any` is false, a process must meet all conditions. */
	bool any;
};

/* How the text of a condition on commands is compared with the names of a process. */
enum select_kind {
	/* The text of the condition is a pattern of glob(7), which the task name of a
	 * process or the name that process_read_command reads must match. */
	SELECT_GLOB,
	/* The text of the condition is a prefix that the task name of a process must
	 * have. */
	SELECT_PREFIX,
	/* The text of the condition is a basic regular expression of regex(7), which the
	 * task name of a process must match. */
	SELECT_REGEX,
	/* The text of the condition is an extended regular expression of regex(7), which
	 * the task name of a process must match. */
	SELECT_REGEX_EXTENDED,
};

void process_select_release(struct process_select *s);

/* Adds `number` to the list `numbers`, unless `number` is in the list already. Returns 0,
 * or -ENOMEM without changing the list. */
int select_numbers_add(struct select_numbers *numbers, uint32_t number);

/* Adds to `commands` a condition whose text is the n bytes at `text`. Returns 0, -EINVAL
 * if the text is an invalid regular expression, or -ENOMEM. */
int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n);

/* Returns whether the selection of processes has at least one condition. */
bool process_select_is_set(const struct process_select *s);

/* Returns the list of selected pids if no process with another pid can be selected;
 * otherwise returns NULL. */
const struct select_numbers *process_select_pids(const struct process_select *s);

/* Sets *ret to whether the process with this pid is selected, after reading the data of
 * the process that decide the selection. A process that has ended is not selected.
 * Returns 0, or -errno if the selection cannot be decided: access is denied, or memory or
 * descriptors are exhausted.
 *
 * The process is read below the directory fd by the number `at`. Either fd is /proc and
 * `at` is the pid, or fd is the process's own directory in /proc and `at` is PROC_HERE.
 * If fd is the process's own directory, no later process with this pid can be read by
 * mistake. */
int process_select_decide(const struct process_select *s, int fd, uint32_t at,
			  uint32_t pid, bool *ret);

/* Sets *ret to whether the process with this pid and the task name comm is selected,
 * without reading any data of the process, which may have ended. Any condition on the
 * user of the process counts as not met. Returns 0 or -ENOMEM. */
int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret);

#endif
