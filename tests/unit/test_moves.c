/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/moves.h"

#include <time.h>

#include "tree.h"
#include "unit.h"

/* Tables that change each time they are read: each row is one reading, each letter a
 * listening socket, and each letter after '|' a bound one. */
static struct {
	const char *const *readings;
	size_t count;
	/* The row that is repeated after the others. */
	size_t last;
	/* Number of readings of all tables. */
	size_t full;
	const struct tree *tree;
	/* The counters change with each reading. */
	bool is_busy;
	/* This thread does not run for a second during each reading. */
	bool is_paused;
	/* The time. */
	struct timespec now;
} kernel;

/* Replaces that of the C library. No thread uses a processor. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
	*ret = clock == CLOCK_MONOTONIC ? kernel.now : (struct timespec){ 0 };
	return 0;
}

struct seen {
	struct moves *moves;
	char first[64];
	size_t len;
};

static void write_counters(const struct tree *t, size_t opens)
{
	char text[128];

	snprintf(text, sizeof(text), "Tcp: MaxConn ActiveOpens\nTcp: -1 %zu\n", opens);
	tree_text(t, "net/snmp", text);
	tree_text(t, "net/sockstat", "sockets: used 9\nTCP: inuse 3 orphan 0\n");
}

static int read_tables(struct family_source *from, const struct family_request *request,
		       sock_fn fn, void *arg)
{
	const bool is_all = request->states & STATE_BIT(STATE_BOUND_INACTIVE);
	const size_t i = kernel.full < kernel.last ? kernel.full : kernel.last;
	enum state state = STATE_LISTEN;
	int r = 0;

	(void)from;
	kernel.full += is_all;
	kernel.now.tv_sec += kernel.is_paused;
	if (kernel.is_busy)
		write_counters(kernel.tree, kernel.full);
	for (const char *at = kernel.readings[i]; r == 0 && *at; at++) {
		const struct sock s = { .has = SOCK_HAS_COOKIE | SOCK_HAS_INET,
					.proto = PROTO_TCP,
					.state = (uint8_t)state,
					.cookie = (uint64_t)*at };

		if (*at == '|')
			state = STATE_CLOSE;
		else if (is_all || state == STATE_LISTEN)
			r = fn(&s, arg);
	}
	return r;
}

static int see(const struct sock *s, void *arg)
{
	struct seen *seen = arg;
	unsigned int before = 0;
	int r = moves_note(seen->moves, s, &before);

	if (r == 0 && !before)
		seen->first[seen->len++] = (char)s->cookie;
	return r;
}

static void the_tables_are_read_until_nothing_moves(void **state)
{
	static const struct family_ops ops = { .diag = read_tables };
	static const char *const still[] = { "ab|c" };
	static const char *const doubled[] = { "ab|bc", "ab|c" };
	static const char *const missing[] = { "a|ac", "bd|ac", "ab|c" };
	static const char *const back[] = { "a|b", "ac|b" };
	static const char *const new[] = { "a|b", "ca|b", "cda|b" };
	static const char *const endless[] = {
		"a|a", "b|a", "c|b", "d|c", "e|d", "f|e", "g|f", "h|g", "i|h",
		"j|i", "k|j", "l|k", "m|l", "n|m", "o|n", "p|o", "q|p", "r|q",
		"s|r", "t|s", "u|t", "v|u", "w|v", "x|w", "y|x",
	};
	static const struct {
		const char *name;
		const char *const *readings;
		size_t count;
		bool is_busy, is_paused;
		const char *seen;
		size_t full;
		bool is_interrupted;
	} cases[] = {
		{ "nothing moves", still, 1, false, false, "abc", 1, false },
		{ "nothing moves in a pause", still, 1, false, true, "abc", 2, false },
		{ "a socket moves there and back in a pause", back, 2, false, true, "abc",
		  12, false },
		{ "a connection came", still, 1, true, false, "abc", 11, false },
		{ "a socket came", new, 3, true, false, "abcd", 11, false },
		{ "a socket is in two tables", doubled, 2, false, false, "abc", 7,
		  false },
		{ "one is missing at first", missing, 3, false, false, "acbd", 7, false },
		{ "always another", endless, 25, false, false,
		  "abcdefghijklmnopqrstuvwxy", 25, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct tree *t = *state;
		struct family_source from = { .proc_fd = t->fd };
		const struct family_request request = { .proto = PROTO_TCP,
							.states = STATE_ALL };
		_cleanup_(moves_release) struct moves m = { 0 };
		struct seen seen = { .moves = &m };

		write_counters(t, 0);
		moves_open(&m, t->fd);
		kernel.readings = cases[i].readings;
		kernel.last = cases[i].count - 1;
		kernel.full = 0;
		kernel.tree = t;
		kernel.is_busy = cases[i].is_busy;
		kernel.is_paused = cases[i].is_paused;
		assert_row(cases[i].name,
			   moves_diag(&m, &ops, &from, &request, see, &seen), 0);
		seen.first[seen.len] = '\0';
		assert_row(cases[i].name, strcmp(seen.first, cases[i].seen), 0);
		assert_row(cases[i].name, kernel.full, cases[i].full);
		assert_row(cases[i].name, from.interrupted, cases[i].is_interrupted);
	}
}

static void sockets_that_cannot_move(void **state)
{
	static const struct {
		enum proto proto;
		uint32_t states;
		bool matters;
	} cases[] = {
		{ PROTO_TCP, STATE_ALL, true },
		{ PROTO_UDP, STATE_ALL, false },
		{ PROTO_TCP, STATE_BIT(STATE_LISTEN), false },
		{ PROTO_TCP, STATE_BIT(STATE_BOUND_INACTIVE) | STATE_BIT(STATE_CLOSE),
		  false },
		{ PROTO_TCP, STATE_ALL & ~STATE_BIT(STATE_BOUND_INACTIVE), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct family_request request = { .proto = cases[i].proto,
							.states = cases[i].states };

		assert_int_equal(moves_matter(&request), cases[i].matters);
	}
}

/* The first reading is proven to be complete; the second one need not be. */
static void unix_sockets_are_read_twice(void **state)
{
	static const struct family_ops ops = { .diag = read_tables };
	static const char *const bound[] = { "ab", "cab" };
	const struct family_request request = { .proto = PROTO_UNIX,
						.states = STATE_ALL };
	_cleanup_(moves_release) struct moves m = { 0 };
	struct seen seen = { .moves = &m };
	struct family_source from = { .proc_fd = -1, .interrupted = true };

	(void)state;
	kernel.readings = bound;
	kernel.last = 1;
	kernel.full = 0;
	kernel.is_busy = false;
	kernel.is_paused = false;
	assert_int_equal(moves_diag_unix(&ops, &from, &request, see, &seen), 0);
	seen.first[seen.len] = '\0';
	assert_string_equal(seen.first, "abc");
	assert_int_equal(kernel.full, 2);
	assert_true(from.interrupted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(the_tables_are_read_until_nothing_moves),
		cmocka_unit_test(sockets_that_cannot_move),
		cmocka_unit_test(unix_sockets_are_read_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
