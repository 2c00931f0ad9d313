/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signal_wait.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

enum { MS = 1000, NS_PER_MS = 1000000 };

/* A global, because a signal handler has no argument of its own. */
static volatile sig_atomic_t is_over;

static void note_signal(int number)
{
	(void)number;
	is_over = 1;
}

static void handle(int number, int flags)
{
	/* without SA_RESTART, so that a wait for host names ends, too */
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

const volatile sig_atomic_t *signal_wait_is_over(void)
{
	return &is_over;
}

void signal_wait_begin(void)
{
	handle(SIGINT, (int)SA_RESETHAND);
}

void signal_wait_begin_child(void)
{
	handle(SIGINT, 0);
}

void signal_wait_begin_both(void)
{
	handle(SIGINT, (int)SA_RESETHAND);
	handle(SIGTERM, (int)SA_RESETHAND);
}

bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms)
{
	const struct timespec length = { ms / MS, (long)(ms % MS) * NS_PER_MS };
	sigset_t both;
	sigset_t before;

	sigemptyset(&both);
	sigaddset(&both, SIGINT);
	sigaddset(&both, SIGTERM);
	/* blocked outside ppoll for the reason given in signal_wait_for */
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

	/* blocked outside ppoll, so that no signal is lost between the check and the wait */
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_BLOCK, &interrupt, &before);
	if (!is_over)
		ppoll(NULL, 0, &length, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !is_over;
}
