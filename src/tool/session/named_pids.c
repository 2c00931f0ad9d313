/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_pids.h"

#include <inttypes.h>
#include <string.h>

#include "exit.h"
#include "kernel/context.h"
#include "options/options.h"
#include "query/pids.h"
#include "text/log.h"

#define ELSEWHERE " is in another network namespace", " is in network namespace"

/* The parts of the message about a pid, indexed by the state of the pid. The message
 * consists of subject, pid and text or, if a number such as that of a namespace is known,
 * of subject, pid, text_with_number and this number. */
static const struct {
	const char *subject, *text, *text_with_number;
} messages[] = {
	[PID_MISSING] = { "there is no process", "", NULL },
	[PID_IS_THREAD] = { "there is no process", "", ": it is a thread of process" },
	[PID_HIDDEN] = { "process", " is not shown in /proc: sockets may be missing",
			 NULL },
	[PID_UNPLACED] = { "process",
			   ": /proc is that of another pid namespace: sockets of another "
			   "network namespace may be missing",
			   NULL },
	[PID_ELSEWHERE] = { "process", ELSEWHERE },
	[PID_THREAD_ELSEWHERE] = { "a thread of process", ELSEWHERE },
};

static void log_pid(const struct pid_found *found)
{
	const char *subject = messages[found->state].subject;
	const char *with_number = messages[found->state].text_with_number;

	if (with_number && found->number)
		log_message("%s %" PRIu32 "%s %" PRIu32, subject, found->pid, with_number,
			    found->number);
	else
		log_message("%s %" PRIu32 "%s", subject, found->pid,
			    messages[found->state].text);
}

/* Logs a message about each pid whose state is in the range from `first` to `last`.
 * Returns whether there is such a pid. */
static bool log_states(const struct pids *pids, enum pid_state first, enum pid_state last)
{
	bool is_any = false;

	for (size_t i = 0; pids && i < pids->len; i++) {
		const struct pid_found *found = &pids->all[i];

		if (found->state < first || found->state > last)
			continue;
		log_pid(found);
		is_any = true;
	}
	return is_any;
}

bool named_pids_log_missing(const struct pids *pids)
{
	return log_states(pids, PID_MISSING, PID_IS_THREAD);
}

bool named_pids_log_elsewhere(const struct pids *pids)
{
	return log_states(pids, PID_ELSEWHERE, PID_THREAD_ELSEWHERE);
}

bool named_pids_log_hidden(const struct pids *pids)
{
	return log_states(pids, PID_HIDDEN, PID_UNPLACED);
}

static int pids_status(const struct options *o, const struct pids *pids)
{
	if (named_pids_log_missing(pids))
		return EXIT_EMPTY;
	if (!named_pids_log_elsewhere(pids))
		return EXIT_LISTED;
	log_message("%s works in its own network namespace only",
		    o->command == COMMAND_DOCTOR ? "--doctor" : "--events");
	return EXIT_USAGE;
}

int named_pids_check(const struct options *o, const struct context *context)
{
	struct pids pids = { 0 };

	/* without /proc, no pid is checked here: commands that need /proc report that
	 * /proc is missing */
	if (o->command == COMMAND_LIST || !o->select.pids.len || context->proc_fd < 0)
		return EXIT_LISTED;
	const int r = pids_find(&pids, context, &o->select);
	const int status = r < 0 ? EXIT_UNREAD : pids_status(o, &pids);
	if (r < 0)
		log_message("cannot inspect processes: %s", strerror(-r));
	pids_release(&pids);
	return status;
}
