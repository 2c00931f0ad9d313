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

/* One socket with each part, with memory and without, and one without parts. */
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

static void sockets_are_unchanged(void **state)
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

static void only_inodes(void **state)
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

/* No byte after the last socket is read. */
static void nothing_is_read_after_the_last(void **state)
{
	struct sock all[32];
	const size_t count = make_all(all);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		struct socks kept = { 0 };

		assert_int_equal(socks_add(&kept, &all[i]), 0);
		struct guard g = guard_open(kept.len);
		char *chunk = guard_copy(&g, kept.chunks[0], kept.len, 1);
		const struct socks socks = {
			.chunks = &chunk,
			.chunks_len = 1,
			.len = kept.len,
		};
		struct sock got;
		uint64_t inode = 0;
		size_t at = 0;

		assert_true(socks_next(&socks, &at, &got));
		assert_int_equal(at, kept.len);
		at = 0;
		assert_true(socks_skip(&socks, &at, &inode));
		assert_int_equal(at, kept.len);
		guard_close(&g);
		socks_release(&kept);
	}
}

/* The heads of sockets have random members that are zero. There are enough of them for several
 * chunks, and each position is one that socks_next() accepts again. */
enum { RANDOM_COUNT = 120000 };

static void random_heads(void **state)
{
	struct socks socks = { 0 };
	uint64_t seed = 5;
	size_t at = 0;
	struct sock got;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		seed = 5;
		for (int i = 0; i < RANDOM_COUNT; i++) {
			uint64_t words[offsetof(struct sock, memory) / 8] = { 0 };
			/* About a quarter of the bits are set. */
			uint64_t mask = unit_random(&seed);
			struct sock s;

			mask &= unit_random(&seed);
			memset(&s, 0, sizeof(s));
			for (size_t k = 0; k < ARRAY_SIZE(words); k++)
				words[k] = mask >> k & 1 ? unit_random(&seed) : 0;
			memcpy(&s, words, sizeof(words));
			/* A socket has at most one part. */
			s.has &= ~(uint32_t)SOCK_HAS_PARTS;
			s.has |= mask >> 40 & 1 ? SOCK_HAS_XDP : 0;
			if (turn == 0) {
				assert_int_equal(socks_add(&socks, &s), 0);
				continue;
			}

			size_t before = at;
			assert_true(socks_next(&socks, &at, &got));
			assert_memory_equal(&got, &s, sock_size(&s));
			assert_true(socks_next(&socks, &before, &got));
			assert_int_equal(before, at);
			assert_memory_equal(&got, &s, sock_size(&s));
		}
	}
	assert_int_equal(socks.count, RANDOM_COUNT);
	assert_true(socks.chunks_len > 2);
	assert_false(socks_next(&socks, &at, &got));
	socks_release(&socks);
}

/* The size of one of millions of sockets. */
static void a_tcp_socket_takes_little_memory(void **state)
{
	struct sock s =
		sockets_make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 2, STATE_ESTABLISHED);
	struct socks socks = { 0 };

	(void)state;
	s.inode = 123456;
	s.cookie = 654321;
	assert_int_equal(socks_add(&socks, &s), 0);
	if (socks.len > 72)
		fail_msg("%zu bytes", socks.len);
	socks_release(&socks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_are_unchanged),
		cmocka_unit_test(only_inodes),
		cmocka_unit_test(nothing_is_read_after_the_last),
		cmocka_unit_test(random_heads),
		cmocka_unit_test(a_tcp_socket_takes_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
