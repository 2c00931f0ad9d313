/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench [OPTION]... SOCKSTAT: compares sockstat with ss, netstat and lsof, on loads of the load
 * maker in the same folder, and prints Markdown tables. All commands run in turns, so that other
 * activity of the machine affects all alike. The first run of each is not measured, but its
 * lines are counted: a command that lists too few is left out.
 *
 *   -s SIZE[,SIZE]   numbers of TCP sockets, ascending (1000,10000,100000)
 *   -f PROCESSESxFDS processes with many files (1000x1000)
 *   -c CHILDREN      number of children that share a listener (500)
 *   -n ROUNDS        minimal number of runs of each command (5)
 *   -l SECONDS       time limit: a command that exceeds it is not run again (100)
 *   -i               isolates the benchmark from other processes, on a busy machine */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apart.h"
#include "hold.h"
#include "report.h"
#include "util/cleanup.h"

enum {
	SIZES_MAX = 8,
	RESULTS_MAX = (SIZES_MAX + 3) * WORK_MAX_,
	WORDS_MAX = 8,
	/* Number of processes of the load "idle" if those of the machine are not
	 * visible. */
	IDLE_PROCESSES = 100,
	/* Number of rounds if a round is short. */
	ROUNDS_SHORT = 25,
	SHORT_SECONDS = 2,
	/* A run that takes longer and need not be compared is made once only. */
	LONG_MS = 10000
};

struct bench {
	char sockstat[PATH_MAX];
	char rawdump[PATH_MAX];
	char maker[PATH_MAX];
	int rounds;
	unsigned int seconds;
	uint32_t sizes[SIZES_MAX];
	int sizes_count;
	uint32_t processes;
	uint32_t files;
	uint32_t children;
	bool is_apart;
	struct result results[RESULTS_MAX];
	int count;
};

__attribute__((noreturn)) static void die(const char *what, int error)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(error));
	exit(3);
}

__attribute__((noreturn)) static void usage(void)
{
	fputs("usage: bench [-s SIZE[,SIZE]...] [-f PROCESSESxFDS] [-c CHILDREN] "
	      "[-n ROUNDS] [-l SECONDS] [-i] SOCKSTAT\n",
	      stderr);
	exit(2);
}

static uint32_t number(const char *text, char **end)
{
	const long value = strtol(text, end, 10);

	if (*end == text || value < 1 || value > 100000000)
		usage();
	return (uint32_t)value;
}

static uint32_t whole_number(const char *text)
{
	char *end = NULL;
	const uint32_t value = number(text, &end);

	if (*end)
		usage();
	return value;
}

static void parse_sizes(struct bench *b, const char *text)
{
	char *end = NULL;

	b->sizes_count = 0;
	do {
		if (b->sizes_count == SIZES_MAX)
			usage();
		b->sizes[b->sizes_count] = number(text, &end);
		if (b->sizes_count &&
		    b->sizes[b->sizes_count - 1] >= b->sizes[b->sizes_count])
			usage();
		b->sizes_count++;
		text = end + 1;
	} while (*end == ',');
	if (*end)
		usage();
}

static void parse_files(struct bench *b, const char *text)
{
	char *end = NULL;

	b->processes = number(text, &end);
	if (*end != 'x')
		usage();
	b->files = whole_number(end + 1);
}

static void parse(struct bench *b, int argc, char *argv[])
{
	int c = 0;

	while ((c = getopt(argc, argv, "s:f:c:n:l:i")) != -1) {
		switch (c) {
		case 's':
			parse_sizes(b, optarg);
			break;
		case 'f':
			parse_files(b, optarg);
			break;
		case 'c':
			b->children = whole_number(optarg);
			break;
		case 'n':
			b->rounds = (int)whole_number(optarg);
			break;
		case 'l':
			b->seconds = whole_number(optarg);
			break;
		case 'i':
			b->is_apart = true;
			break;
		default:
			usage();
		}
	}
	if (optind != argc - 1 || b->rounds > RUNS_MAX)
		usage();
	if (!realpath(argv[optind], b->sockstat))
		die(argv[optind], errno);
}

static void find_helpers(struct bench *b)
{
	char self[PATH_MAX - 16];
	const ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		die("/proc/self/exe", errno);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(b->maker, sizeof(b->maker), "%s/load", self);
	snprintf(b->rawdump, sizeof(b->rawdump), "%s/rawdump", self);
}

/* A command line, split into words in a copy. */
struct words {
	char text[128];
	char *argv[WORDS_MAX + 1];
};

static void split(struct bench *b, const char *command, struct words *ret)
{
	char *rest = ret->text;
	int n = 0;

	snprintf(ret->text, sizeof(ret->text), "%s", command);
	while (rest && n < WORDS_MAX)
		ret->argv[n++] = strsep(&rest, " ");
	ret->argv[n] = NULL;
	if (strcmp(ret->argv[0], "sockstat") == 0)
		ret->argv[0] = b->sockstat;
	else if (strcmp(ret->argv[0], "rawdump") == 0)
		ret->argv[0] = b->rawdump;
}

/* Returns the minimal number of lines in any layout; the raw dump prints one line
 * only. */
static uint64_t least_lines(const struct result *r, enum way way)
{
	if (way == WAY_ONE || way == WAY_TWO)
		return 1;
	if (r->load == LOAD_TCP)
		return r->work == WORK_LISTENERS ? r->size / 20 : r->size;
	return r->load == LOAD_IDLE ? 2 : 1;
}

