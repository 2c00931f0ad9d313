/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/consistent_dump.h"

#include <errno.h>

#include "recording.h"
#include "unit.h"

enum { TYPE = NLMSG_MIN_TYPE + 4, SEEN_MAX = 16384 };

/* A socket of a long hash bucket has a cookie and the number of its bucket; other sockets
 * have no number. */
struct message {
	uint64_t cookie;
	uint32_t bucket;
	uint32_t is_other;
};

struct seen {
	uint64_t cookies[SEEN_MAX];
	size_t count;
	/* Number of sockets after which the callback stops, or 0. */
	size_t stop_after;
};

static int see(const struct nlmsghdr *nlh, void *arg)
{
	struct seen *seen = arg;
	struct message m;

	assert_true(seen->count < SEEN_MAX);
	memcpy(&m, (const char *)nlh + sizeof(*nlh), sizeof(m));
	seen->cookies[seen->count++] = m.cookie;
	return seen->count == seen->stop_after ? 42 : 0;
}

static uint32_t batch;
static bool can_come_late;

static bool identify(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	struct message m;

	memcpy(&m, (const char *)nlh + sizeof(*nlh), sizeof(m));
	*ret = (struct consistent_id){ .cookie = m.cookie,
				       .bucket = m.bucket,
				       .key = m.bucket + 1,
				       .is_batched = batch,
				       .can_come_late = can_come_late };
	return !m.is_other;
}

static void put(struct recording *rec, uint64_t cookie, uint32_t bucket, bool is_other,
		uint16_t flags)
{
	const struct message m = { cookie, bucket, is_other };
	struct nlmsghdr nlh = recording_nlmsghdr(TYPE, sizeof(m));

	nlh.nlmsg_flags |= flags;
	recording_header(rec, &nlh, &m, sizeof(m));
}

/* Adds a dump to a recording. Each lower-case letter is a socket of bucket 1, each
 * capital is alone in its bucket, each digit is in no long bucket. '|' separates
 * datagrams; '!' marks the next message with NLM_F_DUMP_INTR; '*' in place of the end is
 * an overrun. */
static void record(struct recording *rec, const char *dump)
{
	uint16_t flags = 0;

	recording_datagram(rec);
	for (; *dump && *dump != '*'; dump++) {
		const bool is_other = *dump >= '0' && *dump <= '9';
		const uint32_t bucket = *dump >= 'a' ? 1 : (uint32_t)*dump;

		if (*dump == '|')
			recording_datagram(rec);
		else if (*dump == '!')
			flags = NLM_F_DUMP_INTR;
		else
			put(rec, (uint64_t)*dump, bucket, is_other, flags);
		if (*dump != '!')
			flags = 0;
	}
	recording_datagram(rec);
	if (*dump)
		recording_number(rec, NLMSG_OVERRUN, 0);
	else
		recording_number(rec, NLMSG_DONE, 0);
}

static int play(struct recording *rec, struct consistent_request *request,
		struct seen *seen, bool *interrupted)
{
	struct family_source from = { .proc_fd = -1 };

	request->type = TYPE;
	request->part = "";
	assert_int_equal(nl_open_replay(rec->bytes.s, rec->bytes.len, &from.nl), 0);
	const int r = consistent_dump(&from, request, see, seen);
	nl_free(from.nl);
	recording_release(rec);
	*interrupted = from.interrupted;
	return r;
}

/* Each case has exactly as many dumps as must be requested: a further request would fail,
 * and a missing one would show in the sockets seen. */
