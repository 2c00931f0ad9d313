/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/lines.h"

#include "tree.h"

static void expect(struct lines *l, const char *want)
{
	char *line = NULL;
	size_t len = 7;

	assert_int_equal(lines_next(l, &line, &len), 1);
	assert_int_equal(len, strlen(want));
	assert_string_equal(line, want);
}

static void expect_end(struct lines *l)
{
	char untouched[] = "untouched";
	char *line = untouched;
	size_t len = 7;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(lines_next(l, &line, &len), 0);
		assert_ptr_equal(line, untouched);
		assert_int_equal(len, 7);
	}
}

static void lines_of_a_file(void **state)
{
	static const struct {
		const char *text;
		const char *lines[5];
	} cases[] = {
		{ "", { NULL } },
		{ "\n", { "\n" } },
		{ "one", { "one" } },
		{ "one\n", { "one\n" } },
		{ "one\n\ntwo\nthree", { "one\n", "\n", "two\n", "three" } },
	};
	const struct tree *t = *state;
	_cleanup_(lines_close) struct lines l = LINES_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		tree_text(t, "f", cases[i].text);
		assert_int_equal(lines_open(&l, t->fd, "f"), 0);
		assert_int_equal(fcntl(l.fd, F_GETFD), FD_CLOEXEC);
		for (size_t k = 0; cases[i].lines[k]; k++)
			expect(&l, cases[i].lines[k]);
		expect_end(&l);
	}
}

/* A line is complete wherever buffers end, and may be modified by the caller. */
static void lines_of_any_length(void **state)
{
	const struct tree *t = *state;
	_cleanup_(lines_close) struct lines l = LINES_INIT;
	char text[20000];
	size_t len = 0;
	size_t count = 0;

	for (size_t n = 1; len + n <= sizeof(text); n = n * 3 / 2 + 1, count++) {
		memset(text + len, (char)('a' + count), n - 1);
		text[len + n - 1] = '\n';
		len += n;
	}
	tree_bytes(t, "f", text, len);
	assert_int_equal(lines_open(&l, t->fd, "f"), 0);
	for (size_t i = 0, n = 1; i < count; i++, n = n * 3 / 2 + 1) {
		char *line = NULL;
		size_t got = 0;

		assert_int_equal(lines_next(&l, &line, &got), 1);
		assert_int_equal(got, n);
		assert_int_equal(strspn(line, (char[]){ (char)('a' + i), '\0' }), n - 1);
		assert_string_equal(line + n - 1, "\n");
		memset(line, 'X', n);
	}
	expect_end(&l);
}

/* An error is not an end of file, and the incomplete line before it is not reported. */
static void an_error_is_not_the_end(void **state)
{
	const struct tree *t = *state;
	_cleanup_(lines_close) struct lines l = LINES_INIT;
	char *line = NULL;
	size_t len = 0;

	assert_int_equal(lines_open(&l, t->fd, "f"), -ENOENT);
	tree_text(t, "f", "one\ntw");
	assert_int_equal(lines_open(&l, t->fd, "f"), 0);
	expect(&l, "one\n");
	close(l.fd);
	l.fd = open(t->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(l.fd >= 0);
	assert_int_equal(lines_next(&l, &line, &len), -EISDIR);
	assert_null(line);
	assert_int_equal(lines_next(&l, &line, &len), -EISDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(lines_of_a_file),
		WITH_TREE(lines_of_any_length),
		WITH_TREE(an_error_is_not_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
