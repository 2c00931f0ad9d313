/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/cmdline_reader.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include "owner/owner_index.h"
#include "owner/process.h"
#include "tree.h"
#include "unit.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

static void cleanup_holders(struct owner_index **h)
{
	owner_index_free(*h);
}

static void cleanup_readers(struct cmdline_reader **r)
{
	cmdline_reader_free(*r);
}

/* Several reader threads read each process once, whatever else it holds. */
static void many_processes_are_read(void **state)
{
	enum { PROCESSES = 300 };
	const struct tree *t = *state;
	const struct process_wanted wanted = { .uid = true };
	_cleanup_(cleanup_readers) struct cmdline_reader *readers = NULL;
	_cleanup_(cleanup_holders) struct owner_index *h = NULL;
	char text[64];

	assert_int_equal(cmdline_reader_new(&readers), 0);
	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_listing_start(h, &tree_later);
	owner_index_set_context(h, NULL, readers, NULL);
	for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
		const struct owner_record both[] = {
			{ .inode = 7, .pid = pid, .fd = 3, .on_exec = ON_EXEC_CLOSED },
			{ .inode = 8, .pid = pid, .fd = 4, .on_exec = ON_EXEC_CLOSED }
		};

		snprintf(text, sizeof(text), "%u/cmdline", pid);
		/* Every third process has ended. */
		if (pid % 3) {
			char name[64];

			snprintf(name, sizeof(name), "p%u", pid);
			tree_text(t, text, name);
			tree_socket(t, pid, 3, 7);
		}
		assert_int_equal(owner_index_add(h, &both[0]), 0);
		assert_int_equal(owner_index_add(h, &both[1]), 0);
	}
	assert_int_equal(owner_index_mark(h, 7), 0);
	assert_int_equal(owner_index_mark(h, 8), 0);
	assert_int_equal(owner_index_mark(h, 9), 0);
	assert_int_equal(owner_index_read_marked(h, t->fd, &wanted), 0);
	/* Everything has been read by now. */
	assert_int_equal(owner_index_describe(h, 7, -1, &wanted), 0);
	uint32_t pid = 1;
	for (const struct holder *o = owner_index_first(h, 7); o;
	     o = owner_index_next(h, o), pid += pid % 3) {
		const struct process *p = owner_index_process(h, o);

		assert_int_equal(p->pid, pid);
		snprintf(text, sizeof(text), "p%u", pid);
		assert_string_equal(p->command, text);
	}
	assert_int_equal(pid, PROCESSES + 1);
	/* No process is marked any more. */
	assert_int_equal(owner_index_read_marked(h, -1, &wanted), 0);
}

static uint64_t read_three(struct cmdline_reader *r, int proc_fd, struct processes *p)
{
	const struct process_wanted wanted = { .comm = true };
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	uint32_t at = 0;

	for (uint32_t pid = 1; pid <= 3; pid++)
		assert_int_equal(processes_add(p, pid, &at), 0);
	cmdline_reader_begin(r);
	assert_int_equal(
		cmdline_reader_read(r, p->all, p->len, proc_fd, NULL, &wanted, NULL), 0);
	assert_string_equal(p->all[0]->command, "one");
	assert_string_equal(p->all[1]->comm, "comm of two");
	assert_string_equal(p->all[2]->command, "three");
	return (clock_ns(CLOCK_MONOTONIC) - start) / NS_PER_MS;
}

