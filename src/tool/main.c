/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "commands/doctor.h"
#include "commands/events.h"
#include "commands/list.h"
#include "commands/text.h"
#include "compat/compat.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "session/drop_privileges.h"
#include "session/exit.h"
#include "session/session.h"
#include "text/log.h"
#include "util/cleanup.h"

static const struct verb {
	int (*run)(struct session *s);
	/* It looks at sockets. It uses privileges, and drops them by itself. */
	bool collects;
} verbs[] = {
	[COMMAND_LIST] = { list_run, true },
	[COMMAND_DOCTOR] = { doctor_run, true },
	[COMMAND_EVENTS] = { events_run, true },
	[COMMAND_EXPLAIN] = { text_run_explain, false },
	[COMMAND_HELP] = { text_run_help, false },
	[COMMAND_VERSION] = { text_run_version, false },
	[COMMAND_COMPLETION] = { text_run_completion, false },
};
_Static_assert(ARRAY_SIZE(verbs) == COMMAND_MAX_, "a verb lacks its row");

/* Opens the standard descriptors that the program was started without, so that none of them
 * becomes a netlink socket that rows are written to. Writing to one of them still fails. */
static int reserve_standard_fds(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		const int opened = open("/dev/null", O_RDONLY);
		if (opened != fd)
			return opened < 0 ? -errno : -EBADF;
	}
	return 0;
}

static int run_verb(struct options *options)
{
	const struct verb *verb = &verbs[options->command];
	struct session session;

	session_init(&session, options);
	const bool is_ready =
		verb->collects || session_confine(&session, SANDBOX_BARE) == 0;
	const int status = is_ready ? verb->run(&session) : session_fail(&session);
	session_close(&session);
	return status;
}

/* Logs why there is nothing to run. Returns the exit status. */
static int refuse_start(const char *what, int err)
{
	(void)drop_privileges(SANDBOX_BARE, NULL);
	log_message("%s: %s", what, strerror(-err));
	return EXIT_UNREAD;
}

static int refuse_words(const char *error, int err)
{
	const int r = drop_privileges(SANDBOX_BARE, NULL);

	if (r < 0)
		return refuse_start("cannot give up capabilities", r);
	if (!error)
		return refuse_start("cannot read the command line", err);
	log_message("%s", error);
	return EXIT_USAGE;
}

int main(int argc, char *argv[])
{
	struct options options;
	_cleanup_free_ char *error = NULL;

	const int lowered = priv_begin();
	int r = reserve_standard_fds();
	if (r < 0)
		return refuse_start("cannot begin", r);
	if (lowered < 0)
		return refuse_start("cannot give up capabilities", lowered);
	/* a reader that has closed its end is seen as EPIPE, which ends the listing quietly,
	 * and a file that may not grow (RLIMIT_FSIZE) as EFBIG */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);

	r = options_parse(compat_dialect(argc ? argv[0] : ""), argc, argv, &options,
			  &error);
	if (r < 0)
		return refuse_words(error, r);
	const int status = run_verb(&options);
	options_release(&options);
	return status;
}
