/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "select.h"

#include <fnmatch.h>
#include <regex.h>
#include <string.h>

#include "cmdline_reader.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"

struct select_command {
	enum select_kind kind;
	bool ignores_case;
	char *text;
	/* The compiled regular expression of the member `text`; only set if the member
	 * `kind` is SELECT_REGEX or SELECT_REGEX_EXTENDED. */
	regex_t regex;
};

/* The task name (comm) and the command of a process; a name is NULL if the name is not
 * needed or could not be read. */
struct names {
	const char *comm, *command;
};

static bool is_regex(enum select_kind kind)
{
	return kind == SELECT_REGEX || kind == SELECT_REGEX_EXTENDED;
}

static void release_commands(struct select_commands *commands)
{
	for (size_t i = 0; i < commands->len; i++) {
		if (is_regex(commands->all[i].kind))
			regfree(&commands->all[i].regex);
		free(commands->all[i].text);
	}
	free(commands->all);
}

void process_select_release(struct process_select *s)
{
	free(s->pids.all);
	free(s->not_pids.all);
	free(s->uids.all);
	free(s->not_uids.all);
	release_commands(&s->commands);
	release_commands(&s->not_commands);
	*s = (struct process_select){ 0 };
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a;
	const uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool has_number(const struct select_numbers *numbers, uint32_t number)
{
	return numbers->len && bsearch(&number, numbers->all, numbers->len,
				       sizeof(number), compare_numbers);
}

int select_numbers_add(struct select_numbers *numbers, uint32_t number)
{
	size_t i = numbers->len;

	if (has_number(numbers, number))
		return 0;
	int r = grow(&numbers->all, &numbers->cap, numbers->len + 1,
		     sizeof(*numbers->all));
	if (r < 0)
		return r;
	for (; i && numbers->all[i - 1] > number; i--)
		numbers->all[i] = numbers->all[i - 1];
	numbers->all[i] = number;
	numbers->len++;
	return 0;
}

int select_commands_add(struct select_commands *commands, enum select_kind kind,
			bool ignores_case, const char *text, size_t n)
{
	struct select_command added = { .kind = kind, .ignores_case = ignores_case };
	const int flags = REG_NOSUB | (kind == SELECT_REGEX_EXTENDED ? REG_EXTENDED : 0) |
			  (ignores_case ? REG_ICASE : 0);

	int r = grow(&commands->all, &commands->cap, commands->len + 1,
		     sizeof(*commands->all));
	if (r < 0)
		return r;
	_cleanup_free_ char *copy = strndup(text, n);
	if (!copy)
		return -ENOMEM;
	const int error = is_regex(kind) ? regcomp(&added.regex, copy, flags) : 0;
	if (error)
		return error == REG_ESPACE ? -ENOMEM : -EINVAL;
	added.text = TAKE(copy);
	commands->all[commands->len++] = added;
	return 0;
}

bool process_select_is_set(const struct process_select *s)
{
	return s->pids.len || s->not_pids.len || s->uids.len || s->not_uids.len ||
	       s->commands.len || s->not_commands.len;
}

const struct select_numbers *process_select_pids(const struct process_select *s)
{
	const bool is_enough = s->any && (s->uids.len || s->commands.len);

	return s->pids.len && !is_enough ? &s->pids : NULL;
}

static bool is_glob_of(const struct select_command *c, const char *name)
{
	return name && fnmatch(c->text, name, c->ignores_case ? FNM_CASEFOLD : 0) == 0;
}

/* Returns 1 if the names of a process match the condition c, 0 if the names do not match,
 * or -ENOMEM. */
static int match_command(const struct select_command *c, const struct names *names)
{
	if (c->kind == SELECT_GLOB)
		return is_glob_of(c, names->comm) || is_glob_of(c, names->command);
	if (!names->comm)
		return 0;
	if (c->kind == SELECT_PREFIX)
		return strncmp(names->comm, c->text, strlen(c->text)) == 0;

	const int error = regexec(&c->regex, names->comm, 0, NULL, 0);
	return error == REG_ESPACE ? -ENOMEM : error == 0;
}

/* Returns 1 if the names of a process match at least one of the conditions in `commands`,
 * 0 if they match none of the conditions, or -ENOMEM. */
static int find_command(const struct select_commands *commands, const struct names *names)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < commands->len; i++)
		r = match_command(&commands->all[i], names);
	return r;
}

/* Returns whether at least one of the conditions in `commands` is a glob pattern, with
 * which the command of a process is compared in addition to the task name. */
static bool has_globs(const struct select_commands *commands)
{
	for (size_t i = 0; i < commands->len; i++)
		if (commands->all[i].kind == SELECT_GLOB)
			return true;
	return false;
}

static int decide_by_facts(const struct process_select *s, uint32_t pid, const uid_t *uid,
			   const struct names *names, bool *ret)
{
	const bool has_uid = uid && has_number(&s->uids, *uid);
	const bool is_pid = has_number(&s->pids, pid);
	const int is_command = find_command(&s->commands, names);
	const int is_unwanted = find_command(&s->not_commands, names);

	if (is_command < 0 || is_unwanted < 0)
		return -ENOMEM;
	if (has_number(&s->not_pids, pid) || (uid && has_number(&s->not_uids, *uid)) ||
	    is_unwanted)
		*ret = false;
	else if (s->any && (s->pids.len || s->uids.len || s->commands.len))
		*ret = is_pid || has_uid || is_command;
	else
		*ret = (!s->pids.len || is_pid) && (!s->uids.len || has_uid) &&
		       (!s->commands.len || is_command);
	return 0;
}

/* Returns whether it is unknown if a process is selected after reading a file of the
 * process has failed with `error`. If `error` means that the process has ended, it is
 * known that the process is not selected. */
static bool leaves_undecided(int error)
{
	return errno_is_resource(error) || proc_is_denied(error) || error == -EIO;
}

int process_select_decide(const struct process_select *s, int fd, uint32_t at,
			  uint32_t pid, bool *ret)
{
	const bool wants_uid = s->uids.len || s->not_uids.len;
	const bool wants_names = s->commands.len || s->not_commands.len;
	_cleanup_free_ char *comm = NULL;
	_cleanup_free_ char *command = NULL;
	uint32_t tgid = pid;
	uid_t uid = 0;

	/* /proc/<pid> also exists for the number of a thread. A process is not selected
	 * by the number of one of its threads, because the process would then be reported
	 * twice. */
	int r = s->pids.len ? proc_read_tgid(fd, at, &tgid) : 0;
	if (tgid != pid) {
		*ret = false;
		return 0;
	}
	if (wants_uid && !leaves_undecided(r))
		r = proc_read_uid(fd, at, &uid);
	const bool has_uid = wants_uid && r == 0;
	if (wants_names && !leaves_undecided(r))
		r = proc_read_comm(fd, at, &comm);
	if ((has_globs(&s->commands) || has_globs(&s->not_commands)) &&
	    !leaves_undecided(r))
		r = cmdline_reader_read_command(s->readers, fd, at, &command);
	if (leaves_undecided(r))
		return r;
	return decide_by_facts(s, pid, has_uid ? &uid : NULL,
			       &(struct names){ .comm = comm, .command = command }, ret);
}

int process_select_decide_named(const struct process_select *s, uint32_t pid,
				const char *comm, bool *ret)
{
	return decide_by_facts(s, pid, NULL,
			       &(struct names){ .comm = comm, .command = comm }, ret);
}
