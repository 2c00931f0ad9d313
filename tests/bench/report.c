/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

enum { CELL = 96, SIZES_MAX = 16 };

struct cell {
	char text[CELL];
};

__attribute__((format(printf, 1, 2))) static struct cell cell(const char *format, ...)
{
	struct cell c;
	va_list args;

	va_start(args, format);
	vsnprintf(c.text, sizeof(c.text), format, args);
	va_end(args);
	return c;
}

static struct cell count_cell(uint32_t n)
{
	if (n >= 1000000)
		return cell("%u,%03u,%03u", n / 1000000, n / 1000 % 1000, n % 1000);
	if (n >= 1000)
		return cell("%u,%03u", n / 1000, n % 1000);
	return cell("%u", n);
}

/* Formats a figure with the digits that are significant. */
static struct cell figure_cell(double f)
{
	return cell("%.*f", f < 10 ? 1 : 0, f);
}

static bool is_measured(const struct series *s)
{
	return s && !s->is_late && !s->is_absent && s->count > 0;
}

static struct cell ms_cell(const struct report *r, const struct series *s)
{
	if (s && s->is_late)
		return cell("> %u000", r->seconds);
	return is_measured(s) ? figure_cell(series_median(s).ms) : cell("-");
}

static struct cell load_cell(const struct result *r)
{
	switch (r->load) {
	case LOAD_TCP:
		return cell("%s TCP sockets in %d processes", count_cell(r->size).text,
			    r->processes);
	case LOAD_FILES:
		return cell("%s processes with %s files each", count_cell(r->size).text,
			    count_cell(r->files).text);
	case LOAD_SHARED:
		return cell("a listener shared by %s children", count_cell(r->size).text);
	default:
		return cell("an idle machine");
	}
}

static const struct result *find(const struct report *r, enum load load, uint32_t size,
				 enum work work)
{
	for (int i = 0; i < r->count; i++)
		if (r->results[i].load == load &&
		    (load == LOAD_IDLE || r->results[i].size == size) &&
		    r->results[i].work == work &&
		    (load != LOAD_FILES || r->results[i].files == PLAN_FILES))
			return &r->results[i];
	return NULL;
}

static const struct series *series_of(const struct result *result, enum way way)
{
	return result && plan_command(result->work, way) ? &result->ways[way] : NULL;
}

/* Returns the ratio of two times; a lower bound if the other is late, and a negative
 * number if there is nothing to compare. */
static double ratio(const struct report *r, const struct series *us,
		    const struct series *other)
{
	if (!is_measured(us))
		return -1;
	if (other && other->is_late)
		return r->seconds * 1e3 / series_median(us).ms;
	if (!is_measured(other))
		return -1;
	return series_median(other).ms / series_median(us).ms;
}

/* A goal of this program applies only where BPF works. */
static bool lacks_bpf(const struct result *result, enum way way)
{
	const struct series *bpf = series_of(result, WAY_BPF);

	return way == WAY_US && bpf && !is_measured(bpf);
}

static const char *verdict(const struct report *r, const struct target *t)
{
	const struct result *result = find(r, t->load, t->size, t->work);
	const struct series *other = series_of(result, t->against);
	const double times = ratio(r, series_of(result, t->way), other);

	if (times < 0 || lacks_bpf(result, t->way))
		return "-";
	if (t->within > 0)
		return 1 / times <= t->within ? "yes" : "**no**";
	if (times >= t->faster)
		return "yes";
	return other->is_late ? "-" : "**no**";
}

/* Describes the load as measured, or as planned. */
static struct cell target_load(const struct report *r, const struct target *t)
{
	const struct result planned = {
		.load = t->load,
		.size = t->size,
		.files = PLAN_FILES,
		.processes = PLAN_PROCESSES,
	};
	const struct result *result = find(r, t->load, t->size, t->work);

	return load_cell(result ? result : &planned);
}

void report_head(const struct report *r)
{
	const time_t now = time(NULL);
	const long mib = sysconf(_SC_PHYS_PAGES) / 1024 * (sysconf(_SC_PAGESIZE) / 1024);
	struct utsname u = { 0 };
	struct tm tm = { 0 };
	char date[16] = "";

	uname(&u);
	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	printf("Measured on %s, %d cores, %ld GiB, Linux %.*s. ", date, get_nprocs(),
	       (mib + 1023) / 1024, (int)strcspn(u.release, "-"), u.release);
	printf("Medians of at least %d runs, wall time, output to /dev/null%s.\n\n",
	       r->rounds,
	       r->is_apart ? ", apart from the machine's other processes" : "");
}

void report_targets(const struct report *r)
{
	puts("| sockstat | load | ms | against | ms | times faster | wanted | reached |\n"
	     "| --- | --- | --: | --- | --: | --: | --- | --- |");
	for (int i = 0; i < plan_targets_count; i++) {
		const struct target *t = &plan_targets[i];
		const struct result *result = find(r, t->load, t->size, t->work);
		const struct series *us = series_of(result, t->way);
		const struct series *other = series_of(result, t->against);
		const double times = ratio(r, us, other);
		const bool is_least = other && other->is_late;
		struct cell seen = cell("-");
		struct cell wanted = cell("%g", t->faster);

		if (t->within > 0)
			wanted = cell("at most %g of it", t->within);
		if (times >= 0 && t->within > 0)
			seen = cell("%.2f of it", 1 / times);
		else if (times >= 0)
			seen = cell("%s%s", is_least ? "> " : "",
				    figure_cell(times).text);
		printf("| `%s` | %s | %s | `%s` | %s | %s | %s | %s |\n",
		       plan_command(t->work, t->way), target_load(r, t).text,
		       ms_cell(r, us).text, plan_command(t->work, t->against),
		       ms_cell(r, other).text, seen.text, wanted.text, verdict(r, t));
	}
	puts("");
}

