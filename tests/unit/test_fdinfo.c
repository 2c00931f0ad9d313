/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flags in /proc/<pid>/fdinfo. */
#include "kernel/proc.h"

#include "tree.h"
#include "unit.h"

static void descriptor_flags(void **state)
{
	enum { UNTOUCHED = 12345 };
	static const struct {
		const char *fdinfo;
		int r;
		uint32_t flags;
	} cases[] = {
		{ "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t7\n", 0, 2 },
		{ "pos:\t0\nflags:\t02004002\nmnt_id:\t9\n", 0, 0x80802 },
		{ "pos:\t-9223372036854775808\nflags:\t037777777777\n", 0, UINT32_MAX },
		{ "pos:\t0\nflags:\t0\n", 0, 0 },
		{ "pos:\t0\nflags:\t040000000000\n", -EBADMSG, UNTOUCHED },
		{ "pos:\t0\nflags:\t02", -EBADMSG, UNTOUCHED },
		{ "pos:\t0\nflags:\t08\n", -EBADMSG, UNTOUCHED },
		{ "pos:\t0\nflags:\t\n", -EBADMSG, UNTOUCHED },
		{ "pos:\t0\nflags:\t-1\n", -EBADMSG, UNTOUCHED },
		{ "pos:\t0\nflags: 02\n", -EBADMSG, UNTOUCHED },
		{ "flags:\t02\n", -EBADMSG, UNTOUCHED },
		{ "", -EBADMSG, UNTOUCHED },
	};
	static const char whole[] = "pos:\t0\nflags:\t0102\n";
	const struct tree *t = *state;
	struct strbuf longest = { 0 };
	uint32_t got = UNTOUCHED;

	assert_int_equal(proc_read_fd_flags(t->fd, 5, 3, &got), -ENOENT);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		got = UNTOUCHED;
		tree_text(t, "5/fdinfo/3", cases[i].fdinfo);
		assert_row(cases[i].fdinfo, proc_read_fd_flags(t->fd, 5, 3, &got),
			   cases[i].r);
		assert_row(cases[i].fdinfo, got, cases[i].flags);
	}
	for (size_t n = 0; n < sizeof(whole); n++) {
		got = UNTOUCHED;
		tree_bytes(t, "5/fdinfo/3", whole, n);
		assert_int_equal(proc_read_fd_flags(t->fd, 5, 3, &got),
				 n == sizeof(whole) - 1 ? 0 : -EBADMSG);
		assert_int_equal(got, n == sizeof(whole) - 1 ? 0102 : UNTOUCHED);
	}
	/* A line of flags after more bytes than are read is not found. */
	strbuf_adds(&longest, "pos:\t");
	strbuf_pad(&longest, 0, 4096);
	strbuf_adds(&longest, "\nflags:\t02\n");
	got = UNTOUCHED;
	tree_bytes(t, "5/fdinfo/3", longest.s, longest.len);
	strbuf_release(&longest);
	assert_int_equal(proc_read_fd_flags(t->fd, 5, 3, &got), -EBADMSG);
	assert_int_equal(got, UNTOUCHED);
	tree_text(t, "4294967295/fdinfo/4294967295", "pos:\t0\nflags:\t02\n");
	assert_int_equal(proc_read_fd_flags(t->fd, UINT32_MAX, UINT32_MAX, &got), 0);
	assert_int_equal(got, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(descriptor_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