/* The reader blocks when it opens a pipe without a writer. */
static void one_process_does_not_answer(void **state)
{
	const struct tree *t = *state;
	_cleanup_(cleanup_readers) struct cmdline_reader *r = NULL;
	struct processes p = { 0 };
	char *command = NULL;

	tree_text(t, "1/cmdline", "one");
	tree_text(t, "2/comm", "comm of two\n");
	tree_text(t, "3/cmdline", "three");
	assert_int_equal(mkfifoat(t->fd, "2/cmdline", 0600), 0);
	assert_int_equal(cmdline_reader_new(&r), 0);

	uint64_t took = read_three(r, t->fd, &p);
	assert_in_range(took, CMDLINE_READER_PATIENCE_MS,
			CMDLINE_READER_PATIENCE_MS * 3 / 2);
	assert_string_equal(p.all[1]->command, "comm of two");
	assert_int_equal(cmdline_reader_counts(r).unanswered, 1);
	assert_int_equal(cmdline_reader_counts(r).unanswered_commands, 0);
	processes_release(&p);

	/* Only the first listing waits for the process. */
	took = read_three(r, t->fd, &p);
	assert_in_range(took, 0, CMDLINE_READER_PATIENCE_MS / 2);
	assert_string_equal(p.all[1]->command, "comm of two");
	assert_int_equal(cmdline_reader_counts(r).unanswered, 1);
	processes_release(&p);
	assert_int_equal(cmdline_reader_read_command(r, t->fd, 2, &command), 0);
	assert_string_equal(command, "comm of two");
	assert_int_equal(cmdline_reader_counts(r).unanswered_commands, 1);
	free(command);
	assert_false(cmdline_reader_answers(r, t->fd, 2));
	assert_true(cmdline_reader_answers(r, t->fd, 1));
	assert_true(cmdline_reader_answers(NULL, t->fd, 2));
	assert_int_equal(cmdline_reader_counts(r).unanswered_commands, 1);

	/* The blocked reader returns, and the process is read like any other. */
	const int fd = openat(t->fd, "2/cmdline", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(unlinkat(t->fd, "2/cmdline", 0), 0);
	tree_text(t, "2/cmdline", "two");
	close(fd);
	do {
		processes_release(&p);
		(void)read_three(r, t->fd, &p);
	} while (cmdline_reader_counts(r).unanswered);
	assert_string_equal(p.all[1]->command, "two");
	processes_release(&p);
}

/* Processes that answer are read, however many do not answer. */
static void many_processes_do_not_answer(void **state)
{
	const uint32_t many = 30 + unit_times(120);
	const struct tree *t = *state;
	const struct process_wanted wanted = { .comm = true };
	_cleanup_(cleanup_readers) struct cmdline_reader *r = NULL;
	struct processes p = { 0 };
	uint32_t at = 0;
	char path[32];

	for (uint32_t pid = 1; pid <= many; pid++) {
		snprintf(path, sizeof(path), "%u/comm", pid);
		tree_text(t, path, "stuck\n");
		snprintf(path, sizeof(path), "%u/cmdline", pid);
		assert_int_equal(mkfifoat(t->fd, path, 0600), 0);
		assert_int_equal(processes_add(&p, pid, &at), 0);
	}
	tree_text(t, "1000/cmdline", "healthy");
	assert_int_equal(processes_add(&p, 1000, &at), 0);
	assert_int_equal(cmdline_reader_new(&r), 0);
	assert_int_equal(cmdline_reader_read(r, p.all, p.len, t->fd, NULL, &wanted, NULL),
			 0);
	assert_string_equal(p.all[many]->command, "healthy");
	assert_string_equal(p.all[0]->command, "stuck");
	assert_int_equal(cmdline_reader_counts(r).unanswered, many);
	assert_int_equal(cmdline_reader_counts(r).unasked, 0);
	processes_release(&p);

	/* The blocked readers return. */
	for (uint32_t pid = 1; pid <= many; pid++) {
		snprintf(path, sizeof(path), "%u/cmdline", pid);
		const int fd = openat(t->fd, path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		assert_true(fd >= 0);
		close(fd);
	}
	struct cmdline_reader_stuck stuck;
	do {
		sched_yield();
		cmdline_reader_get_stuck(r, &stuck);
	} while (stuck.count);
}

/* After the deadline no process is read, and none is counted as unanswered. */
static void nothing_is_read_after_the_deadline(void **state)
{
	const struct tree *t = *state;
	const struct process_wanted wanted = { .comm = true };
	const struct deadline deadline = { .at_ns = 1 };
	_cleanup_(cleanup_readers) struct cmdline_reader *r = NULL;

	tree_text(t, "1/cmdline", "one");
	assert_int_equal(cmdline_reader_new(&r), 0);
	for (int i = 0; i < 2; i++) {
		struct processes p = { 0 };
		uint32_t at = 0;

		assert_int_equal(processes_add(&p, 1, &at), 0);
		memcpy(p.all[0]->task_name, "told", sizeof("told"));
		assert_int_equal(cmdline_reader_read(i ? r : NULL, p.all, p.len, t->fd,
						     NULL, &wanted, &deadline),
				 0);
		assert_true(p.all[0]->is_read);
		assert_string_equal(p.all[0]->command, "told");
		processes_release(&p);
	}
	assert_int_equal(cmdline_reader_counts(r).unanswered, 0);
	assert_int_equal(cmdline_reader_counts(r).unasked, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(many_processes_are_read),
		WITH_TREE(one_process_does_not_answer),
		WITH_TREE(many_processes_do_not_answer),
		WITH_TREE(nothing_is_read_after_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
