/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/counters.h"

#include "diag/netcounters.h"
#include "tree.h"
#include "unit.h"

#define SNMP "Tcp: ActiveOpens AttemptFails Novel\nTcp: 5 2 -9\n"
#define NETSTAT                                                                          \
	"TcpExt: ListenOverflows TCPSynRetrans\nTcpExt: 7 18446744073709551615\n"        \
	"IpExt: ListenOverflows\nIpExt: 99\n"
#define SNMP6    "Udp6NoPorts                     \t3\nIp6InReceives 1\n"
#define SOCKSTAT "sockets: used 1\nTCP: inuse 4 orphan 6 tw 0 alloc 1 mem 2\n"

static void put_files(const struct tree *t)
{
	tree_text(t, "net/snmp", SNMP);
	tree_text(t, "net/netstat", NETSTAT);
	tree_text(t, "net/snmp6", SNMP6);
	tree_text(t, "net/sockstat", SOCKSTAT);
}

/* Each counter has all members, and no two counters have the same name. */
static void the_table_is_complete(void **state)
{
	(void)state;
	for (enum counter i = 0; i < COUNTER_MAX_; i++) {
		const struct counter_desc *desc = counter_desc(i);
		enum counter found = COUNTER_MAX_;

		if (!desc->id || !desc->what || !desc->group || !desc->name)
			abort();
		assert_row(desc->id, desc->pairs != 0, true);
		assert_row(desc->id, strspn(desc->id, "abcdefghijklmnopqrstuvwxyz_6"),
			   strlen(desc->id));
		assert_row(desc->id,
			   counter_find(desc->file, desc->group, strlen(desc->group),
					desc->name, strlen(desc->name), &found),
			   true);
		assert_row(desc->id, found, i);
		for (enum counter k = 0; k < i; k++) {
			assert_string_not_equal(desc->id, counter_desc(k)->id);
			assert_row(desc->id,
				   counter_desc(k)->pairs == desc->pairs &&
					   strcmp(desc->what, counter_desc(k)->what) == 0,
				   false);
		}
	}
}

static void all_files_are_read(void **state)
{
	const struct tree *t = *state;
	struct counters c = { 0 };
	const char *file = NULL;
	unsigned int count = 0;

	put_files(t);
	assert_int_equal(netcounters_read(t->fd, 42, &c, &file), 0);
	assert_null(file);
	assert_int_equal(c.malformed, 0);
	assert_int_equal(c.at_ns, 42);
	assert_int_equal(c.value[COUNTER_ACTIVE_OPENS], 5);
	assert_int_equal(c.value[COUNTER_ATTEMPT_FAILS], 2);
	assert_int_equal(c.value[COUNTER_LISTEN_OVERFLOWS], 7);
	assert_true(c.value[COUNTER_SYN_RETRANS] == UINT64_MAX);
	assert_int_equal(c.value[COUNTER_UDP6_NO_PORTS], 3);
	assert_int_equal(c.value[COUNTER_ORPHANS], 6);
	assert_true(c.has[COUNTER_TIME_WAITS]);
	assert_int_equal(c.value[COUNTER_TCP_MEM], 2);
	for (enum counter i = 0; i < COUNTER_MAX_; i++)
		count += c.has[i];
	assert_int_equal(count, 8);
}

static void no_ipv6(void **state)
{
	const struct tree *t = *state;
	struct counters c = { 0 };
	const char *file = NULL;

	put_files(t);
	assert_int_equal(unlinkat(t->fd, "net/snmp6", 0), 0);
	assert_int_equal(netcounters_read(t->fd, 0, &c, &file), 0);
	assert_false(c.has[COUNTER_UDP6_NO_PORTS]);
	assert_true(c.has[COUNTER_ORPHANS]);
}

static void files_that_cannot_be_read(void **state)
{
	const struct tree *t = *state;
	struct counters c = { .at_ns = 1 };
	const char *file = NULL;

	assert_int_equal(netcounters_read(t->fd, 0, &c, &file), -ENOENT);
	assert_string_equal(file, "net/snmp");
	put_files(t);
	assert_int_equal(unlinkat(t->fd, "net/netstat", 0), 0);
	assert_int_equal(netcounters_read(t->fd, 0, &c, &file), -ENOENT);
	assert_string_equal(file, "net/netstat");
	tree_dir(t, "net/netstat");
	assert_int_equal(netcounters_read(t->fd, 0, &c, &file), -EISDIR);
	assert_int_equal(unlinkat(t->fd, "net/netstat", AT_REMOVEDIR), 0);

	/* The last line has no newline. */
	put_files(t);
	_cleanup_close_ int fd = openat(t->fd, "net/snmp", O_WRONLY | O_CLOEXEC);
	assert_int_equal(ftruncate(fd, 1L << 26), 0);
	assert_int_equal(netcounters_read(t->fd, 0, &c, &file), -EFBIG);
	assert_string_equal(file, "net/snmp");
	assert_int_equal(c.at_ns, 1);
}

/* A known counter whose value is not a number of 64 bits is left out and reported. */
static void values_that_are_not_numbers(void **state)
{
	static const char *const texts[] = {
		"Tcp: ActiveOpens AttemptFails\nTcp: 18446744073709551616 3\n",
		"Tcp: ActiveOpens AttemptFails\nTcp: -1 3\n",
		"Tcp: ActiveOpens AttemptFails\nTcp: 1x 3\n",
	};
	const struct tree *t = *state;

	put_files(t);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct counters c = { 0 };
		const char *file = NULL;

		tree_text(t, "net/snmp", texts[i]);
		assert_int_equal(netcounters_read(t->fd, 0, &c, &file), 0);
		assert_row(texts[i], c.malformed, 1);
		assert_row(texts[i], c.has[COUNTER_ACTIVE_OPENS], false);
		assert_row(texts[i], c.value[COUNTER_ATTEMPT_FAILS], 3);
	}
}

