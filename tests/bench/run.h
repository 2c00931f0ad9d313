/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a command and measures it. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct run {
	/* Time from fork to exit. */
	double ms;
	/* CPU time, user and system. */
	double cpu_ms;
	/* Maximal resident set. */
	double mib;
};

/* Runs a command with output to /dev/null, so that no reader is measured. Returns 0,
 * -ETIME if it did not end in time and was killed, or -EPROTO if it ended with another
 * status than 0 or could not be run. */
int run_timed(char *const argv[], unsigned int seconds, struct run *ret);

/* Runs a command in the same way, and counts the lines of its output. */
int run_counted(char *const argv[], unsigned int seconds, struct run *ret,
		uint64_t *lines);

enum { RUNS_MAX = 99 };

struct series {
	/* The command did not end in time, and was not run again. */
	bool is_late;
	/* The command cannot be run here, or fails. */
	bool is_absent;
	int count;
	struct run runs[RUNS_MAX];
};

/* Returns the median of each figure separately. */
struct run series_median(const struct series *s);

#endif
