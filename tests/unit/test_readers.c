/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/readers.h"

#include "base/cleanup.h"
#include "owner/holders.h"
#include "tree.h"
#include "unit.h"

static void cleanup_holders(struct holders **h)
{
	holders_free(*h);
}

/* By several readers: each process once, whatever else it holds. */
static void many_are_read(void **state)
{
	enum { PROCESSES = 300 };
	const struct tree *t = *state;
	const struct process_wanted wanted = { .uid = true };
	_cleanup_(cleanup_holders) struct holders *h = NULL;
	char text[64];

	assert_int_equal(holders_new(&h), 0);
	holders_set_since(h, &tree_later);
	for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
		const struct owner_record both[] = { { 7, pid, 3, false, NULL },
						     { 8, pid, 4, false, NULL } };

		snprintf(text, sizeof(text), "%u/cmdline", pid);
		/* every third has gone meanwhile */
		if (pid % 3) {
			char name[64];

			snprintf(name, sizeof(name), "p%u", pid);
			tree_text(t, text, name);
		}
		assert_int_equal(holders_add(h, &both[0]), 0);
		assert_int_equal(holders_add(h, &both[1]), 0);
	}
	assert_int_equal(holders_mark(h, 7), 0);
	assert_int_equal(holders_mark(h, 8), 0);
	assert_int_equal(holders_mark(h, 9), 0);
	assert_int_equal(holders_read_marked(h, t->fd, &wanted), 0);
	/* there is nothing more to read by now */
	assert_int_equal(holders_describe(h, 7, -1, &wanted), 0);
	uint32_t pid = 1;
	for (const struct holder *o = holders_first(h, 7); o;
	     o = holders_next(h, o), pid++) {
		const struct process *p = holders_process(h, o);

		assert_int_equal(p->pid, pid);
		snprintf(text, sizeof(text), "p%u", pid);
		if (pid % 3)
			assert_string_equal(p->command, text);
		else
			assert_null(p->command);
	}
	assert_int_equal(pid, PROCESSES + 1);
	/* none is marked any more */
	assert_int_equal(holders_read_marked(h, -1, &wanted), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(many_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
