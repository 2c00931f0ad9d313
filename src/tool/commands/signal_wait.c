/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal_wait.h"

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

static void catch (int number, int flags)
{
	/* no SA_RESTART: a wait for host names ends as well */
	struct sigaction action = { .sa_handler = end_pauses, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

const volatile sig_atomic_t *signal_wait_is_over(void)
{
	return &is_over;
}

void signal_wait_begin(void)
{
	catch (SIGINT, (int)SA_RESETHAND);
}

void signal_wait_begin_child(void)
{
	catch (SIGINT, 0);
}

void signal_wait_begin_both(void)
{
	catch (SIGINT, (int)SA_RESETHAND);
	catch (SIGTERM, (int)SA_RESETHAND);
}

bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms)
{
	const struct timespec length = { ms / MS, (long)(ms % MS) * NS_PER_MS };
	sigset_t both;
	sigset_t before;

	sigemptyset(&both);
	sigaddset(&both, SIGINT);
	sigaddset(&both, SIGTERM);
	/* as below */
	sigprocmask(SIG_BLOCK, &both, &before);
	if (!is_over && ppoll(fds, count, ms < 0 ? NULL : &length, &before) < 0)
		for (unsigned int i = 0; i < count; i++)
			fds[i].revents = 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !is_over;
}

bool signal_wait_for(uint32_t ms)
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
