/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that is run and measured. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct run {
	/* From fork to exit. */
	double ms;
	/* User and system. */
	double cpu_ms;
	/* Resident set at its peak. */
	double mib;
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
	/* Did not end in time, and was not run again. */
	bool is_late;
	/* Cannot be run here, or does not do it. */
	bool is_absent;
	int count;
	struct run runs[RUNS_MAX];
};

/* The median of each figure by itself. */
struct run series_median(const struct series *s);

#endif