static bool is_wanted(const struct result *r, enum way way)
{
	for (int i = 0; i < plan_targets_count; i++) {
		const struct target *t = &plan_targets[i];

		if (t->load == r->load && t->size == r->size && t->work == r->work &&
		    (t->way == way || t->against == way))
			return true;
	}
	return way <= WAY_PROC;
}

/* Makes the first run; returns whether the command takes part in the rounds. */
static bool first_run(const struct bench *b, struct result *r, enum way way,
		      char *const argv[])
{
	struct series *s = &r->ways[way];
	struct run run;
	uint64_t lines = 0;
	const int error = run_counted(argv, b->seconds, &run, &lines);

	s->is_late = error == -ETIME;
	if (s->is_late) {
		fprintf(stderr, "  %s: more than %u s\n", plan_command(r->work, way),
			b->seconds);
		return false;
	}
	s->is_absent = error < 0 || lines < least_lines(r, way);
	if (s->is_absent) {
		fprintf(stderr, "  %s: left out, %s\n", plan_command(r->work, way),
			error < 0 ? "it cannot be run or fails"
				  : "it lists less than there is");
		return false;
	}
	if (run.ms < LONG_MS || is_wanted(r, way))
		return true;
	s->runs[s->count++] = run;
	return false;
}

static void next_run(const struct bench *b, struct series *s, char *const argv[])
{
	const int error = run_timed(argv, b->seconds, &s->runs[s->count]);

	if (error == 0)
		s->count++;
	else if (error == -ETIME)
		s->is_late = true;
	else
		s->is_absent = true;
}

static void measure(struct bench *b, struct result *r)
{
	struct words words[WAY_MAX_];
	bool takes_part[WAY_MAX_] = { false };

	for (enum way way = 0; way < WAY_MAX_; way++) {
		if (!plan_command(r->work, way))
			continue;
		split(b, plan_command(r->work, way), &words[way]);
		takes_part[way] = first_run(b, r, way, words[way].argv);
	}

	const time_t start = time(NULL);
	for (int round = 0; round < b->rounds || (b->rounds > 1 && round < ROUNDS_SHORT &&
						  time(NULL) - start < SHORT_SECONDS);
	     round++)
		for (enum way way = 0; way < WAY_MAX_; way++)
			if (takes_part[way] && !r->ways[way].is_late &&
			    !r->ways[way].is_absent)
				next_run(b, &r->ways[way], words[way].argv);

	for (enum way way = 0; way < WAY_MAX_; way++)
		if (r->ways[way].count)
			fprintf(stderr, "  %-32s %10.1f ms %8.1f MiB\n",
				plan_command(r->work, way),
				series_median(&r->ways[way]).ms,
				series_median(&r->ways[way]).mib);
}

/* Measures all commands on one load, which is made and ended here. If it cannot be made,
 * which the load maker reports, its rows stay empty. */
static void measure_load(struct bench *b, const struct result *load, enum work first)
{
	char numbers[2][16];
	char *argv[] = { b->maker, NULL, NULL, NULL, NULL };
	char name[16];
	struct hold held;

	snprintf(name, sizeof(name), "%s", plan_load(load->load));
	snprintf(numbers[0], sizeof(numbers[0]), "%u", load->size);
	snprintf(numbers[1], sizeof(numbers[1]), "%u", load->files);
	argv[1] = name;
	argv[2] = load->size ? numbers[0] : NULL;
	argv[3] = load->files ? numbers[1] : NULL;
	fprintf(stderr, "%s %s %s\n", name, argv[2] ? argv[2] : "",
		argv[3] ? argv[3] : "");
	const int error = hold_start(argv, &held);
	if (error < 0) {
		fprintf(stderr, "bench: load %s: %s\n", name, strerror(-error));
		return;
	}
	for (enum work work = first; work < WORK_MAX_; work++) {
		struct result *r = &b->results[b->count++];

		*r = *load;
		r->work = work;
		r->processes = held.processes;
		measure(b, r);
	}
	if (!hold_is_alive(&held))
		die("the load ended while it was measured", ECHILD);
	hold_end(&held);
}

static void measure_all(struct bench *b)
{
	const struct result others[] = {
		{ .load = LOAD_IDLE, .size = b->is_apart ? IDLE_PROCESSES : 0 },
		{ .load = LOAD_SHARED, .size = b->children },
		{ .load = LOAD_FILES, .size = b->processes, .files = b->files },
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		measure_load(b, &others[i], WORK_LISTENERS);
	for (int i = 0; i < b->sizes_count; i++) {
		const struct result tcp = { .load = LOAD_TCP, .size = b->sizes[i] };

		measure_load(b, &tcp, WORK_ALL);
	}
}

int main(int argc, char *argv[])
{
	_cleanup_free_ struct bench *b = calloc(1, sizeof(*b));

	if (!b)
		die("memory", ENOMEM);
	b->rounds = 5;
	b->seconds = 100;
	b->processes = 1000;
	b->files = 1000;
	b->children = 500;
	parse_sizes(b, "1000,10000,100000");
	parse(b, argc, argv);
	find_helpers(b);
	const int error = b->is_apart ? apart_enter() : 0;
	if (error < 0)
		die("a pid namespace", -error);
	measure_all(b);

	const struct report report = {
		.results = b->results,
		.count = b->count,
		.rounds = b->rounds,
		.seconds = b->seconds,
		.is_apart = b->is_apart,
	};
	report_head(&report);
	report_targets(&report);
	report_memory(&report);
	report_growth(&report);
	report_all(&report);
	return 0;
}