static void a_dump_is_repeated_until_it_is_complete(void **state)
{
	static const struct {
		const char *dumps[18];
		const char *seen;
		int r;
		bool interrupted;
	} cases[] = {
		{ { "" }, "", 0, false },
		{ { "abc" }, "abc", 0, false },
		{ { "abc123" }, "abc123", 0, false },
		{ { "123|456" }, "123456", 0, false },
		/* No datagram ends within a long bucket. */
		{ { "ABC|DEF" }, "ABCDEF", 0, false },
		{ { "abC|Def" }, "abCDef", 0, false },
		{ { "AB|CD12|34" }, "ABCD1234", 0, false },
		/* A datagram ends before, within or after a long bucket. */
		{ { "Aab|CD", "AabC|D" }, "AabCD", 0, false },
		{ { "ABc|cDE", "ABcDE" }, "ABcDE", 0, false },
		{ { "AB|abC", "A|BabC" }, "ABabC", 0, false },
		/* One dump misses a socket, or has one twice. */
		{ { "abc|efg", "ab|cdef|g" }, "abcefgd", 0, false },
		{ { "abc|cdefg" }, "abcdefg", 0, false },
		{ { "abc|efg12|34", "abcdefg" }, "abcefgd1234", 0, false },
		/* Some sockets exist in one dump only. */
		{ { "abc|def", "abcx|f", "ab|cdef" }, "abcdefx", 0, false },
		{ { "ab|cd", "ab|cx", "ab|yd", "abcd" }, "abcdxy", 0, false },
		/* Two equal dumps. */
		{ { "ab|cd", "ab|cd" }, "abcd", 0, false },
		/* No socket links the two datagrams, and no dump missed one. */
		{ { "a|b", "a|bc", "a|bd", "a|be", "a|bf", "a|bg", "a|bh" },
		  "abcdefgh",
		  0,
		  false },
		/* No socket links the datagrams, and every other dump misses some. */
		{ { "a|b", "c|d", "a|b", "c|d", "a|b", "c|d", "a|b", "c|d", "a|b", "c|d",
		    "a|b", "c|d", "a|b", "c|d", "a|b", "c|d", "a|b" },
		  "abcd",
		  0,
		  true },
		/* The kernel marks the dump as inconsistent. */
		{ { "a!bc", "abd" }, "abd", 0, false },
		{ { "12!3", "124" }, "124", 0, false },
		{ { "12!3", "!124", "5" }, "5", 0, false },
		{ { "!1", "!2", "!3", "!4", "!5" }, "5", 0, true },
		{ { "!a", "!b", "!c", "!d", "!e" }, "e", 0, true },
		/* A repeated dump is marked as inconsistent. */
		{ { "ab|cd", "abx!c|d", "abc|d" }, "abcdx", 0, false },
		{ { "12*", "123" }, "123", 0, false },
		{ { "ab*", "a*", "a*", "b*", "abc*" }, "abc", -ENOBUFS, false },
		{ { "ab|cd", "a*", "ab|cd" }, "abcd", 0, false },
		/* The kernel stops answering. */
		{ { "ab|cd" }, "abcd", -ETIMEDOUT, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct consistent_request request = { .identify = identify };
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		bool interrupted = false;
		size_t k = 0;

		for (; k < ARRAY_SIZE(cases[i].dumps) && cases[i].dumps[k]; k++)
			record(&rec, cases[i].dumps[k]);
		assert_row(cases[i].dumps[0], play(&rec, &request, &seen, &interrupted),
			   cases[i].r);
		assert_row(cases[i].dumps[0], interrupted, cases[i].interrupted);
		assert_row(cases[i].dumps[0], seen.count, strlen(cases[i].seen));
		for (k = 0; k < seen.count; k++)
			assert_row(cases[i].dumps[0], seen.cookies[k], cases[i].seen[k]);
	}
}

/* Sockets without cookies are passed on as they come. */
static void sockets_without_cookie_are_passed_on(void **state)
{
	struct consistent_request request = { 0 };
	struct recording rec = { 0 };
	struct seen seen = { 0 };
	bool interrupted = false;

	(void)state;
	record(&rec, "abc|cde");
	assert_int_equal(play(&rec, &request, &seen, &interrupted), 0);
	assert_int_equal(seen.count, 6);
	assert_false(interrupted);
}

/* Numbers that decrease more than once belong to a table with fewer buckets: sockets share
 * a bucket if their numbers differ by a multiple of its size. */
static void small_tables(void **state)
{
	static const struct {
		const char *name;
		uint32_t buckets[8];
		bool is_ordered, is_repeated;
	} cases[] = {
		{ "in order", { 10, 20, 30, 40, 50, 60, 70, 80 }, true, false },
		{ "from the middle", { 50, 60, 70, 80, 10, 20, 30, 40 }, true, false },
		{ "small", { 10, 266, 20, 276, 532, 30, 286, 40 }, true, true },
		{ "small, but not there",
		  { 266, 10, 276, 21, 50, 30, 286, 40 },
		  true,
		  false },
		{ "no order", { 10, 266, 20, 276, 532, 30, 286, 40 }, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct consistent_request request = { .identify = identify,
						      .is_ordered = cases[i].is_ordered };
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		bool interrupted = false;

		for (size_t k = 0; k < 8; k++) {
			if (k % 4 == 0)
				recording_datagram(&rec);
			put(&rec, k, cases[i].buckets[k], false, 0);
		}
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		assert_row(cases[i].name, play(&rec, &request, &seen, &interrupted),
			   cases[i].is_repeated ? -ETIMEDOUT : 0);
		assert_row(cases[i].name, seen.count, 8);
	}
}

/* A full datagram may have ended inside the bucket of its last socket; the rest of the
 * bucket may have gone since. */
static void a_full_datagram_may_end_inside_a_bucket(void **state)
{
	static const struct {
		/* number of messages of 32 bytes */
		size_t count;
		uint32_t bucket, last_bucket;
		bool is_repeated;
	} cases[] = {
		{ 2, 1, 1, false },   { 90, 1, 1, false },  { 127, 1, 1, true },
		{ 127, 1, 2, false }, { 127, 0, 0, true },  { 160, 1, 1, false },
		{ 250, 1, 1, true },  { 300, 1, 1, false }, { 980, 1, 1, false },
		{ 1020, 1, 1, true }, { 1024, 1, 1, true }, { 1024, 1, 2, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct consistent_request request = { .identify = identify };
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		bool interrupted = false;

		recording_datagram(&rec);
		for (size_t k = 1; k < cases[i].count; k++)
			put(&rec, k, cases[i].bucket, false, 0);
		put(&rec, cases[i].count, cases[i].last_bucket, false, 0);
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		assert_int_equal(play(&rec, &request, &seen, &interrupted),
				 cases[i].is_repeated ? -ETIMEDOUT : 0);
		assert_int_equal(seen.count, cases[i].count);
	}
}

/* 10,000 sockets, first those of long buckets; one bucket is long only from a certain
 * socket on. Sockets passed on before are not repeated. */
static void long_dumps(void **state)
{
	enum { COUNT = 10000, RUN = 1000, SHIFT = 300 };
	static const struct {
		const char *name;
		size_t shared_from, others_from, missing, stop_after;
		bool is_repeated, is_interrupted;
	} cases[] = {
		{ "none share", COUNT, COUNT, COUNT, 0, false, false },
		{ "no long bucket", COUNT, 0, COUNT, 0, false, false },
		{ "some of each", COUNT, 5500, COUNT, 0, false, false },
		{ "all share", 0, COUNT, 1000, 0, true, false },
		{ "all share, late", 0, COUNT, 9000, 0, true, false },
		{ "some share", 7500, COUNT, 9000, 0, true, false },
		{ "some share, others behind", 7500, 9500, 9000, 0, true, false },
		{ "stopped soon", COUNT, COUNT, COUNT, 17, false, false },
		{ "stopped late", COUNT, COUNT, COUNT, 9000, false, false },
		{ "stopped in others", COUNT, 0, COUNT, 5000, false, false },
		{ "stopped in others behind", 0, 9500, 9000, 9999, true, false },
		{ "interrupted", COUNT, 5500, COUNT, 0, false, true },
	};
	static struct seen seen;
	static bool has[COUNT];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct consistent_request request = { .identify = identify };
		struct recording rec = { 0 };
		bool interrupted = false;

		seen = (struct seen){ .stop_after = cases[i].stop_after };
		memset(has, 0, sizeof(has));
		/* The dump is repeated if other sockets appear in the middle of it. */
		const bool is_amid = cases[i].is_repeated && cases[i].others_from < COUNT;
		const size_t dumps = cases[i].is_repeated ? 2 : 1;
		for (size_t again = 0; again < dumps; again++) {
			for (size_t k = 0; k < COUNT; k++) {
				const bool is_other = k >= cases[i].others_from;
				const uint32_t bucket =
					k < cases[i].shared_from ? (uint32_t)k + 2 : 1;

				if (again && is_other)
					break;
				if (!k || (k + again * SHIFT) % RUN == 0)
					recording_datagram(&rec);
				if (again || k != cases[i].missing)
					put(&rec, k, bucket, is_other,
					    cases[i].is_interrupted && k == 9999
						    ? NLM_F_DUMP_INTR
						    : 0);
			}
			if (!again && is_amid)
				continue;
			recording_datagram(&rec);
			recording_number(&rec, NLMSG_DONE, 0);
		}
		if (is_amid) {
			recording_datagram(&rec);
			recording_number(&rec, NLMSG_DONE, 0);
		}
		assert_row(cases[i].name, play(&rec, &request, &seen, &interrupted),
			   cases[i].stop_after ? 42 : 0);
		assert_row(cases[i].name, interrupted, cases[i].is_interrupted);
		assert_row(cases[i].name, seen.count,
			   cases[i].stop_after ? cases[i].stop_after : COUNT);
		for (size_t k = 0; k < seen.count; k++) {
			assert_false(has[seen.cookies[k]]);
			has[seen.cookies[k]] = true;
		}
	}
}

/* Pieces of one bucket are treated like datagrams. */
static void pieces_of_a_bucket(void **state)
{
	static const struct {
		uint32_t batch;
		const char *dumps[4];
		const char *seen;
	} cases[] = {
		{ 0, { "abcdef" }, "abcdef" },
		{ 6, { "abcdef" }, "abcdef" },
		{ 3, { "ABCDEF" }, "ABCDEF" },
		/* All sockets may be in one bucket, or the next bucket begins where a
		 * piece ends. */
		{ 3, { "abcABCdef", "abcABCdef" }, "abcABCdef" },
		{ 4, { "abcdA", "abcdxA", "xabcdA" }, "abcdAx" },
		/* A socket of a piece has lost its port or its cookie. */
		{ 4, { "Xabcd", "abcxd", "ab|cxd" }, "Xabcdx" },
		{ 4, { "a1bcd", "ab|cdx" }, "a1bcdx" },
		{ 4, { "1abcd", "ab|cdx", "abcdx" }, "1abcdx" },
		{ 3, { "ABab|Cab" }, "ABabC" },
		{ 5, { "abcdef", "axbcdef", "abcdef" }, "abcdefx" },
		{ 5, { "abcdef", "abcdef" }, "abcdef" },
		{ 3, { "abcd", "ab|cde" }, "abcde" },
		{ 3, { "abc1", "ab|cde" }, "abc1" },
		{ 3, { "abcdef|1", "ab|cde|fg" }, "abcdefg1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct consistent_request request = { .identify = identify,
						      .batch = cases[i].batch };
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		bool interrupted = false;
		size_t k = 0;

		batch = cases[i].batch;
		for (; k < ARRAY_SIZE(cases[i].dumps) && cases[i].dumps[k]; k++)
			record(&rec, cases[i].dumps[k]);
		fprintf(stderr, "row %zu %s %s\n", i, cases[i].dumps[0], cases[i].seen);
		assert_row(cases[i].dumps[0], play(&rec, &request, &seen, &interrupted),
			   0);
		assert_row(cases[i].dumps[0], seen.count, strlen(cases[i].seen));
		for (k = 0; k < seen.count; k++)
			assert_row(cases[i].dumps[0], seen.cookies[k], cases[i].seen[k]);
	}
	batch = 0;
}

/* A socket appears in a bucket whose sockets were already passed on. */
static void a_socket_of_a_finished_bucket_appears(void **state)
{
	enum { OTHERS = 5000 };
	static struct seen seen;

	(void)state;
	batch = 16;
	for (int i = 0; i < 2; i++) {
		struct consistent_request request = { .identify = identify,
						      .batch = batch };
		struct recording rec = { 0 };
		bool interrupted = false;

		can_come_late = i;
		seen = (struct seen){ 0 };
		recording_datagram(&rec);
		put(&rec, 1, 1, false, 0);
		for (uint64_t k = 0; k < OTHERS; k++) {
			if (k % 1000 == 999)
				recording_datagram(&rec);
			put(&rec, 2 + k, 0, true, 0);
		}
		put(&rec, 2 + OTHERS, 1, false, 0);
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		assert_int_equal(play(&rec, &request, &seen, &interrupted), 0);
		assert_int_equal(seen.count, OTHERS + 2);
		assert_int_equal(interrupted, !can_come_late);
	}
	batch = 0;
	can_come_late = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_is_repeated_until_it_is_complete),
		cmocka_unit_test(sockets_without_cookie_are_passed_on),
		cmocka_unit_test(small_tables),
		cmocka_unit_test(a_full_datagram_may_end_inside_a_bucket),
		cmocka_unit_test(long_dumps),
		cmocka_unit_test(pieces_of_a_bucket),
		cmocka_unit_test(a_socket_of_a_finished_bucket_appears),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
