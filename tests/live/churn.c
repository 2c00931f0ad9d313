/* SPDX-License-Identifier: GPL-2.0-or-later */
/* churn LISTINGS PROGRAM SOURCE...: lists sockets so many times by each source of owners,
 * while connections and processes come and go. Prints the rates, and the faults of the
 * listings: failed listings, permanent sockets that were missing, listed twice or with
 * wrong owners, and rows that name a process which cannot have held the socket. Must be
 * the first process of a pid namespace. */
#include <poll.h>

#include "churn_load.h"

enum { SEEN_MAX = 10, WORDS_MAX = 3, ARGS_MAX = WORDS_MAX + 4, SECONDS_MAX = 900 };

static const char *const listings[][WORDS_MAX] = {
	{ "-tanpH" },           { "-ptlnH" },
	{ "-tanpeH" },          { "-tanpH", "--command=[ch]*" },
	{ "-tanpH", "--peer" },
};

struct result {
	unsigned long listings, failed, missing, twice, others, lies, rows, named;
	int told;
};

/* Reports the first few faults. */
static void tell(struct result *result, unsigned long *count, const char *what,
		 const char *row)
{
	if (!(*count)++ || result->told++ < SEEN_MAX)
		fprintf(stderr, "%s: %s\n", what, row);
}

/* Returns whether all processes in the row can have held the socket with this local
 * address. */
static bool can_hold(const char *local, const char *owners, unsigned long *named)
{
	char wanted[32];
	unsigned int a = 0;
	unsigned int b = 0;
	unsigned int port = 0;
	int n = 0;

	/* A socket that is being closed may have lost its port. */
	if (sscanf(local, "127.1.%u.%u:", &a, &b) == 2)
		n = snprintf(wanted, sizeof(wanted), "c%u.", a << 8 | b);
	else if (sscanf(local, "127.2.0.1:%u", &port) == 1)
		n = snprintf(wanted, sizeof(wanted), "s%u", port - SERVERS_PORT);
	else if (strcmp(local, "127.2.0.1:*") == 0)
		n = snprintf(wanted, sizeof(wanted), "s");
	else
		return false;
	/* The reason of a missing owner. */
	if (owners[0] == '-')
		return strcmp(owners, "-(kernel)") != 0;
	for (const char *at = owners; at; at = strchr(at, ',')) {
		const char *name = strchr(at + 1, '/');

		if (!name || (strncmp(name + 1, wanted, (size_t)n) != 0 &&
			      strcspn(name + 1, ",") != strspn(name + 1, "-")))
			return false;
		*named += name[1] != '-';
		at = name;
	}
	return true;
}

/* Checks a permanent socket; both its ends belong to the same processes. */
static void look_at_staying(struct result *result, struct staying *s, const char *owners,
			    const char *peers, const char *row)
{
	if (s->seen++)
		tell(result, &result->twice, "twice", row);
	if (strcmp(owners, s->owners) != 0 ||
	    (peers && strcmp(peers, s->is_listener ? "-" : s->owners) != 0))
		tell(result, &result->others, s->owners, row);
}

static void look_at(struct load *load, struct result *result, bool has_peers, char *row)
{
	char shown[512];
	char *fields[16];
	char *rest = row;
	int n = 0;

	snprintf(shown, sizeof(shown), "%s", row);
	while (n < 16 && (fields[n] = strsep(&rest, " ")))
		n += *fields[n] != '\0';
	result->rows++;
	if (n < 7) {
		tell(result, &result->lies, "what is this", shown);
		return;
	}
	const char *peers = has_peers ? fields[--n] : NULL;
	const char *owners = fields[n - 1];

	for (size_t i = 0; i < load->staying_len; i++) {
		struct staying *s = &load->staying[i];

		if (strcmp(s->local, fields[3]) == 0 && strcmp(s->peer, fields[4]) == 0) {
			look_at_staying(result, s, owners, peers, shown);
			return;
		}
	}
	if (!can_hold(fields[3], owners, &result->named) ||
	    (peers && !can_hold(fields[4], peers, &result->named) &&
	     strcmp(peers, "-") != 0))
		tell(result, &result->lies, "not its owner", shown);
}

