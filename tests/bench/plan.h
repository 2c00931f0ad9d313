/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is measured, on what, and what it is to reach. */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include <stdint.h>

#include "run.h"

/* The mechanism that does the work. */
enum way {
	/* The program chooses the source of owners itself. */
	WAY_US,
	/* Owners are found by BPF, or not at all. */
	WAY_BPF,
	/* Owners are found by a walk over /proc. */
	WAY_PROC,
	/* The kernel lists alone, in one pass. */
	WAY_ONE,
	/* The kernel lists alone, in two passes. */
	WAY_TWO,
	WAY_SS,
	WAY_NETSTAT,
	WAY_LSOF,
	WAY_MAX_
};

/* Lists that each of them makes. */
enum work { WORK_ALL, WORK_OWNERS, WORK_LISTENERS, WORK_MAX_ };

/* The command of one way of doing a work, its words divided by one blank; NULL: there is
 * none. The first word is a name, not a path. */
const char *plan_command(enum work work, enum way way);

/* Loads of the load maker, by its words. */
enum load { LOAD_TCP, LOAD_FILES, LOAD_SHARED, LOAD_IDLE, LOAD_MAX_ };

const char *plan_load(enum load load);

/* A work on a load, measured. */
struct result {
	enum load load;
	/* Sockets, processes, children: the load's first number. */
	uint32_t size;
	uint32_t files;
	int processes;
	enum work work;
	struct series ways[WAY_MAX_];
};

/* Whether a way is to be compared with another: us with what is installed. */
struct target {
	enum load load;
	uint32_t size;
	enum work work;
	enum way way;
	enum way against;
	/* So many times, at least. */
	double faster;
	/* Where not 0: in so many times the other's time, at most. */
	double within;
};

/* Size 0 is any. */
struct memory_target {
	enum work work;
	uint32_t size;
	double mib;
};

extern const struct target plan_targets[];
extern const int plan_targets_count;
extern const struct memory_target plan_memory[];
extern const int plan_memory_count;

/* From the first of these sizes on, time grows with this exponent, at most. */
enum { PLAN_GROWTH_FROM = 10000 };

/* Files of each process and processes that the plan has, and the least of its large loads. */
enum { PLAN_FILES = 1000, PLAN_PROCESSES = 8, PLAN_LARGE = 100000 };
#define PLAN_GROWTH 1.1

#endif
