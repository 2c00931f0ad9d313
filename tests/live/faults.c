/* SPDX-License-Identifier: GPL-2.0-or-later */
/* faults [OPTION]... KIND FAULTY.SO PROGRAM [ARG]...: runs a program many times, each time with
 * another fault. KIND is
 *   memory  each allocation in turn fails, alone, and with all later ones
 *   calls   each system call in turn fails, with each error that a table gives for it, alone,
 *           and with all later calls of its kind if the error is a lasting one
 *   pieces  reads and writes are partial
 * A run is right if its output and status are those of the undisturbed run, or if it ends with
 * status 3 and a message.
 *   -a         accepts that processes which deny access are left out silently, as by lsof
 *   -c CALL    makes only this system call fail
 *   -i REGEX   removes output that changes by itself before runs are compared
 *   -j JOBS    number of runs at a time
 *   -r ROUNDS  interrupts the program in its pause of this number
 *   -x CALL    never makes this system call fail
 *   -s STRIDE  tries one case in so many, and the first case of each call
 * Wrong runs are printed, and their number at the end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <regex.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults_calls.h"
#include "faults_run.h"

enum {
	PIECE = 7,
	IGNORED_MAX = 8,
	JOBS_MAX = 64,
	EMPTY = 1,
	USAGE = 2,
	UNREAD = 3,
	SHOWN_MAX = 200
};
/* More allocations than were counted: a failure may lead to another way with further
 * ones. */
enum { MORE_MEMORY = 8 };

struct sums {
	unsigned long cases, same, told, wrong;
};

struct sweep {
	struct runner runner;
	regex_t ignored[IGNORED_MAX];
	size_t ignored_len;
	/* The call, or NULL for all. */
	const char *call;
	bool is_lenient;
	unsigned long stride;
	/* The number of jobs, and of this one. */
	unsigned long jobs, job;
	/* The number of the case: the jobs take cases in turn. */
	unsigned long turn;
	struct output expected;
	/* Sums over all jobs. */
	struct sums *sums;
};

_Noreturn static void die(const char *what)
{
	fprintf(stderr, "faults: %s: %s\n", what, strerror(errno));
	exit(125);
}

/* Removes the output that changes by itself. */
static void normalize(const struct sweep *w, char *text)
{
	for (size_t i = 0; i < w->ignored_len; i++) {
		regmatch_t match;
		char *at = text;

		while (regexec(&w->ignored[i], at, 1, &match,
			       at == text ? 0 : REG_NOTBOL) == 0 &&
		       match.rm_eo > 0) {
			memmove(at + match.rm_so, at + match.rm_eo,
				strlen(at + match.rm_eo) + 1);
			at += match.rm_so;
		}
	}
}

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Returns NULL if the run is right, else what is wrong. */
static const char *judge(const struct sweep *w, const struct fault *fault,
			 const struct output *seen)
{
	const struct output *expected = &w->expected;
	const bool is_to_output = fault->call && call_is_output(fault->call);
	const bool is_other_world =
		fault->call && call_is_other_world(fault->call, fault->error);
	const bool is_like_it = strcmp(seen->out, expected->out) == 0;

	if (seen->is_late)
		return "hangs";
	if (WIFSIGNALED(seen->status))
		return "is killed";
	/* The sanitizer checks the result of a call of its own. */
	if (strstr(seen->err, "AddressSanitizer: CHECK failed: sanitizer_"))
		return NULL;
	const int status = WEXITSTATUS(seen->status);
	if (status == UNREAD)
		return strncmp(seen->err, "sockstat: ", 10) == 0 || is_to_output
			       ? NULL
			       : "says nothing";
	if (is_to_output && fault->error == EPIPE && status == 0)
		/* The reader has read enough. */
		return NULL;
	/* A name that is in no database is unknown. */
	if (status == USAGE && is_other_world && *seen->err)
		return NULL;
	const bool is_gone = fault->error == ENOENT || fault->error == ESRCH;
	/* A user without permission is no fault either; the -t of lsof does not report
	 * it. */
	const bool is_denied = fault->call && fault->error == EPERM &&
			       strcmp(fault->call->name, "capset") == 0;
	if (status == EMPTY && is_other_world && w->is_lenient &&
	    (*seen->err || is_gone || is_denied))
		return NULL;
	if (status != WEXITSTATUS(expected->status))
		return "ends otherwise";
	if (is_like_it)
		return NULL;
	if (!is_other_world)
		return "shows something else";
	/* Processes that deny access or have ended are reported differently, not left
	 * out; an ended one need not be mentioned. */
	return lines_of(seen->out) < lines_of(expected->out) &&
			       strcmp(seen->err, expected->err) == 0 && !w->is_lenient &&
			       !is_gone
		       ? "leaves something out"
		       : NULL;
}

