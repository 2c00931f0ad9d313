/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "thread.h"

#include <sched.h>
#include <signal.h>

int thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg)
{
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	const int error = pthread_create(ret, NULL, fn, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -error;
}

size_t thread_count(size_t max)
{
	cpu_set_t cpus;

	/* sched_getaffinity(2) fails if the machine has more processors than a cpu_set_t
	 * can hold. */
	if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
		return max;
	const size_t count = (size_t)CPU_COUNT(&cpus);
	return count < max ? count : max;
}
