/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_pids.h"

#include <inttypes.h>
#include <string.h>

#include "exit.h"
#include "kernel/context.h"
#include "options/options.h"
#include "query/pids.h"
#include "text/log.h"

static void log_missing(const struct pid_found *found)
{
	log_message("there is no process %" PRIu32, found->pid);
}

static void log_thread(const struct pid_found *found)
{
	log_message("there is no process %" PRIu32 ": it is a thread of process %" PRIu32,
		    found->pid, found->number);
}

static void log_hidden(const struct pid_found *found)
{
	log_message("process %" PRIu32 " is not shown in /proc: sockets may be missing",
		    found->pid);
}

static void log_unplaced(const struct pid_found *found)
{
	log_message("process %" PRIu32
		    ": /proc is that of another pid namespace: sockets of "
		    "another network namespace may be missing",
		    found->pid);
}

static void log_netns(const char *subject, const struct pid_found *found)
{
	if (found->number)
		log_message("%s %" PRIu32 " is in network namespace %" PRIu32, subject,
			    found->pid, found->number);
	else
		log_message("%s %" PRIu32 " is in another network namespace", subject,
			    found->pid);
}

static void log_elsewhere(const struct pid_found *found)
{
	log_netns("process", found);
}

static void log_thread_elsewhere(const struct pid_found *found)
{
	log_netns("a thread of process", found);
}

static void (*const messages[])(const struct pid_found *found) = {
	[PID_MISSING] = log_missing,     [PID_IS_THREAD] = log_thread,
	[PID_HIDDEN] = log_hidden,       [PID_UNPLACED] = log_unplaced,
	[PID_ELSEWHERE] = log_elsewhere, [PID_THREAD_ELSEWHERE] = log_thread_elsewhere,
};

/* Logs the pids whose state is between first and last. Returns whether there is one. */
static bool log_states(const struct pids *pids, enum pid_state first, enum pid_state last)
{
	bool is_any = false;

	for (size_t i = 0; pids && i < pids->len; i++) {
		const struct pid_found *found = &pids->all[i];

		if (found->state < first || found->state > last)
			continue;
		messages[found->state](found);
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
	log_message("%s looks at its own network namespace alone",
		    o->command == COMMAND_DOCTOR ? "--doctor" : "--events");
	return EXIT_USAGE;
}

int named_pids_check(const struct options *o, const struct context *context)
{
	struct pids pids = { 0 };

	/* without /proc the verb fails by itself */
	if (o->command == COMMAND_LIST || !o->select.pids.len || context->proc_fd < 0)
		return EXIT_LISTED;
	const int r = pids_find(&pids, context, &o->select);
	const int status = r < 0 ? EXIT_UNREAD : pids_status(o, &pids);
	if (r < 0)
		log_message("cannot look at processes: %s", strerror(-r));
	pids_release(&pids);
	return status;
}
