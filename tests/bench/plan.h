/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan of the benchmark: listings, loads, and goals. */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include <stdint.h>

#include "run.h"

/* How a command does the work. */
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

/* The listings that are compared. */
enum work { WORK_ALL, WORK_OWNERS, WORK_LISTENERS, WORK_MAX_ };

/* Returns the command for a listing, its words separated by one blank, or NULL if there
 * is none. The first word is a name, not a path. */
const char *plan_command(enum work work, enum way way);

/* The loads of the load maker, by their names. */
enum load { LOAD_TCP, LOAD_FILES, LOAD_SHARED, LOAD_IDLE, LOAD_MAX_ };

const char *plan_load(enum load load);

/* The measurement of one listing on one load. */
struct result {
	enum load load;
	/* The first number of the load: sockets, processes or children. */
	uint32_t size;
	uint32_t files;
	int processes;
	enum work work;
	struct series ways[WAY_MAX_];
};

/* A comparison with another command that has a goal. */
struct target {
	enum load load;
	uint32_t size;
	enum work work;
	enum way way;
	enum way against;
	/* the minimal ratio */
	double faster;
	/* the maximal part of the other's time, or 0 */
	double within;
};

/* A size of 0 stands for any. */
struct memory_target {
	enum work work;
	uint32_t size;
	double mib;
};

extern const struct target plan_targets[];
extern const int plan_targets_count;
extern const struct memory_target plan_memory[];
extern const int plan_memory_count;

/* From the first of these sizes on, the exponent of the growth of time is limited. */
enum { PLAN_GROWTH_FROM = 10000 };

/* Files per process and processes of the plan, and the minimal size of a large load. */
enum { PLAN_FILES = 1000, PLAN_PROCESSES = 8, PLAN_LARGE = 100000 };
#define PLAN_GROWTH 1.1

#endif
