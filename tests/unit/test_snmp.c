/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/snmp.h"

#include <stdbool.h>

#include "guard.h"
#include "unit.h"

/* Notes each item as "Tcp.InSegs=12 ". */
static void note(const struct snmp_item *item, void *arg)
{
	struct strbuf *sb = arg;

	strbuf_add(sb, item->group, item->group_len);
	strbuf_addc(sb, '.');
	strbuf_add(sb, item->name, item->name_len);
	strbuf_addc(sb, '=');
	strbuf_add(sb, item->value, item->value_len);
	strbuf_addc(sb, ' ');
}

struct text_case {
	const char *text;
	const char *want;
	uint64_t malformed;
};

static void check(snmp_parse_fn parse, const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const size_t n = strlen(cases[i].text);
		struct strbuf got = { 0 };
		struct guard g = guard_open(n + 1);
		const char *text = guard_copy(&g, cases[i].text, n, 1);

		assert_row(cases[i].text, parse(text, n, note, &got), cases[i].malformed);
		assert_row_text(cases[i].text, &got, cases[i].want);
		strbuf_release(&got);
		guard_close(&g);
	}
}

static void lines_of_names_and_numbers(void **state)
{
	static const struct text_case cases[] = {
		{ "", "", 0 },
		{ "Tcp: A B\nTcp: 1 -1\n", "Tcp.A=1 Tcp.B=-1 ", 0 },
		{ "Tcp: A\nTcp: 1\nUdp: B\nUdp: 2\n", "Tcp.A=1 Udp.B=2 ", 0 },
		{ "Tcp:  A\t B \nTcp: 1  2\n", "Tcp.A=1 Tcp.B=2 ", 0 },
		{ "IcmpMsg:\nIcmpMsg:\n", "", 0 },
		{ "Tcp: A\nTcp: 18446744073709551616\n", "Tcp.A=18446744073709551616 ",
		  0 },
		/* Names without numbers, and numbers without names. */
		{ "Tcp: A\nUdp: B\nUdp: 2\n", "Udp.B=2 ", 1 },
		{ "Tcp: 1\nUdp: B\nUdp: 2\n", "Udp.B=2 ", 1 },
		{ "Tcp: A\n", "", 1 },
		{ "Tcp: A\nTcp: B\nTcp: 1\n", "Tcp.B=1 ", 1 },
		{ "Tcp: 1\nTcp: 2\n", "", 2 },
		/* One name or one number too many. */
		{ "Tcp: A\nTcp: 1 2\n", "", 2 },
		{ "Tcp: A B\nTcp: 1\n", "", 2 },
		{ "Tcp: A B\nTcp: 1\nUdp: C\nUdp: 3\n", "Udp.C=3 ", 2 },
		/* Neither names nor numbers. */
		{ "Tcp: A B\nTcp: 1 x\n", "", 2 },
		{ "Tcp: A 2\nTcp: 1 2\n", "", 2 },
		{ "Tcp A\nTcp 1\n", "", 2 },
		{ ": A\n: 1\n", "", 2 },
		{ "\n\n", "", 2 },
		{ "TcpExt: A\nTcp: 1\n", "", 2 },
		/* The last number may be truncated. */
		{ "Tcp: A\nTcp: 1", "", 2 },
	};

	(void)state;
	check(snmp_parse_pairs, cases, ARRAY_SIZE(cases));
}

static void lines_of_one_name_each(void **state)
{
	static const struct text_case cases[] = {
		{ "", "", 0 },
		{ "Udp6NoPorts       \t12\nUdp6InErrors 3\n",
		  ".Udp6NoPorts=12 .Udp6InErrors=3 ", 0 },
		{ "A\nB 1\n", ".B=1 ", 1 },
		{ "A x\nB 1\n", ".B=1 ", 1 },
		{ "A 1 2\nB 1\n", ".B=1 ", 1 },
		{ "\n", "", 1 },
		{ "A 1\nB 1", ".A=1 ", 1 },
	};

	(void)state;
	check(snmp_parse_list, cases, ARRAY_SIZE(cases));
}

static void groups(void **state)
{
	static const struct text_case cases[] = {
		{ "", "", 0 },
		{ "sockets: used 13\nTCP: inuse 1 orphan 0\n",
		  "sockets.used=13 TCP.inuse=1 TCP.orphan=0 ", 0 },
		{ "TCP:\n", "", 0 },
		{ "TCP: inuse\nUDP: mem 1\n", "UDP.mem=1 ", 1 },
		{ "TCP: inuse x\n", "", 1 },
		{ "TCP: 1 inuse\n", "", 1 },
		{ "TCP inuse 1\n", "", 1 },
		{ "TCP: inuse 1 orphan 1", "", 1 },
	};

	(void)state;
	check(snmp_parse_groups, cases, ARRAY_SIZE(cases));
}

/* A truncated text yields a prefix of the result of the whole text; a text that does not
 * end at the end of a line is reported. */
static void every_truncation(void **state)
{
	static const struct {
		const char *text;
		snmp_parse_fn parse;
		/* Number of lines that belong together. */
		unsigned int lines;
	} cases[] = {
		{ "Tcp: MaxConn InSegs\nTcp: -1 1234\nUdp: NoPorts\nUdp: 567\n",
		  snmp_parse_pairs, 2 },
		{ "Udp6NoPorts     12\nUdp6InErrors      345\n", snmp_parse_list, 1 },
		{ "sockets: used 13\nTCP: inuse 11 orphan 22\n", snmp_parse_groups, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t n = strlen(cases[i].text);
		struct guard g = guard_open(n);
		struct strbuf whole = { 0 };
		unsigned int lines = 0;

		assert_int_equal(cases[i].parse(cases[i].text, n, note, &whole), 0);
		for (size_t len = 0; len <= n; len++) {
			const char *text = guard_copy(&g, cases[i].text, len, 1);
			struct strbuf got = { 0 };

			lines += len && text[len - 1] == '\n';
			const bool is_whole = (!len || text[len - 1] == '\n') &&
					      lines % cases[i].lines == 0;
			assert_row(text, cases[i].parse(text, len, note, &got) == 0,
				   is_whole);
			assert_true(got.len <= whole.len);
			if (got.len)
				assert_memory_equal(got.s, whole.s, got.len);
			strbuf_release(&got);
		}
		strbuf_release(&whole);
		guard_close(&g);
	}
}

static void malformed_texts(void **state)
{
	static const char letters[] = "Tcp: 10-\n\t";
	static const snmp_parse_fn parsers[] = { snmp_parse_pairs, snmp_parse_list,
						 snmp_parse_groups };
	uint64_t seed = 7;
	struct guard g = guard_open(256);

	(void)state;
	for (unsigned int round = 0; round < 20000; round++) {
		char bytes[256];
		const size_t n = unit_random(&seed) % sizeof(bytes);
		struct strbuf got = { 0 };

		for (size_t i = 0; i < n; i++) {
			const uint64_t number = unit_random(&seed);

			bytes[i] = (char)number;
			if (!(round % 2))
				bytes[i] = letters[number % (sizeof(letters) - 1)];
		}
		const char *text = guard_copy(&g, bytes, n, 1);
		parsers[round % ARRAY_SIZE(parsers)](text, n, note, &got);
		assert_int_equal(got.error, 0);
		strbuf_release(&got);
	}
	guard_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_names_and_numbers),
		cmocka_unit_test(lines_of_one_name_each),
		cmocka_unit_test(groups),
		cmocka_unit_test(every_truncation),
		cmocka_unit_test(malformed_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
