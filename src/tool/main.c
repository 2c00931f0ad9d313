/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "commands/verbs.h"
#include "compat/compat.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "session/exit.h"
#include "session/session.h"
#include "text/log.h"
#include "util/cleanup.h"

static const struct verb {
	int (*run)(struct session *s);
	/* The verb reads sockets: it uses privileges, and drops them itself. */
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

/* Opens /dev/null for each standard descriptor that the program was started without: otherwise a
 * netlink socket could become standard output, and rows would be written to it. As /dev/null is
 * opened for reading only, a write to it still fails. */
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

/* Drops all privileges and logs that the program cannot run: what has failed, and the text of the
 * -errno err. Returns the exit status. */
static int refuse_start(const char *what, int err)
{
	(void)session_drop_privileges(SANDBOX_BARE, NULL);
	log_message("%s: %s", what, strerror(-err));
	return EXIT_UNREAD;
}

/* Drops all privileges and logs why options_parse has refused the command line: its message error
 * or, if error is NULL, the -errno err. Returns the exit status. */
static int refuse_words(const char *error, int err)
{
	const int r = session_drop_privileges(SANDBOX_BARE, NULL);

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
		return refuse_start("cannot start", r);
	if (lowered < 0)
		return refuse_start("cannot give up capabilities", lowered);
	/* the signals are ignored, so that write(2) fails instead: with EPIPE if the reader has
	 * closed its end, and with EFBIG if the file may not grow (RLIMIT_FSIZE) */
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
