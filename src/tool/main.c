/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "commands/verbs.h"
#include "compat/compat.h"
#include "options/dialect.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "session/exit.h"
#include "session/session.h"
#include "text/log.h"
#include "util/cleanup.h"

static const struct verb {
	int (*run)(struct session *s);
	/* Whether the command reads sockets: it then needs privileges, and drops them
	 * itself when they are no longer needed. */
	bool collects;
} verbs[] = {
	[COMMAND_LIST] = { list_run, true },
	[COMMAND_DOCTOR] = { doctor_run, true },
	[COMMAND_EVENTS] = { events_run, true },
	[COMMAND_EXPLAIN] = { text_run_explain, false },
	[COMMAND_HELP] = { text_run_help, false },
	[COMMAND_VERSION] = { text_run_version, false },
	[COMMAND_COMPLETION] = { text_run_completion, false },
	[COMMAND_STATISTICS] = { statistics_run, true },
};
_Static_assert(ARRAY_SIZE(verbs) == COMMAND_MAX_, "a verb lacks its row");

/* Opens /dev/null as each of the descriptors 0, 1 and 2 with which the program was not
 * started. Otherwise a netlink socket could get the number of standard output, and rows
 * would be written to this socket. /dev/null is opened for reading only, so that writing
 * to it is an error. Returns 0 or -errno. */
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

/* Drops all privileges and logs why the program cannot start: `what` failed with the
 * error err, a -errno. Returns the exit status of the program. */
static int refuse_start(const char *what, int err)
{
	(void)session_drop_privileges(SANDBOX_BARE, NULL);
	log_message("%s: %s", what, strerror(-err));
	return EXIT_UNREAD;
}

/* Drops all privileges and logs why options_parse has refused the command line: the
 * message `error` or, if `error` is NULL, the text of err, a -errno. Returns the exit
 * status of the program. */
static int refuse_words(const struct dialect *dialect, const char *error, int err)
{
	const int status =
		err == -EOPNOTSUPP ? dialect->statuses.lacking : dialect->statuses.wrong;

	const int r = session_drop_privileges(SANDBOX_BARE, NULL);

	if (r < 0)
		return refuse_start("cannot give up capabilities", r);
	if (!error)
		return refuse_start("cannot read the command line", err);
	log_message("%s", error);
	return status ? status : EXIT_USAGE;
}

int main(int argc, char *argv[])
{
	struct options options;
	_cleanup_free_ char *error = NULL;

	const int lowered = priv_begin();
	int r = reserve_standard_fds();
	if (r < 0)
		return refuse_start("cannot start", r);
	if (lowered < 0)
		return refuse_start("cannot give up capabilities", lowered);
	/* with SIGPIPE and SIGXFSZ ignored, write(2) does not end the program, but
	 * returns EPIPE if the reader has closed its end, and EFBIG if the file must not
	 * grow further (RLIMIT_FSIZE) */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);

	const struct dialect *dialect = compat_dialect(argc ? argv[0] : "");

	r = options_parse(dialect, argc, argv, &options, &error);
	if (r < 0)
		return refuse_words(dialect, error, r);
	const int status = run_verb(&options);
	options_release(&options);
	return status == EXIT_UNREAD && dialect->statuses.unread
		       ? dialect->statuses.unread
		       : status;
}
