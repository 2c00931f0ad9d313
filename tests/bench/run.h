/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that is run and measured. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct run {
	double ms; /* from fork to exit */
	double cpu_ms; /* user and system */
	double mib; /* resident set at its peak */
};

/* Runs a command, its output to /dev/null: what reads it is not what is measured. 0, or
 * -ETIME where it had not ended after so many seconds and was killed, -EPROTO where it
 * ended with another status than 0, or could not be run. */
int run_timed(char *const argv[], unsigned int seconds, struct run *ret);

/* The same, and counts the lines that it writes. */
int run_counted(char *const argv[], unsigned int seconds, struct run *ret,
		uint64_t *lines);

enum { RUNS_MAX = 99 };

struct series {
	bool is_late; /* did not end in time, and was not run again */
	bool is_absent; /* cannot be run here, or does not do it */
	int count;
	struct run runs[RUNS_MAX];
};

/* The median of each figure by itself. */
struct run series_median(const struct series *s);

#endif
