/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/run_merge.h"

#include "unit.h"

/* Adds one dump of runs: each letter is a socket, '|' separates runs, '+' separates runs
 * between which no socket can be missing, '.' at the end says that the table may
 * continue, '!' begins a void run. Returns the letters that are new. */
static const char *add(struct run_merge *c, const char *dump)
{
	static char added[64];
	size_t n = 0;

	assert_int_equal(run_merge_begin(c, *dump == '!'), 0);
	dump += *dump == '!';
	if (*dump && *dump != '.')
		assert_int_equal(run_merge_next(c, false), 0);
	for (; *dump && *dump != '.'; dump++) {
		if (*dump == '|' || *dump == '+') {
			assert_int_equal(run_merge_next(c, *dump == '+'), 0);
			continue;
		}
		const bool was_known = run_merge_knows(c, (uint64_t)*dump);
		const int r = run_merge_add(c, (uint64_t)*dump);

		assert_int_equal(r, !was_known);
		assert_true(run_merge_knows(c, (uint64_t)*dump));
		if (r)
			added[n++] = *dump;
	}
	added[n] = '\0';
	run_merge_end(c, *dump != '.');
	return added;
}

static void complete_dumps(void **state)
{
	static const struct {
		const char *dumps[4];
		const char *last_added;
		bool is_whole;
	} cases[] = {
		{ { "" }, "", true },
		{ { "abc" }, "abc", true },
		{ { "abc." }, "abc", false },
		{ { "abc|def" }, "abcdef", false },
		{ { "abc+def" }, "abcdef", true },
		{ { "abc+def." }, "abcdef", false },
		{ { "abc+def|ghi" }, "abcdefghi", false },
		/* A repeated socket proves that no socket is missing there. */
		{ { "abc|cdef" }, "abcdef", true },
		/* Datagrams end at other places. */
		{ { "abc|def", "ab|cde|f" }, "", true },
		{ { "abc|def", "ab|cxde|f" }, "x", true },
		{ { "abc|def|ghi", "ab|cde|fghi" }, "", true },
		{ { "abc|def|ghi", "ab|cde|fg|hi" }, "", true },
		{ { "abc|def|ghi", "ab|cde|f|ghxi" }, "x", false },
		{ { "abc|def|ghi", "ab|cde|f|ghxi", "abcdefg|hi" }, "", true },
		/* A socket that has gone still links runs, and all the others may be
		 * new. */
		{ { "abc|def", "bxd" }, "x", true },
		{ { "abc|def", "xyz" }, "xyz", true },
		{ { "abc|def", "uvw|xyz" }, "uvwxyz", false },
		/* The ends are the same, but a socket appeared: this proves nothing. */
		{ { "abc|def", "abc|xdef" }, "x", false },
		{ { "abc|def", "abc|xdef", "abc|xdef" }, "", true },
		/* Two equal dumps. */
		{ { "abc|def", "abc|def" }, "", true },
		{ { "abc|def", "abc|ef" }, "", false },
		{ { "abc|def", "abc|df", "abc|df" }, "", false },
		{ { "abc|def", "!abc|def" }, "", false },
		{ { "!abc|def", "abc|def" }, "", false },
		/* Void runs report sockets, but no order. */
		{ { "!abcdef" }, "abcdef", false },
		{ { "!abc", "ab|cd" }, "d", false },
		{ { "ab|cd", "!abxcd" }, "x", false },
		{ { "ab|cd", "!abxcd", "a|bc|d" }, "", true },
		/* One dump ends uncertainly, and the other with certainty. */
		{ { "abc|def.", "ab|cde|fx." }, "x", false },
		{ { "abc|def.", "ab|cde|fg" }, "g", true },
		{ { "abc|def.", "ab|cde|fx.", "ex" }, "", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *added = "";
		const char *last = "";
		struct run_merge c = { 0 };

		for (size_t k = 0; k < ARRAY_SIZE(cases[i].dumps) && cases[i].dumps[k];
		     k++) {
			last = cases[i].dumps[k];
			added = add(&c, last);
		}
		assert_row(last, run_merge_is_complete(&c), cases[i].is_whole);
		assert_row(last, strcmp(added, cases[i].last_added), 0);
		run_merge_release(&c);
	}
}

/* Sockets that move link nothing; sockets between them belong to this run only. */
static void links_among_several_dumps(void **state)
{
	static const struct {
		const char *dumps[3];
		bool is_whole;
	} cases[] = {
		{ { "abcd|efgh", "abgc|xefdh" }, false },
		{ { "abcd|efgh", "abc|defgxh" }, false },
		{ { "abcdefg|hijklm", "abc|defghijx|klm" }, true },
		{ { "abcdefg|hijklm", "abc|dxeyfzghij|klm" }, true },
		{ { "abcdefg|hijklm", "abc|dehfgixj|klm" }, false },
		{ { "abcdefg|hijklm", "abcdxe|fghijk|lm" }, false },
		{ { "abcdefg|hijklm", "abcdxe|fghijk|lm", "ab|cdefghij|klm" }, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct run_merge c = { .min_overlap = 3 };

		for (size_t k = 0; k < ARRAY_SIZE(cases[i].dumps) && cases[i].dumps[k];
		     k++)
			add(&c, cases[i].dumps[k]);
		assert_row(cases[i].dumps[1], run_merge_is_complete(&c),
			   cases[i].is_whole);
		run_merge_release(&c);
	}
}

/* A hash bucket of the kernel, in which sockets with odd numbers are permanent. */
struct table {
	uint64_t all[4096];
	size_t len;
	/* The next even number. */
	uint64_t next;
	uint64_t random;
};

static void come(struct table *t)
{
	const size_t at = unit_random(&t->random) % 2 ? 0 : t->len;

	assert_true(t->len < ARRAY_SIZE(t->all));
	for (size_t i = t->len++; i > at; i--)
		t->all[i] = t->all[i - 1];
	t->all[at] = t->next += 2;
}

static void go(struct table *t)
{
	size_t at = unit_random(&t->random) % t->len;

	while (at < t->len && t->all[at] % 2)
		at++;
	if (at == t->len)
		return;
	for (t->len--; at < t->len; at++)
		t->all[at] = t->all[at + 1];
}

static void change(struct table *t, uint64_t times)
{
	for (uint64_t i = unit_random(&t->random) % (times + 1); i; i--)
		if (unit_random(&t->random) % 2)
			come(t);
		else
			go(t);
}

/* Dumps the table by position in datagrams of this size, the first with as many as first,
 * like the kernel. */
static void dump(struct table *t, struct run_merge *c, size_t first, size_t size,
		 uint64_t churn)
{
	assert_int_equal(run_merge_begin(c, false), 0);
	for (size_t at = 0; at < t->len;) {
		const size_t end = at + (at ? size : first);

		assert_int_equal(run_merge_next(c, false), 0);
		for (; at < end && at < t->len; at++)
			assert_in_range(run_merge_add(c, t->all[at]), 0, 1);
		if (at < t->len)
			change(t, churn);
	}
	run_merge_end(c, true);
}

/* While sockets come and go, a dump that is reported as complete is complete, and most
 * dumps are. */
static void no_permanent_socket_is_missing(void **state)
{
	static struct table t;
	size_t missing_in_one = 0;
	size_t proven = 0;
	size_t rounds = 0;

	(void)state;
	for (uint64_t churn = 0; churn < 40; churn++) {
		for (size_t round = 0; round < 10; round++, rounds++) {
			struct run_merge c = { 0 };
			bool is_first = true;
			size_t missing = 0;

			t = (struct table){ .random = churn * 1000 + round };
			while (t.len < 1000)
				come(&t);
			for (size_t i = 0; i < t.len; i++)
				t.all[i] |= unit_random(&t.random) % 4 != 0;
			for (size_t k = 0; k < 8 && !run_merge_is_complete(&c); k++) {
				dump(&t, &c, (k * 37) % 100 + 28, 100, churn);
				missing = 0;
				for (size_t i = 0; i < t.len; i++)
					missing += t.all[i] % 2 &&
						   !run_merge_knows(&c, t.all[i]);
				missing_in_one += is_first ? missing : 0;
				is_first = false;
			}
			proven += run_merge_is_complete(&c);
			if (run_merge_is_complete(&c))
				assert_int_equal(missing, 0);
			run_merge_release(&c);
		}
	}
	/* The test is meaningless unless single dumps do miss sockets. */
	assert_true(missing_in_one > rounds);
	assert_true(proven > rounds * 9 / 10);
}

/* Removes all temporary entries, and inserts as many new ones at the beginning. */
static void replace(struct table *t)
{
	size_t first = t->len;

	for (size_t i = t->len; i-- > 0;)
		if (t->all[i] % 2)
			t->all[--first] = t->all[i];
	while (first-- > 0)
		t->all[first] = t->next += 2;
}

/* Without permanent sockets nothing links the runs of two dumps. */
static void no_permanent_socket_is_missing_among_short_lived(void **state)
{
	enum { STAY = 100, COME = 100, PIECE = 16, DUMPS = 16, ROUNDS = 400 };
	static struct table t;
	const uint32_t rounds = unit_times(ROUNDS);
	size_t missing_in_one = 0;
	size_t settled = 0;

	(void)state;
	for (size_t round = 0; round < rounds; round++) {
		struct run_merge c = { .min_overlap = 1, .table = 1 };
		size_t missing = 0;

		t = (struct table){ .random = round };
		for (uint64_t i = 0; i < STAY + COME; i++)
			t.all[t.len++] = 2 * i + 1 - (i < COME);
		t.next = 2 * t.len;
		for (size_t k = 0; k < DUMPS && !run_merge_is_complete(&c); k++) {
			dump(&t, &c, PIECE, PIECE, 4);
			missing = 0;
			for (size_t i = 0; i < t.len; i++)
				missing += t.all[i] % 2 && !run_merge_knows(&c, t.all[i]);
			missing_in_one += k ? 0 : missing;
			replace(&t);
		}
		settled += run_merge_is_complete(&c);
		if (run_merge_is_complete(&c))
			assert_int_equal(missing, 0);
		run_merge_release(&c);
	}
	assert_true(missing_in_one > rounds / 4);
	assert_true(settled > rounds * 99 / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_dumps),
		cmocka_unit_test(links_among_several_dumps),
		cmocka_unit_test(no_permanent_socket_is_missing),
		cmocka_unit_test(no_permanent_socket_is_missing_among_short_lived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