static void put_fault(FILE *f, const struct fault *fault)
{
	if (fault->allocation)
		fprintf(f, "allocation %lu%s", fault->allocation,
			fault->is_lasting ? " and on" : "");
	else if (fault->call)
		fprintf(f, "%s %lu%s %s", fault->call->name, fault->nth,
			fault->is_lasting ? " and on" : "",
			strerrorname_np(fault->error));
	else
		fprintf(f, "pieces");
}

/* Returns where the first line that differs begins. */
static const char *first_change(const char *text, const char *expected)
{
	const char *line = text;

	for (; *text && *text == *expected; text++, expected++)
		if (*text == '\n')
			line = text + 1;
	return line;
}

/* Reports in one write, since several jobs may report. */
static void report(const struct sweep *w, const struct fault *fault, const char *what,
		   const struct output *seen)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		die("report");
	fprintf(f, "wrong: %s:", what);
	for (char *const *word = w->runner.argv; *word; word++)
		fprintf(f, " %s", *word);
	fprintf(f, ": ");
	put_fault(f, fault);
	const char *change = first_change(seen->out, w->expected.out);
	const size_t n = strcspn(change, "\n");
	fprintf(f, ": status %#x, %zu lines for %zu, says: %.600s\n   from: %.*s\n",
		(unsigned)seen->status, lines_of(seen->out), lines_of(w->expected.out),
		seen->err, (int)(n < SHOWN_MAX ? n : SHOWN_MAX), change);
	fclose(f);
	if (write(STDOUT_FILENO, text, size) < 0)
		die("write");
	free(text);
}

static void try(struct sweep *w, const struct fault *fault)
{
	struct output seen = { 0 };

	run(&w->runner, fault, &seen);
	normalize(w, seen.out);
	const char *wrong = judge(w, fault, &seen);
	__atomic_add_fetch(&w->sums->cases, 1, __ATOMIC_RELAXED);
	if (wrong) {
		report(w, fault, wrong, &seen);
		__atomic_add_fetch(&w->sums->wrong, 1, __ATOMIC_RELAXED);
	} else if (WEXITSTATUS(seen.status) == UNREAD) {
		__atomic_add_fetch(&w->sums->told, 1, __ATOMIC_RELAXED);
	} else {
		__atomic_add_fetch(&w->sums->same, 1, __ATOMIC_RELAXED);
	}
	output_release(&seen);
}

/* Tries every case, or one in so many: each job takes its share. */
static void try_in_turn(struct sweep *w, const struct fault *fault, bool is_first)
{
	const unsigned long turn = w->turn++;

	if (!is_first && turn % w->stride)
		return;
	if (turn / (is_first ? 1 : w->stride) % w->jobs == w->job)
		try(w, fault);
}

static void sweep_memory(struct sweep *w)
{
	const unsigned long last = w->expected.allocations + MORE_MEMORY;

	for (unsigned long i = 1; i <= last; i++) {
		struct fault fault = { .allocation = i };

		try_in_turn(w, &fault, i == 1);
		fault.is_lasting = true;
		try_in_turn(w, &fault, i == 1);
	}
}

static void sweep_calls(struct sweep *w)
{
	for (size_t i = 0; i < calls_count; i++) {
		struct call *call = &calls[i];

		if (w->call && strcmp(w->call, call->name) != 0)
			continue;
		for (unsigned long nth = 1; nth <= w->expected.seen[i]; nth++) {
			for (size_t k = 0; k < CALL_ERRORS_MAX && call->errors[k]; k++) {
				struct fault fault = {
					.call = call,
					.nth = nth,
					.error = call->errors[k],
				};

				try_in_turn(w, &fault, nth == 1 && k == 0);
				fault.is_lasting = call_is_lasting(fault.error);
				if (fault.is_lasting)
					try_in_turn(w, &fault, nth == 1 && k == 0);
			}
		}
	}
}