static struct cell mib_cell(const struct series *s)
{
	return is_measured(s) ? cell("%.1f", series_median(s).mib) : cell("-");
}

static void memory_row(const struct memory_target *t, const struct result *result)
{
	const struct series *us = &result->ways[WAY_US];
	const bool is_within = is_measured(us) && series_median(us).mib < t->mib;

	printf("| `%s` | %s | %s | %s | under %g | %s |\n", plan_command(t->work, WAY_US),
	       load_cell(result).text, mib_cell(us).text,
	       mib_cell(&result->ways[WAY_SS]).text, t->mib,
	       is_measured(us) ? is_within ? "yes" : "**no**" : "-");
}

void report_memory(const struct report *r)
{
	puts("| peak memory | load | MiB | that of ss | wanted | reached |\n"
	     "| --- | --- | --: | --: | --- | --- |");
	for (int i = 0; i < plan_memory_count; i++) {
		const struct memory_target *t = &plan_memory[i];
		bool is_there = false;

		for (int n = 0; n < r->count; n++) {
			const struct result *result = &r->results[n];

			if (result->work != t->work || result->load != LOAD_TCP ||
			    (t->size && result->size != t->size))
				continue;
			is_there = true;
			memory_row(t, result);
		}
		if (!is_there)
			printf("| `%s` | %s TCP sockets | - | - | under %g | - |\n",
			       plan_command(t->work, WAY_US), count_cell(t->size).text,
			       t->mib);
	}
	puts("");
}

static double exponent(const struct result *a, const struct result *b, enum way way)
{
	if (!is_measured(&a->ways[way]) || !is_measured(&b->ways[way]))
		return NAN;
	return log(series_median(&b->ways[way]).ms / series_median(&a->ways[way]).ms) /
	       log((double)b->size / a->size);
}

/* Collects the results of one listing on sockets, in the order of their size. */
static int by_size(const struct report *r, enum work work,
		   const struct result *ret[SIZES_MAX])
{
	int n = 0;

	for (int i = 0; i < r->count && n < SIZES_MAX; i++)
		if (r->results[i].load == LOAD_TCP && r->results[i].work == work)
			ret[n++] = &r->results[i];
	return n;
}

static struct cell exponent_cell(double e)
{
	return isnan(e) ? cell("-") : cell("%.2f", e);
}

static void growth_row(const struct report *r, enum way way, int sizes,
		       const struct result *const by[])
{
	int from = 0;
	const char *reached = "";

	while (from < sizes - 1 && by[from]->size < PLAN_GROWTH_FROM)
		from++;
	const double whole = exponent(by[from], by[sizes - 1], way);
	if (way == WAY_US || way == WAY_BPF || way == WAY_PROC)
		reached = isnan(whole) || from == sizes - 1 ? "-"
			  : whole <= PLAN_GROWTH            ? "yes"
							    : "**no**";
	printf("| `%s` |", plan_command(by[0]->work, way));
	for (int i = 0; i < sizes; i++)
		printf(" %s |", ms_cell(r, &by[i]->ways[way]).text);
	for (int i = 1; i < sizes; i++)
		printf(" %s%s", exponent_cell(exponent(by[i - 1], by[i], way)).text,
		       i < sizes - 1 ? "," : "");
	printf(" | %s | %s |\n", from < sizes - 1 ? exponent_cell(whole).text : "-",
	       reached);
}

void report_growth(const struct report *r)
{
	const struct result *by[SIZES_MAX];
	const int sizes = by_size(r, WORK_ALL, by);

	if (sizes == 0)
		return;
	printf("| ms by TCP sockets |");
	for (int i = 0; i < sizes; i++)
		printf(" %s |", count_cell(by[i]->size).text);
	printf(" exponents | from %s | at most %g |\n| --- |",
	       count_cell(PLAN_GROWTH_FROM).text, PLAN_GROWTH);
	for (int i = 0; i < sizes; i++)
		printf(" --: |");
	puts(" --- | --: | --- |");
	for (enum work work = 0; work < WORK_MAX_; work++) {
		const int n = by_size(r, work, by);

		for (enum way way = 0; way < WAY_MAX_; way++)
			if (plan_command(work, way) && n == sizes)
				growth_row(r, way, sizes, by);
	}
	puts("");
}

/* Smaller loads of sockets appear in the table of growth only. */
static bool is_large(const struct report *r, const struct result *result)
{
	if (result->load != LOAD_TCP || result->size >= PLAN_LARGE)
		return true;
	for (int i = 0; i < r->count; i++)
		if (r->results[i].load == LOAD_TCP && r->results[i].size > result->size)
			return false;
	return true;
}

static void all_row(const struct report *r, const struct result *result, enum way way)
{
	const struct series *s = &result->ways[way];
	const double times = ratio(r, &result->ways[WAY_US], s);

	printf("| %s | `%s` | %s | %s | %s | %s%s | %d |\n", load_cell(result).text,
	       plan_command(result->work, way), ms_cell(r, s).text,
	       is_measured(s) ? figure_cell(series_median(s).cpu_ms).text : "-",
	       mib_cell(s).text, s->is_late && times >= 0 ? "> " : "",
	       times < 0 ? "-" : cell("%.2f", times).text, s->count);
}

void report_all(const struct report *r)
{
	puts("| load | command | ms | CPU, ms | peak, MiB | times ours | runs |\n"
	     "| --- | --- | --: | --: | --: | --: | --: |");
	for (int i = 0; i < r->count; i++)
		for (enum way way = 0; way < WAY_MAX_; way++)
			if (is_large(r, &r->results[i]) &&
			    plan_command(r->results[i].work, way))
				all_row(r, &r->results[i], way);
}
