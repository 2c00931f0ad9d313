/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The results, as tables of Markdown on standard output. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdbool.h>

#include "plan.h"

struct report {
	const struct result *results;
	int count;
	int rounds;
	/* Time limit of a command. */
	unsigned int seconds;
	bool is_apart;
};

/* Writes when, where and how the results were measured. */
void report_head(const struct report *r);

/* Writes the goals in the order of the plan, and whether each is reached. A goal that was
 * not measured has a row too. */
void report_targets(const struct report *r);

void report_memory(const struct report *r);

/* Writes the time by number of sockets, and the exponent of its growth. */
void report_growth(const struct report *r);

/* Writes the results of every command on the largest load of sockets and on the other
 * loads. */
void report_all(const struct report *r);

#endif
