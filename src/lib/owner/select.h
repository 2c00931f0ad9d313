/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are wanted: those alone are looked into. */
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

/* Pids, effective users and commands, and those that are not to be. A kind of which nothing is
 * wanted by name is no condition. */
struct process_select {
	struct select_numbers pids, not_pids;
	struct select_numbers uids, not_uids;
	struct select_commands commands, not_commands;
	struct cmdline_reader
		*readers; /* by whom command lines are read; NULL: they are waited for */
	bool any; /* one of the wanted kinds is enough, as in lsof without -a */
};

/* How a command is compared. */
enum select_kind {
	SELECT_GLOB, /* glob(7), with the task name and with what is shown of argv[0] */
	SELECT_PREFIX, /* how the task name begins */
	SELECT_REGEX, /* regex(7), basic; with the task name */
	SELECT_REGEX_EXTENDED,
	SELECT_KIND_MAX_,
};

void process_select_release(struct process_select *s);

/* Adds a number. -ENOMEM leaves the numbers as they were. */
int select_numbers_add(struct select_numbers *numbers, uint32_t number);

/* Adds n bytes of text. -EINVAL: they are no regular expression; -ENOMEM. */
int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n);

/* Whether anything is selected at all. */
bool process_select_is_set(const struct process_select *s);

/* The pids that alone can be wanted; NULL where others can, too. */
const struct select_numbers *process_select_pids(const struct process_select *s);

/* Finds out whether a process is wanted; what is to be known of it for that is read. One
 * that is gone is not. Errors are those that leave it open: it denies access, or we have no memory
 * or descriptors to look with. */
int process_select_decide(const struct process_select *s, int proc_fd, uint32_t pid,
			  bool *ret);

/* The same of the process whose directory this is, and no later one of its number. */
int process_select_decide_this(const struct process_select *s, int dir_fd, uint32_t pid,
			       bool *ret);

/* The same of one of which no more than this is known, as it may be no more: what it asks of
 * users is then not fulfilled. */
int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret);

#endif