static void sweep_pieces(struct sweep *w)
{
	const struct fault fault = { .piece = PIECE };

	try_in_turn(w, &fault, true);
}

static const struct {
	const char *name;
	void (*sweep)(struct sweep *w);
	bool is_of_calls;
} kinds[] = {
	{ "memory", sweep_memory, false },
	{ "calls", sweep_calls, true },
	{ "pieces", sweep_pieces, false },
};

static unsigned long number(const char *text)
{
	char *end = NULL;

	errno = 0;
	const unsigned long n = strtoul(text, &end, 10);
	if (errno || *end || !n)
		die(text);
	return n;
}

static int parse(struct sweep *w, int argc, char *argv[])
{
	int option = 0;

	while ((option = getopt(argc, argv, "+ac:i:j:r:s:x:")) != -1)
		switch (option) {
		case 'a':
			w->is_lenient = true;
			break;
		case 'c':
			w->call = optarg;
			break;
		case 'i':
			errno = EINVAL;
			if (w->ignored_len == IGNORED_MAX ||
			    regcomp(&w->ignored[w->ignored_len++], optarg,
				    REG_EXTENDED | REG_NEWLINE) != 0)
				die(optarg);
			break;
		case 'j':
			w->jobs = number(optarg);
			break;
		case 'r':
			w->runner.rounds = number(optarg);
			break;
		case 's':
			w->stride = number(optarg);
			break;
		case 'x':
			for (size_t i = 0; i < calls_count; i++)
				if (strcmp(calls[i].name, optarg) == 0)
					calls[i].errors[0] = 0;
			break;
		default:
			exit(125);
		}
	if (argc - optind < 3) {
		fputs("faults [OPTION]... KIND FAULTY.SO PROGRAM [ARG]...\n", stderr);
		exit(125);
	}
	return optind;
}

/* Makes the undisturbed run. */
static void look_first(struct sweep *w)
{
	const struct fault none = { 0 };
	struct output again = { 0 };

	run(&w->runner, &none, &w->expected);
	run(&w->runner, &none, &again);
	normalize(w, w->expected.out);
	normalize(w, again.out);
	if (!w->expected.out || !again.out || w->expected.is_late ||
	    !WIFEXITED(w->expected.status) || WEXITSTATUS(w->expected.status) >= UNREAD ||
	    strcmp(w->expected.out, again.out) != 0) {
		printf("undisturbed, it is not what it was before (status "
		       "%#x):\n%s%s\n%s%s\n",
		       (unsigned)w->expected.status, w->expected.out, w->expected.err,
		       again.out, again.err);
		exit(1);
	}
	output_release(&again);
}

int main(int argc, char *argv[])
{
	cpu_set_t cpus;
	struct sweep w = { .stride = 1 };
	size_t kind = 0;

	w.jobs = sched_getaffinity(0, sizeof(cpus), &cpus) == 0
			 ? (unsigned long)CPU_COUNT(&cpus)
			 : 1;
	const int first = parse(&w, argc, argv);
	if (w.jobs > JOBS_MAX)
		w.jobs = JOBS_MAX;
	while (kind < sizeof(kinds) / sizeof(kinds[0]) &&
	       strcmp(kinds[kind].name, argv[first]) != 0)
		kind++;
	errno = EINVAL;
	if (kind == sizeof(kinds) / sizeof(kinds[0]))
		die(argv[first]);
	w.runner.preload = argv[first + 1];
	w.runner.argv = argv + first + 2;
	w.runner.is_of_calls = kinds[kind].is_of_calls;
	w.sums = mmap(NULL, sizeof(*w.sums), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w.sums == MAP_FAILED)
		die("mmap");
	calls_resolve();
	runner_begin(&w.runner);
	look_first(&w);

	for (; w.job < w.jobs; w.job++) {
		const pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (pid == 0) {
			runner_begin(&w.runner);
			kinds[kind].sweep(&w);
			_exit(0);
		}
	}
	int status = 0;
	bool is_broken = false;
	while (wait(&status) > 0)
		is_broken |= status != 0;
	printf("%s: %lu cases, %lu as undisturbed, %lu said so, %lu wrong\n", argv[first],
	       w.sums->cases, w.sums->same, w.sums->told, w.sums->wrong);
	output_release(&w.expected);
	while (w.ignored_len)
		regfree(&w.ignored[--w.ignored_len]);
	return is_broken || w.sums->wrong || !w.sums->cases;
}