/* Returns the number of bytes printed, or -1 if the program failed. */
static ssize_t run(char *const args[], char **text, size_t *size)
{
	size_t len = 0;
	ssize_t n = 0;
	int status = 0;
	int out[2];

	load_check(pipe2(out, O_CLOEXEC), "pipe");
	const pid_t pid = load_fork();
	if (!pid) {
		dup2(out[1], STDOUT_FILENO);
		execv(args[0], args);
		_exit(125);
	}
	close(out[1]);
	do {
		if (*size - len < 65536) {
			*size = *size ? *size * 2 : 1 << 20;
			*text = realloc(*text, *size);
			load_check(*text ? 0 : -1, "realloc");
		}
		n = read(out[0], *text + len, *size - len - 1);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	close(out[0]);
	(*text)[len] = '\0';
	load_check(waitpid(pid, &status, 0), "waitpid");
	return status == 0 ? (ssize_t)len : -1;
}

static void list(struct load *load, struct result *result, const char *program,
		 const char *source, const char *const words[WORDS_MAX])
{
	static char *text;
	static size_t size;
	char owners[32];
	char *args[ARGS_MAX] = { strdup(program), owners, strdup("-q") };
	const bool listeners_only = strchr(words[0], 'l');
	const bool has_peers = words[1] && strcmp(words[1], "--peer") == 0;

	snprintf(owners, sizeof(owners), "--owners=%s", source);
	for (int i = 0; i < WORDS_MAX && words[i]; i++)
		args[3 + i] = strdup(words[i]);
	for (size_t i = 0; i < load->staying_len; i++)
		load->staying[i].seen = 0;
	if (run(args, &text, &size) < 0)
		tell(result, &result->failed, "failed", words[0]);
	for (char *at = text, *row = NULL; (row = strsep(&at, "\n")) && *row;)
		look_at(load, result, has_peers, row);
	for (size_t i = 0; i < load->staying_len; i++)
		if (!load->staying[i].seen &&
		    (load->staying[i].is_listener || !listeners_only))
			tell(result, &result->missing, "missing", load->staying[i].local);
	result->listings++;
	for (int i = 0; i < ARGS_MAX; i++)
		if (i != 1)
			free(args[i]);
}

int main(int argc, char *argv[])
{
	/* The names of processes overwrite the arguments. */
	static const char *words[ARGS_MAX];
	struct result result = { 0 };
	struct load load;

	for (int i = 1; i < argc && i < ARGS_MAX; i++)
		words[i - 1] = strdup(argv[i]);
	const int count = words[2] ? (int)strtol(words[0], NULL, 10) : 0;
	const char *program = words[1];
	const char *const *sources = words + 2;
	if (count <= 0)
		return 125;
	alarm(SECONDS_MAX);
	load_start(&load, argc, argv);
	/* Wait until processes and connections of every kind exist. */
	while (load.count->connections < RATE_MAX / 4)
		if (waitpid(-1, NULL, WNOHANG) != 0)
			return 125;

	const unsigned long connections = load.count->connections;
	const unsigned long processes = load.count->processes;
	const double start = load_now();
	for (int i = 0; i < count; i++)
		for (int k = 0; sources[k]; k++)
			list(&load, &result, program, sources[k],
			     listings[i % (int)(sizeof(listings) / sizeof(*listings))]);
	const double seconds = load_now() - start;

	printf("listings %lu\nfailed %lu\nmissing %lu\ntwice %lu\nothers %lu\nlies %lu\n",
	       result.listings, result.failed, result.missing, result.twice,
	       result.others, result.lies);
	printf("rows %lu\nnamed %lu\nseconds %.1f\nconnections %.0f\nprocesses %.0f\n",
	       result.rows, result.named, seconds,
	       (double)(load.count->connections - connections) / seconds,
	       (double)(load.count->processes - processes) / seconds);
	return 0;
}
