/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/socks.h"

#include "guard.h"
#include "sockets.h"

static struct sock one_of(uint32_t has)
{
	struct sock s;

	memset(&s, 0x5a, sizeof(s));
	sock_clear(&s);
	s.has = has;
	return s;
}

/* One with each part, with memory and without, and one with nothing. */
static size_t make_all(struct sock all[32])
{
	size_t count = 0;

	for (uint32_t bit = 1; bit; bit <<= 1) {
		if (!(bit & SOCK_HAS_PARTS))
			continue;
		all[count++] = one_of(bit);
		all[count++] = one_of(bit | SOCK_HAS_MEMORY);
	}
	all[count++] = one_of(SOCK_HAS_MEMORY);
	all[count++] = one_of(0);
	for (size_t i = 0; i < count; i++)
		all[i].inode = i + 100;
	return count;
}

static void each_comes_back_as_it_was(void **state)
{
	struct socks socks = { 0 };
	struct sock all[32];
	struct sock got;
	size_t at = 0;
	const size_t count = make_all(all);

	(void)state;
	assert_false(socks_next(&socks, &at, &got));
	for (size_t round = 0; round < 50; round++)
		for (size_t i = 0; i < count; i++)
			assert_int_equal(socks_add(&socks, &all[i]), 0);
	for (size_t i = 0; i < 50 * count; i++) {
		const struct sock *want = &all[i % count];

		memset(&got, 0, sizeof(got));
		assert_true(socks_next(&socks, &at, &got));
		assert_int_equal(sock_size(&got), sock_size(want));
		assert_memory_equal(&got, want, sock_size(want));
	}
	assert_false(socks_next(&socks, &at, &got));
	socks_clear(&socks);
	at = 0;
	assert_false(socks_next(&socks, &at, &got));
	socks_release(&socks);
}

static void inodes_alone(void **state)
{
	struct socks socks = { 0 };
	struct sock all[32];
	uint64_t inode = 0;
	size_t at = 0;
	const size_t count = make_all(all);

	(void)state;
	for (size_t i = 0; i < count; i++)
		assert_int_equal(socks_add(&socks, &all[i]), 0);
	for (size_t i = 0; i < count; i++) {
		assert_true(socks_skip(&socks, &at, &inode));
		assert_int_equal(inode, i + 100);
	}
	assert_false(socks_skip(&socks, &at, &inode));
	socks_release(&socks);
}

/* Behind the last one there is nothing to read. */
static void nothing_is_read_behind_the_last(void **state)
{
	struct sock all[32];
	const size_t count = make_all(all);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const size_t size = sock_size(&all[i]);
		struct guard g = guard_open(size);
		const struct socks socks = {
			.bytes = guard_copy(&g, &all[i], size, 1),
			.len = size,
		};
		struct sock got;
		uint64_t inode = 0;
		size_t at = 0;

		assert_true(socks_next(&socks, &at, &got));
		at = 0;
		assert_true(socks_skip(&socks, &at, &inode));
		guard_close(&g);
	}
}

/* What a socket of millions takes. */
static void a_tcp_socket_is_small(void **state)
{
	const struct sock s =
		sockets_make(PROTO_TCP, "::1", 1, "::2", 2, STATE_ESTABLISHED);

	(void)state;
	assert_true(sock_size(&s) <= 104);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_comes_back_as_it_was),
		cmocka_unit_test(inodes_alone),
		cmocka_unit_test(nothing_is_read_behind_the_last),
		cmocka_unit_test(a_tcp_socket_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
