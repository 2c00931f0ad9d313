/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/bpf_iter.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "owner/owner.h"
#include "owner/select.h"
#include "owner/task_file.h"
#include "tree.h"
#include "unit.h"

enum { MANY = 100000, SEED = 7 };

static const struct task_file files[] = {
	{ .inode = 7, .pid = 10, .fd = 3, .comm = "a task" },
	{ .inode = UINT64_MAX, .pid = 10, .fd = UINT32_MAX, .comm = "0123456789abcde" },
	{ .inode = 8, .pid = 0, .fd = 3 }, /* The process has ended. */
	{ .inode = 7, .pid = 10, .fd = 5, .is_thread = 1 },
	{ .inode = 9, .pid = UINT32_MAX, .fd = 0 },
	{ .inode = 10, .pid = 13, .fd = 3, .comm = "many", .kind = TASK_FILE_CLOEXEC },
	{ .inode = 11, .pid = 13, .fd = 4, .image = { 4711 }, .kind = TASK_FILE_IMAGE },
	/* The last record. */
	{ .pid = 12, .kind = TASK_FILE_LATE },
};
static const struct owner_record want[] = {
	{ .inode = 7, .pid = 10, .fd = 3, .comm = "a task", .on_exec = ON_EXEC_KEPT },
	{ .inode = UINT64_MAX,
	  .pid = 10,
	  .fd = UINT32_MAX,
	  .comm = "0123456789abcde",
	  .on_exec = ON_EXEC_KEPT },
	{ .inode = 7, .pid = 10, .fd = 5, .is_threads = true, .on_exec = ON_EXEC_KEPT },
	{ .inode = 9, .pid = UINT32_MAX, .fd = 0, .on_exec = ON_EXEC_KEPT },
	{ .inode = 10, .pid = 13, .fd = 3, .comm = "many", .on_exec = ON_EXEC_CLOSED },
	{ .inode = 11, .pid = 13, .fd = 4, .comm = "many", .image.program = 4711 },
};

/* Number of reported sockets among the first records. */
static size_t wanted_of(size_t records)
{
	size_t count = 0;

	for (size_t i = 0; i < records; i++)
		count += files[i].pid && files[i].kind != TASK_FILE_LATE;
	return count;
}

static struct owner_source *begin(int fd)
{
	struct owner_source *source = NULL;

	assert_int_equal(bpf_begin_with(fd, -1, NULL, &source), 0);
	return source;
}

static void expect_next(struct owner_source *source, const struct owner_record *wanted)
{
	struct owner_record got = { 0 };

	assert_int_equal(owner_source_bpf.next(source, &got), 1);
	assert_true(got.inode == wanted->inode);
	assert_int_equal(got.pid, wanted->pid);
	assert_int_equal(got.fd, wanted->fd);
	assert_int_equal(got.is_threads, wanted->is_threads);
	assert_int_equal(got.on_exec, wanted->on_exec);
	assert_true(got.image.program == wanted->image.program);
	assert_int_equal(got.comm != NULL, wanted->comm != NULL);
	if (got.comm)
		assert_string_equal(got.comm, wanted->comm);
}

/* Ends the source, which closes its descriptor. */
static void end(struct owner_source *source, int fd)
{
	struct owner_gaps gaps = { .denied = 5 };

	owner_source_bpf.end(source, &gaps);
	assert_int_equal(gaps.denied, 5);
	assert_true(gaps.saw_all);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* Makes a socket pair on which each read returns one piece that was sent. */
static void make_pieces(int ret[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ret), 0);
}

static void send_bytes(int fd, const char *bytes, size_t n)
{
	if (n)
		assert_int_equal(send(fd, bytes, n, 0), (ssize_t)n);
}

/* The records are cut into two and three pieces at every place. */
static void records_come_in_pieces(void **state)
{
	const char *bytes = (const char *)files;

	(void)state;
	for (size_t a = 0; a <= sizeof(files); a++) {
		for (size_t b = a; b <= sizeof(files); b += 7) {
			int over[2];

			make_pieces(over);
			struct owner_source *source = begin(over[0]);
			send_bytes(over[1], bytes, a);
			send_bytes(over[1], bytes + a, b - a);
			send_bytes(over[1], bytes + b, sizeof(files) - b);
			close(over[1]);
			for (size_t i = 0; i < ARRAY_SIZE(want); i++)
				expect_next(source, &want[i]);
			struct owner_record none;
			assert_int_equal(owner_source_bpf.next(source, &none), 0);
			end(source, over[0]);
		}
	}
}

/* The end of the stream inside a record is an error, after the records before it were
 * reported. */
static void a_truncated_record(void **state)
{
	(void)state;
	for (size_t n = 0; n <= sizeof(files); n++) {
		const size_t whole = n / sizeof(files[0]);
		int over[2];

		make_pieces(over);
		struct owner_source *source = begin(over[0]);
		send_bytes(over[1], (const char *)files, n);
		close(over[1]);
		for (size_t i = 0; i < wanted_of(whole); i++)
			expect_next(source, &want[i]);
		struct owner_record none;
		assert_int_equal(owner_source_bpf.next(source, &none),
				 n % sizeof(files[0]) ? -EBADMSG : 0);
		end(source, over[0]);
	}
}

static struct task_file random_file(uint64_t *seed)
{
	const uint64_t r = unit_random(seed);

	return (struct task_file){
		.inode = unit_random(seed),
		.pid = (uint32_t)(r >> 40) + 1,
		.fd = (uint32_t)r,
		.is_thread = r >> 63,
	};
}

