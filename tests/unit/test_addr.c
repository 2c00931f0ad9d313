/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/addr.h"

#include <arpa/inet.h>

#include "unit.h"

enum { RANDOM_ADDRESSES = 400000 };

static struct addr parse(const char *text)
{
	const uint8_t family = strchr(text, ':') ? AF_INET6 : AF_INET;
	uint8_t bytes[16];

	assert_int_equal(inet_pton(family, text, bytes), 1);
	return addr_make(family, bytes);
}

static void check_format(const struct addr *a)
{
	char want[INET6_ADDRSTRLEN];
	char got[INET6_ADDRSTRLEN + 1];

	memset(got, '#', sizeof(got));
	const size_t n = addr_format(a, got);
	assert_non_null(inet_ntop(a->family, a->bytes, want, sizeof(want)));
	if (n != strlen(want) || memcmp(got, want, n) != 0)
		fail_msg("%.*s, not %s", (int)n, got, want);
	for (size_t i = n; i < sizeof(got); i++)
		if (got[i] != '#')
			fail_msg("%s: byte %zu behind the end was written", want, i);
}

static void format_edges(void **state)
{
	static const struct {
		const char *in;
		const char *want;
	} cases[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "127.0.0.1", "127.0.0.1" },
		{ "9.10.99.100", "9.10.99.100" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "::ffff", "::ffff" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "fe80::1", "fe80::1" },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
		/* A single zero group is not shortened; of the longest runs of zeros the
		 * first one is. */
		{ "1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8" },
		{ "0:2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0" },
		{ "1:0:0:4:0:0:7:8", "1::4:0:0:7:8" },
		{ "1:0:0:4:0:0:0:8", "1:0:0:4::8" },
		{ "0:0:3:0:0:0:7:8", "0:0:3::7:8" },
		{ "0:0:3:4:5:6:0:0", "::3:4:5:6:0:0" },
		{ "0:0:3:4:5:0:0:0", "0:0:3:4:5::" },
		{ "0:2:0:4:0:6:0:8", "0:2:0:4:0:6:0:8" },
		{ "a0b:c00:d:e0:f000::", "a0b:c00:d:e0:f000::" },
		/* IPv4-mapped addresses are printed with dots. */
		{ "::ffff:0:0", "::ffff:0.0.0.0" },
		{ "::ffff:127.0.0.1", "::ffff:127.0.0.1" },
		{ "::ffff:255.255.255.255", "::ffff:255.255.255.255" },
		{ "::1.2.3.4", "::1.2.3.4" },
		{ "::1:0", "::0.1.0.0" },
		/* Addresses that only look IPv4-mapped. */
		{ "::2", "::2" },
		{ "::fffe:1.2.3.4", "::fffe:102:304" },
		{ "::1:ffff:1.2.3.4", "::1:ffff:102:304" },
		{ "1::ffff:1.2.3.4", "1::ffff:102:304" },
		{ "64:ff9b::1.2.3.4", "64:ff9b::102:304" },
		{ "::ffff:0:1.2.3.4", "::ffff:0:102:304" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct addr a = parse(cases[i].in);
		char got[INET6_ADDRSTRLEN] = "";

		got[addr_format(&a, got)] = '\0';
		assert_string_equal(got, cases[i].want);
		check_format(&a);
	}
}

/* Each bit of the number decides whether a group, or a byte of a group, is zero. */
static void format_of_every_pattern_of_zeros(void **state)
{
	(void)state;
	for (unsigned int pattern = 0; pattern < 1U << 16; pattern++) {
		uint8_t bytes[16];

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = pattern >> i & 1 ? 0xff : 0;
		const struct addr a = addr_make(AF_INET6, bytes);
		check_format(&a);
	}
}

static void format_of_random_addresses(void **state)
{
	uint64_t seed = 4;

	(void)state;
	for (uint32_t i = 0; i < unit_times(RANDOM_ADDRESSES); i++) {
		uint64_t zeros = unit_random(&seed);
		uint64_t digits = unit_random(&seed);
		uint16_t groups[8];

		for (size_t k = 0; k < ARRAY_SIZE(groups); k++) {
			const uint16_t group = (uint16_t)(unit_random(&seed) >> 48);

			groups[k] = zeros & 1 ? 0 : htons(group >> digits % 16);
			zeros >>= 1;
			digits >>= 4;
		}
		if (i % 8 == 0) {
			memset(groups, 0, 10);
			groups[5] = zeros & 1 ? 0xffff : 0;
		}
		const struct addr a = addr_make(zeros & 2 ? AF_INET6 : AF_INET, groups);
		check_format(&a);
		const struct addr a6 = addr_make(AF_INET6, groups);
		check_format(&a6);
	}
}

static void make_takes_four_bytes_or_sixteen(void **state)
{
	uint8_t bytes[16];
	static const uint8_t zeros[12];

	(void)state;
	memset(bytes, 0xaa, sizeof(bytes));
	const struct addr v4 = addr_make(AF_INET, bytes);
	assert_int_equal(v4.family, AF_INET);
	assert_memory_equal(v4.bytes, bytes, 4);
	assert_memory_equal(v4.bytes + 4, zeros, sizeof(zeros));

	const struct addr v6 = addr_make(AF_INET6, bytes);
	assert_int_equal(v6.family, AF_INET6);
	assert_memory_equal(v6.bytes, bytes, 16);
}

static void unmap_and_any(void **state)
{
	static const struct {
		const char *in;
		const char *unmapped;
		bool is_any;
	} cases[] = {
		{ "0.0.0.0", "0.0.0.0", true },
		{ "0.0.0.1", "0.0.0.1", false },
		{ "1.0.0.0", "1.0.0.0", false },
		{ "::", "::", true },
		{ "::1", "::1", false },
		{ "8000::", "8000::", false },
		{ "::ffff:10.0.0.1", "10.0.0.1", false },
		{ "::ffff:0.0.0.0", "0.0.0.0", false },
		{ "::10.0.0.1", "::10.0.0.1", false },
		{ "::fffe:10.0.0.1", "::fffe:a00:1", false },
		{ "1::ffff:10.0.0.1", "1::ffff:a00:1", false },
		{ "::ffff:0:10.0.0.1", "::ffff:0:a00:1", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct addr a = parse(cases[i].in);
		const struct addr want = parse(cases[i].unmapped);
		const struct addr got = addr_unmap(&a);

		assert_row(cases[i].in, got.family, want.family);
		assert_memory_equal(got.bytes, want.bytes, sizeof(want.bytes));
		assert_row(cases[i].in, addr_is_any(&a), cases[i].is_any);

		/* Mapping the address again restores an IPv4-mapped one. */
		const struct addr mapped = addr_map(&got);
		const struct addr again = addr_unmap(&mapped);
		assert_row(cases[i].in, mapped.family, AF_INET6);
		assert_memory_equal(&again, &got, sizeof(got));
		if (a.family == AF_INET6)
			assert_memory_equal(&mapped, &a, sizeof(a));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_edges),
		cmocka_unit_test(format_of_every_pattern_of_zeros),
		cmocka_unit_test(format_of_random_addresses),
		cmocka_unit_test(make_takes_four_bytes_or_sixteen),
		cmocka_unit_test(unmap_and_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
