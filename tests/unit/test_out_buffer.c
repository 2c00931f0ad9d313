/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/out_buffer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "unit.h"

enum { PIECE = 65536 };

static void add(struct out_buffer *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		strbuf_add_byte(&p->text, (char)('a' + i % 26));
}

static void small_output_is_buffered(void **state)
{
	struct out_buffer p = { .fd = memfd_create("page", MFD_CLOEXEC) };

	(void)state;
	assert_true(p.fd >= 0);
	assert_int_equal(out_buffer_turn(&p), 0);
	add(&p, PIECE - 1);
	assert_int_equal(out_buffer_turn(&p), 0);
	assert_int_equal(lseek(p.fd, 0, SEEK_END), 0);
	add(&p, 1);
	assert_int_equal(out_buffer_turn(&p), 0);
	assert_int_equal(lseek(p.fd, 0, SEEK_END), PIECE);
	assert_int_equal(p.text.len, 0);

	add(&p, 1);
	assert_int_equal(out_buffer_turn(&p), 0);
	assert_int_equal(lseek(p.fd, 0, SEEK_END), PIECE);
	assert_int_equal(out_buffer_flush(&p), 0);
	assert_int_equal(out_buffer_flush(&p), 0);
	assert_int_equal(lseek(p.fd, 0, SEEK_END), PIECE + 1);
	close(p.fd);
	out_buffer_release(&p);
}

/* The socket accepts part of the bytes at once; the test reads the rest. */
static void a_slow_reader_is_waited_for(void **state)
{
	const size_t size = (size_t)64 * PIECE;
	struct out_buffer p = { 0 };
	int ends[2];
	int status = 1;

	(void)state;
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends),
		0);
	pid_t reader = fork();
	assert_true(reader >= 0);
	if (reader == 0) {
		char bytes[4096];
		size_t seen = 0;
		ssize_t n = 0;

		close(ends[0]);
		while ((n = read(ends[1], bytes, sizeof(bytes))) != 0)
			seen += n > 0 ? (size_t)n : 0;
		_exit(seen != size);
	}
	close(ends[1]);
	p.fd = ends[0];
	add(&p, size);
	assert_int_equal(out_buffer_flush(&p), 0);
	close(ends[0]);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	out_buffer_release(&p);
}

static void errors_are_returned(void **state)
{
	struct out_buffer p = { .fd = open("/dev/full", O_WRONLY | O_CLOEXEC) };

	(void)state;
	assert_true(p.fd >= 0);
	assert_int_equal(out_buffer_flush(&p), 0);
	add(&p, 1);
	assert_int_equal(out_buffer_flush(&p), -ENOSPC);
	close(p.fd);
	p.fd = -1;
	assert_int_equal(out_buffer_flush(&p), -EBADF);
	out_buffer_release(&p);
}

/* A row that could not be built is not written at all. */
static void no_memory(void **state)
{
	struct out_buffer p = { .fd = memfd_create("page", MFD_CLOEXEC) };

	(void)state;
	assert_true(p.fd >= 0);
	add(&p, 10);
	assert_null(strbuf_room(&p.text, SIZE_MAX));
	assert_int_equal(out_buffer_turn(&p), -ENOMEM);
	assert_int_equal(out_buffer_flush(&p), -ENOMEM);
	assert_int_equal(lseek(p.fd, 0, SEEK_END), 0);
	close(p.fd);
	out_buffer_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_output_is_buffered),
		cmocka_unit_test(a_slow_reader_is_waited_for),
		cmocka_unit_test(errors_are_returned),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