/* More records than fit into the buffer, from a process that writes irregularly; read()
 * returns EAGAIN in between. */
static void a_slow_writer(void **state)
{
	uint64_t seed = SEED;
	int over[2];

	(void)state;
	assert_int_equal(pipe2(over, O_CLOEXEC), 0);
	assert_int_equal(fcntl(over[0], F_SETFL, O_NONBLOCK), 0);
	const pid_t writer = fork();
	assert_true(writer >= 0);
	if (!writer) {
		for (uint32_t i = 0; i < unit_times(MANY); i++) {
			struct task_file file = random_file(&seed);

			/* The kernel always ends comm with a NUL; the reader must not
			 * rely on it. */
			if (i % 7)
				memcpy(file.comm, "0123456789abcdef", sizeof(file.comm));
			if (i % 10000 == 0)
				sched_yield();
			if (write(over[1], &file, sizeof(file)) != sizeof(file))
				_exit(1);
		}
		_exit(0);
	}
	close(over[1]);

	struct owner_source *source = begin(over[0]);
	for (uint32_t i = 0; i < unit_times(MANY); i++) {
		const struct task_file file = random_file(&seed);
		const char *name = i % 7 ? "0123456789abcde" : NULL;

		expect_next(source, &(struct owner_record){ .inode = file.inode,
							    .pid = file.pid,
							    .fd = file.fd,
							    .is_threads = file.is_thread,
							    .comm = name,
							    .on_exec = ON_EXEC_KEPT });
	}
	struct owner_record none;
	assert_int_equal(owner_source_bpf.next(source, &none), 0);
	end(source, over[0]);
	int status = -1;
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_int_equal(status, 0);
}

static void an_error_is_returned(void **state)
{
	struct owner_record none;

	(void)state;
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	struct owner_source *source = begin(fd);
	assert_int_equal(owner_source_bpf.next(source, &none), -EISDIR);
	end(source, fd);
	struct owner_gaps gaps = { 0 };
	owner_source_bpf.end(NULL, &gaps);
	assert_false(gaps.saw_all);
}

/* A process that is not selected is not reported, whichever way it is excluded. */
static void only_selected_processes(void **state)
{
	static const struct task_file told[] = {
		{ .inode = 1, .pid = 10, .fd = 3 }, { .inode = 2, .pid = 10, .fd = 4 },
		{ .inode = 3, .pid = 11, .fd = 3 }, { .inode = 4, .pid = 12, .fd = 3 },
		{ .inode = 5, .pid = 10, .fd = 5 },
	};
	const struct tree *t = *state;
	struct process_select select = { 0 };
	const struct owner_scope scope = { .select = &select };
	struct owner_source *source = NULL;
	struct owner_record none;
	int over[2];

	/* These sockets existed before the listing. */
	tree_text(t, "10/stat", "10 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 0 0\n");
	tree_text(t, "11/stat", "11 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 0 0\n");
	tree_text(t, "10/status", "Tgid:\t10\nUid:\t1\t1000\t1\t1\n");
	tree_text(t, "11/status", "Tgid:\t11\nUid:\t1\t0\t1\t1\n");
	assert_int_equal(select_numbers_add(&select.uids, 1000), 0);
	make_pieces(over);
	send_bytes(over[1], (const char *)told, sizeof(told));
	close(over[1]);
	assert_int_equal(bpf_begin_with(over[0], t->fd, &scope, &source), 0);
	expect_next(source,
		    &(struct owner_record){
			    .inode = 1, .pid = 10, .fd = 3, .on_exec = ON_EXEC_KEPT });
	expect_next(source,
		    &(struct owner_record){
			    .inode = 2, .pid = 10, .fd = 4, .on_exec = ON_EXEC_KEPT });
	expect_next(source,
		    &(struct owner_record){
			    .inode = 5, .pid = 10, .fd = 5, .on_exec = ON_EXEC_KEPT });
	assert_int_equal(owner_source_bpf.next(source, &none), 0);
	end(source, over[0]);
	process_select_release(&select);
}

static void sources_have_names(void **state)
{
	struct process_select select = { 0 };
	struct owner_scope scope = { .select = &select };

	(void)state;
	for (size_t i = 0; i < owner_sources_count; i++) {
		assert_non_null(owner_sources[i]->name);
		/* owner_source_begin replaces this source by one of the others. */
		if (owner_sources[i] == &owner_source_auto)
			continue;
		assert_non_null(owner_sources[i]->begin);
		assert_non_null(owner_sources[i]->next);
		assert_non_null(owner_sources[i]->end);
	}
	assert_ptr_equal(owner_sources[0], &owner_source_auto);
	assert_false(owner_may_use_bpf(&owner_source_proc, NULL));
	assert_int_equal(owner_may_use_bpf(&owner_source_auto, NULL), bpf_is_built());
	assert_int_equal(owner_may_use_bpf(&owner_source_bpf, &scope), bpf_is_built());
	assert_int_equal(select_numbers_add(&select.pids, 1), 0);
	assert_false(owner_may_use_bpf(&owner_source_auto, &scope));
	assert_int_equal(owner_may_use_bpf(&owner_source_bpf, &scope), bpf_is_built());
	scope.is_all = true;
	assert_int_equal(owner_may_use_bpf(&owner_source_auto, &scope), bpf_is_built());
	process_select_release(&select);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_in_pieces),
		cmocka_unit_test(a_truncated_record),
		cmocka_unit_test(a_slow_writer),
		cmocka_unit_test(an_error_is_returned),
		WITH_TREE(only_selected_processes),
		cmocka_unit_test(sources_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
