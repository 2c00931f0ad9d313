/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pause.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

enum { MS = 1000, NS_PER_MS = 1000000 };

static volatile sig_atomic_t is_over; /* the one global: a handler has no other way */

static void end_pauses(int number)
{
	(void)number;
	is_over = 1;
}

void pause_begin(void)
{
	/* no SA_RESTART: a wait for host names ends as well */
	struct sigaction action = { .sa_handler = end_pauses,
				    .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
}

bool pause_for(uint32_t ms)
{
	const struct timespec length = { ms / MS, (long)(ms % MS) * NS_PER_MS };
	sigset_t interrupt;
	sigset_t before;

	/* blocked but inside ppoll, so that no signal falls between the look and the wait */
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_BLOCK, &interrupt, &before);
	if (!is_over)
		ppoll(NULL, 0, &length, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !is_over;
}
