/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured, as tables of Markdown on standard output. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdbool.h>

#include "plan.h"

struct report {
	const struct result *results;
	int count;
	int rounds;
	/* What takes longer is late. */
	unsigned int seconds;
	bool is_apart;
};

/* When, on what, how. */
void report_head(const struct report *r);

/* What is to be reached, in the order of the plan, and whether it is. What was not measured
 * has a row too. */
void report_targets(const struct report *r);

void report_memory(const struct report *r);

/* Wall time by the number of sockets, and the exponent with which it grows. */
void report_growth(const struct report *r);

/* Every command on the largest load of sockets and on the others. */
void report_all(const struct report *r);

#endif
