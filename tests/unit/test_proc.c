/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/proc.h"

#include "tree.h"
#include "unit.h"

enum { FDS = 3000 };

#define KIB ((size_t)1024)

static void open_requires_a_procfs(void **state)
{
	const struct tree *t = *state;
	char path[64];
	int fd = 12345;

	assert_int_equal(proc_open("/nonexistent/proc", &fd), -ENOENT);
	snprintf(path, sizeof(path), "%s/empty", t->root);
	tree_dir(t, "empty");
	assert_int_equal(proc_open(path, &fd), -ENOENT);
	snprintf(path, sizeof(path), "%s/file", t->root);
	tree_text(t, "file", "");
	assert_int_equal(proc_open(path, &fd), -ENOTDIR);
	assert_int_equal(fd, 12345);

	assert_int_equal(proc_open(t->root, &fd), 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

static void errors(void **state)
{
	static const struct {
		int error;
		bool is_gone, is_denied;
	} cases[] = {
		{ 0, false, false },       { -ENOENT, true, false },
		{ -ESRCH, true, false },   { -EACCES, false, true },
		{ -EPERM, false, true },   { -EIO, false, false },
		{ ENOENT, false, false },  { EACCES, false, false },
		{ -ENOMEM, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(proc_is_gone(cases[i].error), cases[i].is_gone);
		assert_int_equal(proc_is_denied(cases[i].error), cases[i].is_denied);
	}
}

static void only_numbers_are_pids(void **state)
{
	static const char *const others[] = { "1a",  "-1",         "+1",
					      "1.",  "4294967296", "99999999999999999999",
					      "net", "0x1" };
	const struct tree *t = *state;
	struct proc_numbers it = PROC_NUMBERS_INIT;
	uint64_t sum = 0;
	uint32_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		tree_dir(t, others[i]);
	tree_dir(t, "0");
	tree_dir(t, "42");
	tree_dir(t, "4294967295");

	/* Two rounds: a directory that is opened again is read from its beginning. */
	for (int round = 0; round < 2; round++) {
		size_t count = 0;

		assert_int_equal(proc_numbers_open(&it, t->fd, "."), 0);
		for (sum = 0; proc_numbers_next(&it, &n) == 1; count++)
			sum += n;
		assert_int_equal(count, 3);
		assert_true(sum == UINT64_C(4294967295) + 42);
	}
	n = 77;
	assert_int_equal(proc_numbers_next(&it, &n), 0);
	assert_int_equal(n, 77);
	proc_numbers_close(&it);
	assert_int_equal(it.fd, -1);
	proc_numbers_close(&it);
}

/* More descriptors than fit into the buffer. */
static void many_descriptors(void **state)
{
	const struct tree *t = *state;
	struct proc_numbers it = PROC_NUMBERS_INIT;
	static bool seen[FDS];
	uint32_t fd = 0;
	size_t count = 0;

	for (int i = 0; i < FDS; i++) {
		char path[32];

		snprintf(path, sizeof(path), "7/fd/%d", i);
		tree_link(t, path, "pipe:[1]");
	}
	assert_int_equal(proc_numbers_open(&it, t->fd, proc_path(7, "fd").text), 0);
	for (; proc_numbers_next(&it, &fd) == 1; count++) {
		assert_true(fd < FDS);
		assert_false(seen[fd]);
		seen[fd] = true;
	}
	assert_int_equal(count, FDS);
	proc_numbers_close(&it);
}

static void directories_that_do_not_exist(void **state)
{
	const struct tree *t = *state;
	struct proc_numbers it = PROC_NUMBERS_INIT;
	uint32_t n = 77;

	tree_dir(t, "8");
	assert_int_equal(proc_numbers_open(&it, t->fd, proc_path(8, "fd").text), -ENOENT);
	assert_string_equal(proc_path(UINT32_MAX, "task/%u/fd", UINT32_MAX).text,
			    "4294967295/task/4294967295/fd");
	assert_string_equal(proc_path(PROC_HERE, "fd").text, "fd");
	assert_int_equal(proc_numbers_open(&it, -1, "."), -EBADF);
	assert_int_equal(proc_numbers_next(&it, &n), -EBADF);
	assert_int_equal(n, 77);
}

static void fd_socket(void **state)
{
	enum { UNTOUCHED = 7 };
	static const struct {
		const char *link;
		int r;
		uint64_t inode;
	} cases[] = {
		{ "socket:[123]", 1, 123 },
		{ "socket:[4294967296]", 1, UINT64_C(4294967296) },
		{ "socket:[18446744073709551615]", 1, UINT64_MAX },
		{ "socket:[18446744073709551616]", 0, UNTOUCHED },
		{ "socket:[99999999999999999999]", 0, UNTOUCHED },
		{ "socket:[]", 0, UNTOUCHED },
		{ "socket:[12", 0, UNTOUCHED },
		{ "socket:[", 0, UNTOUCHED },
		{ "socket:", 0, UNTOUCHED },
		{ "socket:]", 0, UNTOUCHED },
		{ "socket:[12]x", 0, UNTOUCHED },
		{ "socket:[12]]", 0, UNTOUCHED },
		{ "socket:[-1]", 0, UNTOUCHED },
		{ "socket:[ 1]", 0, UNTOUCHED },
		{ "socket:[0x1]", 0, UNTOUCHED },
		{ "Socket:[12]", 0, UNTOUCHED },
		{ "/socket:[12]", 0, UNTOUCHED },
		{ "pipe:[1]", 0, UNTOUCHED },
		{ "anon_inode:[eventfd]", 0, UNTOUCHED },
		{ "/tmp/x", 0, UNTOUCHED },
		{ "]", 0, UNTOUCHED },
		{ "/a/path/that/is/longer/than/any/link/of/a/socket/could/ever/be/"
		  "socket:[12]",
		  0, UNTOUCHED },
		{ "socket:[1234567890123456789012345678901234567890123456789012345678901",
		  0, UNTOUCHED },
	};
	const struct tree *t = *state;

	for (uint32_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t inode = UNTOUCHED;
		char path[32];

		snprintf(path, sizeof(path), "%u", 1000 + i);
		tree_link(t, path, cases[i].link);
		assert_row(cases[i].link, proc_fd_socket(t->fd, 1000 + i, &inode),
			   cases[i].r);
		assert_true(inode == cases[i].inode);
	}
}

static void fd_socket_fails(void **state)
{
	const struct tree *t = *state;
	uint64_t inode = 7;

	tree_text(t, "5", "no link");
	assert_int_equal(proc_fd_socket(t->fd, 4, &inode), -ENOENT);
	assert_int_equal(proc_fd_socket(t->fd, 5, &inode), -EINVAL);
	assert_int_equal(inode, 7);
}

static void comm(void **state)
{
	static const struct {
		const char *file;
		const char *want;
	} cases[] = {
		{ "bash\n", "bash" },
		{ "bash", "bash" },
		{ "a\nb\n", "a\nb" },
		{ "a\n\n", "a\n" },
		{ "\n", "" },
		{ "", "" },
		{ "\n\n", "\n" },
		{ "a) S 1\n", "a) S 1" },
		{ "\x1b[2J\xff\n", "\x1b[2J\xff" },
		{ "kworker/u16:1-events_unbound-and-a-long-name\n",
		  "kworker/u16:1-events_unbound-and-a-long-name" },
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *got = NULL;

		tree_text(t, "5/comm", cases[i].file);
		assert_int_equal(proc_read_comm(t->fd, 5, &got), 0);
		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

static void argv0(void **state)
{
	static const struct {
		const char *file;
		size_t n;
		const char *want;
	} cases[] = {
		{ "", 0, "" },
		{ "\0", 1, "" },
		{ "\0x\0", 3, "" },
		{ "cat", 3, "cat" },
		{ "cat\0", 4, "cat" },
		{ "cat\0-n\0/etc/passwd\0", 19, "cat" },
		{ "/usr/sbin/nginx\0-g\0daemon off;\0", 31, "/usr/sbin/nginx" },
		{ "nginx: master process /usr/sbin/nginx\0", 38,
		  "nginx: master process /usr/sbin/nginx" },
		{ "a\nb\x1b\0", 5, "a\nb\x1b" },
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *got = NULL;

		tree_bytes(t, "5/cmdline", cases[i].file, cases[i].n);
		assert_int_equal(proc_read_argv0(t->fd, 5, NULL, &got), 0);
		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

/* The kernel allows arguments of at most 128 KiB. Of a longer one at least that much is
 * read, and not without limit. */
static void argv0_of_any_length(void **state)
{
	static const size_t ends[] = { 1022, 1023,      1024,          1025,
				       2047, 100 * KIB, 128 * KIB - 1, 200 * KIB };
	const struct tree *t = *state;
	static char text[1024 * KIB];

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const size_t want = ends[i] < 128 * KIB ? ends[i] : 128 * KIB;
		char *got = NULL;

		memset(text, 'x', sizeof(text));
		text[ends[i]] = '\0';
		tree_bytes(t, "5/cmdline", text, sizeof(text));
		assert_int_equal(proc_read_argv0(t->fd, 5, NULL, &got), 0);
		assert_in_range(strlen(got), want, ends[i]);
		assert_int_equal(strspn(got, "x"), strlen(got));
		free(got);
	}

	char *got = NULL;
	memset(text, 'x', sizeof(text));
	tree_bytes(t, "5/cmdline", text, sizeof(text));
	assert_int_equal(proc_read_argv0(t->fd, 5, NULL, &got), 0);
	assert_in_range(strlen(got), 128 * KIB, 256 * KIB);
	free(got);
}

static void exe(void **state)
{
	static const char *const links[] = { "/usr/bin/cat", "/tmp/a (deleted)", "/",
					     "/a\nb\xff" };
	const struct tree *t = *state;
	char longest[PATH_MAX];
	char *got = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		tree_link(t, "5/exe", links[i]);
		assert_int_equal(proc_read_exe(t->fd, 5, &got), 0);
		assert_string_equal(got, links[i]);
		free(got);
		assert_int_equal(unlinkat(t->fd, "5/exe", 0), 0);
	}
	memset(longest, 'x', sizeof(longest));
	longest[PATH_MAX - 1] = '\0';
	tree_link(t, "5/exe", longest);
	assert_int_equal(proc_read_exe(t->fd, 5, &got), 0);
	assert_string_equal(got, longest);
	free(got);
}

static void uid(void **state)
{
	enum { UNTOUCHED = 7 };
	static const struct {
		const char *status;
		int r;
		uid_t uid;
	} cases[] = {
		{ "Name:\tcat\nUmask:\t0022\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n", 0,
		  2 },
		{ "Uid:\t0\t0\t0\t0\n", 0, 0 },
		{ "Uid:\t0\t4294967295\t0\t0\n", 0, UINT32_MAX },
		{ "Uid:\t1\t2", 0, 2 },
		/* The kernel writes a newline in a name as \n. */
		{ "Name:\ta\\nUid:\\t9\\t9\nUid:\t1\t2\t3\t4\n", 0, 2 },
		{ "Name:\tUid:\t9\t9\t9\t9\nUid:\t1\t2\t3\t4\n", 0, 2 },
		{ "", -EBADMSG, UNTOUCHED },
		{ "Name:\tcat\nGid:\t5\t6\t7\t8\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1\t\t3\t4\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1\t-2\t3\t4\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1\troot\t3\t4\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1\t4294967296\t3\t4\n", -EBADMSG, UNTOUCHED },
		{ "Uid:\t1 2 3 4\n", -EBADMSG, UNTOUCHED },
		{ "Uid: 1\t2\t3\t4\n", -EBADMSG, UNTOUCHED },
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uid_t got = UNTOUCHED;

		tree_text(t, "5/status", cases[i].status);
		assert_row(cases[i].status, proc_read_uid(t->fd, 5, &got), cases[i].r);
		assert_row(cases[i].status, got, cases[i].uid);
	}
}

static void first_pid_namespace(void **state)
{
	static const struct {
		const char *link;
		bool is_first;
	} cases[] = {
		{ "pid:[4026531836]", true },   { "pid:[4026531837]", false },
		{ "pid:[40265318361]", false }, { "pid:[4026531836", false },
		{ "mnt:[4026531836]", false },  { "pid:[4026531836]]", false },
	};
	const struct tree *t = *state;

	assert_false(proc_is_first_pid_namespace(t->fd));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		tree_link(t, "1/ns/pid", cases[i].link);
		assert_int_equal(proc_is_first_pid_namespace(t->fd), cases[i].is_first);
		assert_int_equal(unlinkat(t->fd, "1/ns/pid", 0), 0);
	}
}

static int read_argv0(int proc_fd, uint32_t pid, char **ret)
{
	return proc_read_argv0(proc_fd, pid, NULL, ret);
}

static void failure_leaves_outputs_alone(void **state)
{
	static int (*const reads[])(int proc_fd, uint32_t pid, char **ret) = {
		proc_read_comm,
		read_argv0,
		proc_read_exe,
	};
	static const char *const files[] = { "5/comm", "5/cmdline", "5/exe" };
	static const int errors[] = { -EISDIR, -EISDIR, -EINVAL };
	const struct tree *t = *state;
	char untouched[] = "untouched";
	uid_t uid = 7;

	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		char *got = untouched;

		assert_int_equal(reads[i](t->fd, 5, &got), -ENOENT);
		tree_dir(t, files[i]);
		assert_int_equal(reads[i](t->fd, 5, &got), errors[i]);
		assert_ptr_equal(got, untouched);
	}
	assert_int_equal(proc_read_uid(t->fd, 5, &uid), -ENOENT);
	assert_int_equal(uid, 7);
}

static void file(void **state)
{
	const struct tree *t = *state;
	char untouched[] = "untouched";
	char *text = untouched;
	size_t len = 7;

	assert_int_equal(proc_read_file(t->fd, "net/snmp", 9, &text, &len), -ENOENT);
	assert_int_equal(proc_read_file(-1, "net/snmp", 9, &text, &len), -EBADF);
	tree_dir(t, "net");
	assert_int_equal(proc_read_file(t->fd, "net", 9, &text, &len), -EISDIR);
	tree_bytes(t, "net/snmp",
		   "0123\0"
		   "567",
		   8);
	assert_int_equal(proc_read_file(t->fd, "net/snmp", 7, &text, &len), -EFBIG);
	assert_ptr_equal(text, untouched);
	assert_int_equal(len, 7);

	assert_int_equal(proc_read_file(t->fd, "net/snmp", 8, &text, &len), 0);
	assert_int_equal(len, 8);
	assert_memory_equal(text,
			    "0123\0"
			    "567",
			    9);
	free(text);
	tree_text(t, "net/snmp", "");
	assert_int_equal(proc_read_file(t->fd, "net/snmp", 8, &text, &len), 0);
	assert_int_equal(len, 0);
	assert_string_equal(text, "");
	free(text);
}

/* Files larger than one read. */
static void file_of_any_length(void **state)
{
	const struct tree *t = *state;
	char made[9000];

	for (size_t i = 0; i < sizeof(made); i++)
		made[i] = (char)('a' + i % 26);
	for (size_t n = 1000; n < sizeof(made); n += 1031) {
		char *text = NULL;
		size_t len = 0;

		tree_bytes(t, "f", made, n);
		assert_int_equal(proc_read_file(t->fd, "f", sizeof(made), &text, &len),
				 0);
		assert_int_equal(len, n);
		assert_memory_equal(text, made, n);
		assert_int_equal(text[n], '\0');
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(open_requires_a_procfs),
		cmocka_unit_test(errors),
		WITH_TREE(only_numbers_are_pids),
		WITH_TREE(many_descriptors),
		WITH_TREE(directories_that_do_not_exist),
		WITH_TREE(fd_socket),
		WITH_TREE(fd_socket_fails),
		WITH_TREE(comm),
		WITH_TREE(argv0),
		WITH_TREE(argv0_of_any_length),
		WITH_TREE(exe),
		WITH_TREE(uid),
		WITH_TREE(first_pid_namespace),
		WITH_TREE(failure_leaves_outputs_alone),
		WITH_TREE(file),
		WITH_TREE(file_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
