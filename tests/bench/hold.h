/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A load that is held while it is measured. */
#ifndef BENCH_HOLD_H
#define BENCH_HOLD_H

#include <stdbool.h>
#include <sys/types.h>

struct hold {
	pid_t pid;
	/* Closed, it ends. */
	int in;
	/* The network namespace from before. */
	int back;
	int processes;
};

/* Starts the load maker with these arguments, waits until the load is there, and moves into its
 * network namespace. -ECHILD: it ended before it was ready, and has said why. */
int hold_start(char *const argv[], struct hold *ret);

/* Whether the load is still there, all of it. */
bool hold_is_alive(const struct hold *h);

/* Ends the load, leaves its network namespace, and waits until it has gone. */
void hold_end(struct hold *h);

#endif