/* A truncated file yields its complete numbers, never a truncated one, and is
 * reported. */
static void truncated_files(void **state)
{
	const struct tree *t = *state;
	const size_t n = strlen(NETSTAT);

	put_files(t);
	for (size_t len = 0; len < n; len++) {
		struct counters c = { 0 };
		const char *file = NULL;

		tree_bytes(t, "net/netstat", NETSTAT, len);
		assert_int_equal(netcounters_read(t->fd, 0, &c, &file), 0);
		assert_true(!c.has[COUNTER_LISTEN_OVERFLOWS] ||
			    c.value[COUNTER_LISTEN_OVERFLOWS] == 7);
		assert_true(!c.has[COUNTER_SYN_RETRANS] ||
			    c.value[COUNTER_SYN_RETRANS] == UINT64_MAX);
		/* A cut after a whole group cannot be recognized. */
		if (len != (size_t)(strstr(NETSTAT, "IpExt") - NETSTAT))
			assert_true(c.malformed);
	}
}

static void differences_with_overflow(void **state)
{
	struct counters before = { .at_ns = 1000000000 };
	struct counters after = { .at_ns = 3500000000, .malformed = 1 };
	struct counters diff;
	uint64_t rate = 7;

	(void)state;
#define SET(which, was, is)                                                              \
	before.has[which] = after.has[which] = true;                                     \
	before.value[which] = was;                                                       \
	after.value[which] = is
	SET(COUNTER_ATTEMPT_FAILS, 10, 15);
	/* A counter of 64 bits has wrapped around. */
	SET(COUNTER_OUT_RSTS, UINT64_MAX - 1, 3);
	/* A counter of 32 bits has wrapped around. */
	SET(COUNTER_ABORT_ON_DATA, UINT32_MAX - 1, 3);
	SET(COUNTER_OUT_SEGS, UINT32_MAX, UINT64_C(1) + UINT32_MAX);
	SET(COUNTER_TIMEOUTS, 4, 4);
	SET(COUNTER_ORPHANS, 9, 2);
#undef SET
	before.has[COUNTER_IN_SEGS] = true;
	after.has[COUNTER_TCP_MEM] = true;

	counters_diff(&before, &after, &diff);
	assert_true(diff.at_ns == 2500000000);
	assert_int_equal(diff.malformed, 1);
	assert_int_equal(diff.value[COUNTER_ATTEMPT_FAILS], 5);
	assert_int_equal(diff.value[COUNTER_OUT_RSTS], 5);
	assert_int_equal(diff.value[COUNTER_ABORT_ON_DATA], 5);
	assert_int_equal(diff.value[COUNTER_OUT_SEGS], 1);
	assert_int_equal(diff.value[COUNTER_TIMEOUTS], 0);
	assert_int_equal(diff.value[COUNTER_ORPHANS], 2);
	assert_false(diff.has[COUNTER_IN_SEGS]);
	assert_false(diff.has[COUNTER_TCP_MEM]);

	assert_true(counters_rate(&diff, COUNTER_ATTEMPT_FAILS, &rate));
	assert_int_equal(rate, 2000);
	assert_true(counters_rate(&diff, COUNTER_TIMEOUTS, &rate));
	assert_int_equal(rate, 0);
	rate = 7;
	assert_false(counters_rate(&diff, COUNTER_ORPHANS, &rate));
	assert_false(counters_rate(&diff, COUNTER_IN_SEGS, &rate));
	diff.value[COUNTER_OUT_RSTS] = UINT64_MAX;
	diff.at_ns = 0;
	assert_false(counters_rate(&diff, COUNTER_OUT_RSTS, &rate));
	assert_int_equal(rate, 7);
	diff.at_ns = 1;
	assert_true(counters_rate(&diff, COUNTER_OUT_RSTS, &rate));
	assert_true(rate == UINT64_MAX);

	/* The result may be one of the operands. */
	counters_diff(&before, &after, &after);
	assert_int_equal(after.value[COUNTER_ATTEMPT_FAILS], 5);
}

static void the_share_of_retransmissions(void **state)
{
	static const struct {
		uint64_t out, again;
		bool is_told;
		uint64_t millionths;
	} cases[] = {
		{ 0, 0, false, 7 },     { 99, 1, true, 10000 },
		{ 1, 3, true, 750000 }, { 0, 5, true, 1000000 },
		{ 3, 0, true, 0 },      { UINT64_MAX, UINT64_MAX, true, 500000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct counters c = { 0 };
		uint64_t got = 7;

		c.value[COUNTER_OUT_SEGS] = cases[i].out;
		c.value[COUNTER_RETRANS_SEGS] = cases[i].again;
		c.has[COUNTER_OUT_SEGS] = true;
		assert_false(counters_resent(&c, &got));
		c.has[COUNTER_RETRANS_SEGS] = true;
		assert_int_equal(counters_resent(&c, &got), cases[i].is_told);
		assert_int_equal(got, cases[i].millionths);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_complete),
		WITH_TREE(all_files_are_read),
		WITH_TREE(no_ipv6),
		WITH_TREE(files_that_cannot_be_read),
		WITH_TREE(values_that_are_not_numbers),
		WITH_TREE(truncated_files),
		cmocka_unit_test(differences_with_overflow),
		cmocka_unit_test(the_share_of_retransmissions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
