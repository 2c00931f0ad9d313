/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A load that exists while it is measured. */
#ifndef BENCH_HOLD_H
#define BENCH_HOLD_H

#include <stdbool.h>
#include <sys/types.h>

struct hold {
	pid_t pid;
	/* The load ends when this descriptor is closed. */
	int in;
	/* The previous network namespace. */
	int back;
	int processes;
};

/* Starts the load maker with these arguments, waits until the load is complete, and moves
 * into its network namespace. Returns -ECHILD if the load maker failed, after it has
 * reported why. */
int hold_start(char *const argv[], struct hold *ret);

/* Returns whether the load is still complete. */
bool hold_is_alive(const struct hold *h);

/* Ends the load, leaves its network namespace, and waits until it has ended. */
void hold_end(struct hold *h);

#endif
