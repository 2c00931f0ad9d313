/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/tuple_index.h"

#include <string.h>

#include "sockets.h"
#include "unit.h"

enum { MANY = 100000, SAME_HASH = 64 };

static struct sock make(enum proto proto, const char *local, uint16_t local_port,
			const char *peer, uint16_t peer_port, uint64_t inode)
{
	struct sock s = sockets_make(proto, local, local_port, peer, peer_port,
				     STATE_ESTABLISHED);

	s.inode = inode;
	return s;
}

static void add(struct tuple_index *ends, const struct sock *s)
{
	assert_int_equal(tuple_index_add(ends, s), 0);
}

/* Returns the inode at the other end, or 0. A failure leaves the result alone. */
static uint64_t find(const struct tuple_index *ends, const struct sock *s)
{
	uint64_t inode = 4242;

	if (tuple_index_find(ends, s, &inode))
		return inode;
	assert_int_equal(inode, 4242);
	return 0;
}

static void reversed_addresses(void **state)
{
	static const struct {
		enum proto proto;
		const char *local, *peer;
		uint16_t local_port, peer_port;
		bool is_found;
	} cases[] = {
		{ PROTO_TCP, "1.2.3.4", "5.6.7.8", 1, 2, true },
		{ PROTO_TCP, "::ffff:1.2.3.4", "::ffff:5.6.7.8", 1, 2, true },
		/* A socket connected to itself. */
		{ PROTO_TCP, "5.6.7.8", "1.2.3.4", 2, 1, false },
		{ PROTO_TCP, "1.2.3.4", "5.6.7.8", 2, 1, false },
		{ PROTO_TCP, "1.2.3.4", "5.6.7.8", 1, 3, false },
		{ PROTO_TCP, "1.2.3.4", "5.6.7.8", 257, 2, false },
		{ PROTO_TCP, "1.2.3.5", "5.6.7.8", 1, 2, false },
		{ PROTO_TCP, "1.2.3.4", "5.6.7.9", 1, 2, false },
		{ PROTO_TCP, "::1.2.3.4", "::5.6.7.8", 1, 2, false },
		{ PROTO_UDP, "1.2.3.4", "5.6.7.8", 1, 2, false },
		{ PROTO_MPTCP, "1.2.3.4", "5.6.7.8", 1, 2, false },
	};
	struct tuple_index ends = { 0 };
	const struct sock far = make(PROTO_TCP, "5.6.7.8", 2, "1.2.3.4", 1, 7);
	struct sock s = make(PROTO_TCP, "1.2.3.4", 1, "5.6.7.8", 2, 8);

	(void)state;
	assert_int_equal(find(&ends, &s), 0);
	add(&ends, &far);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		s = make(cases[i].proto, cases[i].local, cases[i].local_port,
			 cases[i].peer, cases[i].peer_port, 8);
		assert_int_equal(find(&ends, &s), cases[i].is_found ? 7 : 0);
	}
	tuple_index_release(&ends);
	assert_int_equal(find(&ends, &s), 0);
}

static void connected_to_itself(void **state)
{
	struct tuple_index ends = { 0 };
	const struct sock s = make(PROTO_TCP, "::1", 5, "::1", 5, 7);

	(void)state;
	add(&ends, &s);
	assert_int_equal(find(&ends, &s), 7);
	tuple_index_release(&ends);
}

/* A socket without inode is an end too. */
static void held_by_no_process(void **state)
{
	struct tuple_index ends = { 0 };
	const struct sock far = make(PROTO_TCP, "::1", 5, "::1", 6, 0);
	const struct sock s = make(PROTO_TCP, "::1", 6, "::1", 5, 7);
	uint64_t inode = 4242;

	(void)state;
	add(&ends, &far);
	assert_true(tuple_index_find(&ends, &s, &inode));
	assert_int_equal(inode, 0);
	tuple_index_release(&ends);
}

static void several_sockets_are_ambiguous(void **state)
{
	struct tuple_index ends = { 0 };
	struct sock far = make(PROTO_UDP, "::1", 5, "::1", 6, 7);
	const struct sock s = make(PROTO_UDP, "::1", 6, "::1", 5, 9);
	size_t len = 0;

	(void)state;
	add(&ends, &far);
	/* A dump may repeat a socket. */
	add(&ends, &far);
	assert_int_equal(find(&ends, &s), 7);
	len = ends.len;
	for (uint64_t inode = 8; inode < 20; inode++) {
		far.inode = inode;
		add(&ends, &far);
		assert_int_equal(find(&ends, &s), 0);
	}
	far.inode = 7;
	add(&ends, &far);
	assert_int_equal(find(&ends, &s), 0);
	/* Repeated sockets do not make a lookup slow. */
	assert_int_equal(ends.len, len);
	tuple_index_release(&ends);
}

