/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "selection.h"

#include <getopt.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "resolve/services.h"
#include "resolve/users.h"

int selection_fail(struct selection *sel, const char *what, const char *word,
		   const char *hint)
{
	free(sel->error);
	if (asprintf(&sel->error, "%s '%s'%s", what, word, hint) < 0) {
		sel->error = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

/* The same, with why it is wrong in place of a hint. */
static int fail_why(struct selection *sel, const char *what, const char *word,
		    const char *why)
{
	char hint[80];

	snprintf(hint, sizeof(hint), " (%s)", why);
	return selection_fail(sel, what, word, hint);
}

/* The argument behind the letter, or the next word, as lsof has it: unless that is an option. */
static const char *take_word(const struct selection *sel, const char *attached)
{
	if (attached)
		return attached;
	if (optind < sel->argc && sel->argv[optind][0] != '-')
		return sel->argv[optind++];
	return NULL;
}

int add_internet(struct selection *sel, const struct option_desc *desc, const char *arg)
{
	const char *word = take_word(sel, arg);
	const char *why = NULL;

	(void)desc;
	sel->is_internet = true;
	int r = filter_add_endpoint(&sel->options.filter, word ? word : "", services_port,
				    &why);
	if (r == -ENOMEM)
		return r;
	return r < 0 ? fail_why(sel, "-i: cannot understand", word, why) : 0;
}

int add_states(struct selection *sel, const struct option_desc *desc, const char *arg)
{
	const char *word = take_word(sel, arg);
	const char *why = NULL;

	(void)desc;
	if (!word)
		return selection_fail(sel, "missing argument to", "-s",
				      " (PROTOCOL:STATES)");
	if (filter_add_states(&sel->options.filter, word, &why) < 0)
		return fail_why(sel, "-s: cannot understand", word, why);
	return 0;
}

int add_pids(struct selection *sel, const struct option_desc *desc, const char *arg)
{
	(void)desc;
	for (const char *at = arg;; at++) {
		const size_t n = strcspn(at, ",");
		uint64_t pid = 0;

		if (parse_uint_n(at, n, 10, INT32_MAX, &pid) < 0 || !pid)
			return selection_fail(sel, "--pid: not a process id:", arg, "");
		if (process_select_add(&sel->options.select, (uint32_t)pid) < 0)
			return -ENOMEM;
		at += n;
		if (!*at)
			return 0;
	}
}

int set_user(struct selection *sel, const struct option_desc *desc, const char *arg)
{
	(void)desc;
	if (sel->options.select.has_uid)
		return selection_fail(sel, "--user: a second one:", arg, "");
	if (users_find(arg, &sel->options.select.uid) < 0)
		return selection_fail(sel, "--user: no such user:", arg, "");
	sel->options.select.has_uid = true;
	return 0;
}

int set_command_pattern(struct selection *sel, const struct option_desc *desc,
			const char *arg)
{
	(void)desc;
	if (sel->options.select.command)
		return selection_fail(sel, "--command: a second one:", arg,
				      " (a pattern may hold several: [ab]*)");
	sel->options.select.command = arg;
	return 0;
}
