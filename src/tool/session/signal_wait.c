/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal_wait.h"

#include <poll.h>
#include <signal.h>

#include "util/clock.h"

/* Set to 1 by the signal handler note_signal when a signal has arrived. The variable is
 * global, because no pointer can be passed to a signal handler. */
static volatile sig_atomic_t is_over;

static void note_signal(int number)
{
	(void)number;
	is_over = 1;
}

const volatile sig_atomic_t *signal_wait_is_over(void)
{
	return &is_over;
}

void signal_wait_begin(int number, int flags)
{
	/* SA_RESTART must not be set in flags, so that a signal also ends a wait for
	 * names of hosts */
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms)
{
	const struct timespec length = { ms / 1000, (long)(ms % 1000) * (long)NS_PER_MS };
	sigset_t both;
	sigset_t before;

	/* SIGINT and SIGTERM are blocked except in ppoll(2), because a signal that
	 * arrived between the check of is_over and ppoll(2) would not end the wait */
	sigemptyset(&both);
	sigaddset(&both, SIGINT);
	sigaddset(&both, SIGTERM);
	sigprocmask(SIG_BLOCK, &both, &before);
	if (!is_over && ppoll(fds, count, ms < 0 ? NULL : &length, &before) < 0)
		for (unsigned int i = 0; i < count; i++)
			fds[i].revents = 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !is_over;
}