/* The same addresses on two interfaces, and a socket that is bound to none. */
static void interfaces(void **state)
{
	struct tuple_index ends = { 0 };
	struct sock far = make(PROTO_TCP, "fe80::1", 5, "fe80::2", 6, 0);
	struct sock s = make(PROTO_TCP, "fe80::2", 6, "fe80::1", 5, 9);

	(void)state;
	far.has |= SOCK_HAS_IFINDEX;
	for (uint32_t ifindex = 1; ifindex <= 2; ifindex++) {
		far.ifindex = ifindex;
		far.inode = 100 + ifindex;
		add(&ends, &far);
		/* With the first socket alone the answer would be certain. */
		assert_int_equal(find(&ends, &s), ifindex == 1 ? 101 : 0);
	}
	s.has |= SOCK_HAS_IFINDEX;
	for (uint32_t ifindex = 1; ifindex <= 3; ifindex++) {
		s.ifindex = ifindex;
		assert_int_equal(find(&ends, &s), ifindex <= 2 ? 100 + ifindex : 0);
	}
	far.has &= ~(uint32_t)SOCK_HAS_IFINDEX;
	far.inode = 200;
	add(&ends, &far);
	s.ifindex = 3;
	assert_int_equal(find(&ends, &s), 200);
	s.ifindex = 1;
	assert_int_equal(find(&ends, &s), 0);
	tuple_index_release(&ends);
}

/* Addresses that all have the same hash; they are computed from the seed, since the hash
 * function is a bijection in each word. */
static void sockets_with_equal_hashes(void **state)
{
	struct tuple_index ends = { 0 };
	struct sock all[SAME_HASH];
	uint64_t hash = 0;

	(void)state;
	all[0] = make(PROTO_TCP, "2001:db8::1", 5, "2001:db8::2", 6, 100);
	/* The map has a seed from now on. */
	add(&ends, &all[0]);
	const struct tuple_key first = tuple_key(&all[0], false);
	const uint64_t wanted = map_mix(ends.seed ^ first.words[0]) ^ first.words[1];

	hash = tuple_hash(&first, ends.seed);
	for (size_t i = 1; i < SAME_HASH; i++) {
		uint64_t words[2] = { first.words[0] + i, 0 };

		words[1] = map_mix(ends.seed ^ words[0]) ^ wanted;
		all[i] = all[0];
		all[i].inode = 100 + i;
		memcpy(all[i].local.bytes, words, sizeof(words));
		const struct tuple_key key = tuple_key(&all[i], false);

		assert_true(tuple_hash(&key, ends.seed) == hash);
		add(&ends, &all[i]);
	}
	assert_int_equal(ends.len, SAME_HASH);
	for (size_t i = 0; i < SAME_HASH; i++) {
		struct sock s = all[i];

		s.local = all[i].peer;
		s.peer = all[i].local;
		s.local_port = all[i].peer_port;
		s.peer_port = all[i].local_port;
		assert_int_equal(find(&ends, &s), 100 + i);
	}
	tuple_index_release(&ends);
}

static void many_sockets(void **state)
{
	struct tuple_index ends = { 0 };
	struct sock s = make(PROTO_TCP, "10.0.0.1", 0, "10.0.0.2", 0, 0);
	struct sock far = make(PROTO_TCP, "::ffff:10.0.0.2", 0, "::ffff:10.0.0.1", 0, 0);

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		s.local_port = (uint16_t)i;
		s.peer_port = (uint16_t)(i >> 16);
		s.inode = 2 * (uint64_t)i + 1;
		add(&ends, &s);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		far.peer_port = (uint16_t)i;
		far.local_port = (uint16_t)(i >> 16);
		assert_int_equal(find(&ends, &far), 2 * (uint64_t)i + 1);
		far.local_port += 2;
		assert_int_equal(find(&ends, &far), 0);
	}
	tuple_index_release(&ends);
}

/* A peer in another network namespace counts only if all namespaces are known, exactly one
 * fits, and the own namespace has none. */
static void other_namespaces(void **state)
{
	struct sock near = make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 2, 5);
	const struct sock far = make(PROTO_TCP, "10.0.0.2", 2, "10.0.0.1", 1, 6);
	const struct sock twin = make(PROTO_TCP, "10.0.0.2", 2, "10.0.0.1", 1, 7);
	struct sock local = make(PROTO_TCP, "127.0.0.1", 1, "127.0.0.1", 2, 8);
	const struct sock remote = make(PROTO_TCP, "127.0.0.1", 2, "127.0.0.1", 1, 9);
	struct tuple_index ends = { 0 };

	(void)state;
	near.has |= SOCK_HAS_NETNS;
	near.netns = 1;
	local.has |= SOCK_HAS_NETNS;
	local.netns = 1;
	ends.netns = 2;
	add(&ends, &far);
	add(&ends, &remote);
	assert_int_equal(find(&ends, &near), 0);
	ends.has_all_netns = true;
	assert_int_equal(find(&ends, &near), 6);
	assert_int_equal(find(&ends, &local), 0);
	ends.netns = 3;
	add(&ends, &twin);
	assert_int_equal(find(&ends, &near), 0);
	ends.netns = 1;
	add(&ends, &twin);
	assert_int_equal(find(&ends, &near), 7);
	tuple_index_release(&ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_namespaces),
		cmocka_unit_test(reversed_addresses),
		cmocka_unit_test(connected_to_itself),
		cmocka_unit_test(held_by_no_process),
		cmocka_unit_test(several_sockets_are_ambiguous),
		cmocka_unit_test(interfaces),
		cmocka_unit_test(sockets_with_equal_hashes),
		cmocka_unit_test(many_sockets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
