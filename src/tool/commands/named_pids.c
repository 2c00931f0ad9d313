/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_pids.h"

#include <inttypes.h>
#include <string.h>

#include "drop_privileges.h"
#include "exit.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "query/pids.h"
#include "text/log.h"
#include "util/cleanup.h"

static void say_missing(const struct pid_found *found)
{
	log_message("there is no process %" PRIu32, found->pid);
}

static void say_thread(const struct pid_found *found)
{
	log_message("there is no process %" PRIu32 ": it is a thread of process %" PRIu32,
		    found->pid, found->number);
}

static void say_hidden(const struct pid_found *found)
{
	log_message("process %" PRIu32 " is not shown in /proc: sockets may be missing",
		    found->pid);
}

static void say_unplaced(const struct pid_found *found)
{
	log_message("process %" PRIu32
		    ": /proc is that of another pid namespace: sockets of "
		    "another network namespace may be missing",
		    found->pid);
}

static void say_netns(const char *who, const struct pid_found *found)
{
	if (found->number)
		log_message("%s %" PRIu32 " is in network namespace %" PRIu32, who,
			    found->pid, found->number);
	else
		log_message("%s %" PRIu32 " is in another network namespace", who,
			    found->pid);
}

static void say_elsewhere(const struct pid_found *found)
{
	say_netns("process", found);
}

static void say_thread_elsewhere(const struct pid_found *found)
{
	say_netns("a thread of process", found);
}

static void (*const says[])(const struct pid_found *found) = {
	[PID_MISSING] = say_missing,     [PID_IS_THREAD] = say_thread,
	[PID_HIDDEN] = say_hidden,       [PID_UNPLACED] = say_unplaced,
	[PID_ELSEWHERE] = say_elsewhere, [PID_THREAD_ELSEWHERE] = say_thread_elsewhere,
};

/* Says what there is to say of those in the states from first to last. */
static bool say_all(const struct pids *pids, enum pid_state first, enum pid_state last)
{
	bool is_any = false;

	for (size_t i = 0; pids && i < pids->len; i++) {
		const struct pid_found *found = &pids->all[i];

		if (found->state < first || found->state > last)
			continue;
		says[found->state](found);
		is_any = true;
	}
	return is_any;
}

bool named_pids_say_missing(const struct pids *pids)
{
	return say_all(pids, PID_MISSING, PID_IS_THREAD);
}

bool named_pids_say_elsewhere(const struct pids *pids)
{
	return say_all(pids, PID_ELSEWHERE, PID_THREAD_ELSEWHERE);
}

bool named_pids_say_hidden(const struct pids *pids)
{
	return say_all(pids, PID_HIDDEN, PID_UNPLACED);
}

static int judge(const struct options *o, const struct pids *pids)
{
	if (named_pids_say_missing(pids))
		return EXIT_EMPTY;
	if (!named_pids_say_elsewhere(pids))
		return EXIT_LISTED;
	log_message("%s looks at its own network namespace alone",
		    o->command == COMMAND_DOCTOR ? "--doctor" : "--events");
	return EXIT_USAGE;
}

int named_pids_check(const struct options *o)
{
	_cleanup_close_ int proc_fd = -1;
	struct context context = { .hooks = &priv_hooks };
	struct pids pids = { 0 };

	/* that there is no /proc the command says by itself */
	if (o->command == COMMAND_LIST || !o->select.pids.len ||
	    proc_open("/proc", &proc_fd) < 0)
		return EXIT_LISTED;
	context.proc_fd = proc_fd;
	const int r = pids_find(&pids, &context, &o->select);
	const int status = r < 0 ? EXIT_UNREAD : judge(o, &pids);
	if (r < 0)
		log_message("cannot look at processes: %s", strerror(-r));
	if (status != EXIT_LISTED)
		(void)drop_privileges(SANDBOX_BARE, NULL);
	pids_release(&pids);
	return status;
}
