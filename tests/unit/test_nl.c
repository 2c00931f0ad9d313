/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/nl.h"

#include "guard.h"
#include "recording.h"
#include "unit.h"

enum { TYPE = NLMSG_MIN_TYPE + 4, SEEN_MAX = 16 };

/* The numbers of the messages received, and where the callback stops. */
struct seen {
	int32_t numbers[SEEN_MAX];
	size_t count;
	/* Number of messages after which the callback stops, or 0. */
	size_t stop_after;
	int stop;
};

static int see(const struct nlmsghdr *nlh, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < SEEN_MAX);
	assert_int_equal(nlh->nlmsg_type, TYPE);
	memcpy(&seen->numbers[seen->count++], (const char *)nlh + sizeof(*nlh), 4);
	return seen->count == seen->stop_after ? seen->stop : 0;
}

/* Plays n bytes that end at the guard page. */
static int play_bytes(const char *bytes, size_t n, struct seen *seen, bool *interrupted)
{
	struct guard g = guard_open(n + 1);
	struct nl *nl = NULL;

	assert_int_equal(nl_open_replay(guard_copy(&g, bytes, n, 1), n, &nl), 0);
	int r = nl_dump(nl, TYPE, NULL, 0, see, seen, interrupted);
	assert_null(nl_free(nl));
	guard_close(&g);
	return r;
}

static int play(const struct recording *rec, struct seen *seen)
{
	bool interrupted = false;
	int r = play_bytes(rec->bytes.s, rec->bytes.len, seen, &interrupted);

	assert_false(interrupted);
	return r;
}

/* Five messages in three datagrams, with DONE in the last. */
static struct recording good(void)
{
	struct recording rec = { 0 };

	for (int32_t i = 1; i <= 5; i++) {
		if (i % 2)
			recording_datagram(&rec);
		recording_number(&rec, TYPE, i);
	}
	recording_number(&rec, NLMSG_DONE, 0);
	return rec;
}

static void a_dump_of_several_datagrams(void **state)
{
	struct recording rec = good();
	struct seen seen = { 0 };

	(void)state;
	assert_int_equal(play(&rec, &seen), 0);
	assert_int_equal(seen.count, 5);
	for (int32_t i = 0; i < 5; i++)
		assert_int_equal(seen.numbers[i], i + 1);
	recording_release(&rec);
}

static void messages_after_the_end_are_not_read(void **state)
{
	struct recording rec = good();
	struct seen seen = { 0 };

	(void)state;
	recording_number(&rec, TYPE, 6);
	recording_datagram(&rec);
	recording_number(&rec, NLMSG_DONE, -EIO);
	assert_int_equal(play(&rec, &seen), 0);
	assert_int_equal(seen.count, 5);
	recording_release(&rec);
}

static void results_in_the_last_message(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
		int32_t error;
		size_t n;
		int r;
	} cases[] = {
		{ "done", NLMSG_DONE, 0, 4, 0 },
		{ "done: no module", NLMSG_DONE, -ENOENT, 4, -ENOENT },
		{ "done: not permitted", NLMSG_DONE, -EPERM, 4, -EPERM },
		{ "done: a count", NLMSG_DONE, 3, 4, 0 },
		{ "done with more behind", NLMSG_DONE, -ENOENT, 24, -ENOENT },
		{ "done, short by 1", NLMSG_DONE, -ENOENT, 3, 0 },
		{ "done, short by 2", NLMSG_DONE, -ENOENT, 2, 0 },
		{ "done, short by 3", NLMSG_DONE, -ENOENT, 1, 0 },
		{ "done, empty", NLMSG_DONE, 0, 0, 0 },
		{ "error", NLMSG_ERROR, -EINVAL, sizeof(struct nlmsgerr), -EINVAL },
		{ "error: EPERM", NLMSG_ERROR, -EPERM, 64, -EPERM },
		{ "error: none", NLMSG_ERROR, 0, sizeof(struct nlmsgerr), 0 },
		{ "error, short", NLMSG_ERROR, -EPERM, sizeof(struct nlmsgerr) - 1,
		  -EBADMSG },
		{ "error, a number alone", NLMSG_ERROR, -EPERM, 4, -EBADMSG },
		{ "error, empty", NLMSG_ERROR, 0, 0, -EBADMSG },
		{ "overrun", NLMSG_OVERRUN, 0, 0, -ENOBUFS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct nlmsghdr end = recording_nlmsghdr(cases[i].type, cases[i].n);
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		char payload[64] = { 0 };

		memcpy(payload, &cases[i].error, sizeof(cases[i].error));
		recording_datagram(&rec);
		recording_number(&rec, TYPE, 1);
		recording_number(&rec, NLMSG_NOOP, 1);
		/* The rest of a truncated number follows as padding. */
		recording_header(&rec, &end, payload, NLMSG_ALIGN(cases[i].n));
		recording_number(&rec, TYPE, 2);
		assert_row(cases[i].name, play(&rec, &seen), cases[i].r);
		assert_row(cases[i].name, seen.count, 1);
		recording_release(&rec);
	}
}

/* The rest of an earlier dump, and an answer to another request, are skipped, even if
 * they say that the dump has ended. */
static void messages_for_others_are_skipped(void **state)
{
	static const uint16_t types[] = { TYPE, NLMSG_DONE, NLMSG_ERROR, NLMSG_OVERRUN };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types) * 2; i++) {
		struct nlmsghdr other = recording_nlmsghdr(types[i / 2], 20);
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		const char payload[20] = { 1 };

		if (i % 2)
			other.nlmsg_seq--;
		else
			other.nlmsg_pid++;
		other.nlmsg_flags |= NLM_F_DUMP_INTR;
		recording_datagram(&rec);
		recording_number(&rec, TYPE, 1);
		recording_header(&rec, &other, payload, sizeof(payload));
		recording_number(&rec, TYPE, 2);
		recording_number(&rec, NLMSG_DONE, -EIO);
		assert_int_equal(play(&rec, &seen), -EIO);
		assert_int_equal(seen.count, 2);
		assert_int_equal(seen.numbers[1], 2);
		recording_release(&rec);
	}
}

static void interrupted_is_set_and_never_cleared(void **state)
{
	static const uint16_t marked[] = { 0, TYPE, NLMSG_DONE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(marked) * 2; i++) {
		const bool before = i % 2;
		struct nlmsghdr message = recording_nlmsghdr(TYPE, 4);
		struct nlmsghdr done = recording_nlmsghdr(NLMSG_DONE, 4);
		const int32_t payload = 0;
		struct recording rec = { 0 };
		struct seen seen = { 0 };
		bool interrupted = before;

		if (marked[i / 2] == TYPE)
			message.nlmsg_flags |= NLM_F_DUMP_INTR;
		if (marked[i / 2] == NLMSG_DONE)
			done.nlmsg_flags |= NLM_F_DUMP_INTR;
		recording_datagram(&rec);
		recording_header(&rec, &message, &payload, 4);
		recording_number(&rec, TYPE, 1);
		recording_header(&rec, &done, &payload, 4);
		assert_int_equal(
			play_bytes(rec.bytes.s, rec.bytes.len, &seen, &interrupted), 0);
		assert_int_equal(seen.count, 2);
		assert_int_equal(interrupted, before || marked[i / 2]);
		recording_release(&rec);
	}
}

static void truncated_datagrams(void **state)
{
	const size_t size = sizeof(struct nlmsghdr) + 4;
	struct recording rec = { 0 };

	(void)state;
	recording_datagram(&rec);
	recording_number(&rec, TYPE, 1);
	recording_number(&rec, NLMSG_DONE, 0);
	assert_int_equal(rec.bytes.len, 4 + 2 * size);
	for (size_t n = 0; n <= 2 * size; n++) {
		struct seen seen = { 0 };
		bool interrupted = false;
		int want = n % size ? -EBADMSG : n == 2 * size ? 0 : -ETIMEDOUT;

		recording_set_length(&rec, (uint32_t)n);
		assert_int_equal(play_bytes(rec.bytes.s, 4 + n, &seen, &interrupted),
				 want);
		assert_int_equal(seen.count, n >= size);
	}
	recording_release(&rec);
}

static void truncated_recordings(void **state)
{
	struct recording rec = good();
	const size_t message = sizeof(struct nlmsghdr) + 4;
	const size_t first = 4 + 2 * message;

	(void)state;
	for (size_t n = 0; n < rec.bytes.len; n++) {
		struct seen seen = { 0 };
		bool interrupted = false;
		/* The datagrams have the same size. */
		const size_t into = n % first;
		int want = into < 4 ? -ETIMEDOUT : -EMSGSIZE;

		assert_int_equal(play_bytes(rec.bytes.s, n, &seen, &interrupted), want);
		assert_int_equal(seen.count, n / first * 2);
	}
	recording_release(&rec);
}

static void a_length_that_exceeds_the_recording(void **state)
{
	static const uint32_t lengths[] = { 21,         32768,          0x7fffffff,
					    0x80000000, UINT32_MAX - 3, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct recording rec = { 0 };
		struct seen seen = { 0 };

		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		recording_set_length(&rec, lengths[i]);
		assert_int_equal(play(&rec, &seen), -EMSGSIZE);
		recording_release(&rec);
	}
}

/* A kernel fills at most 32 KiB. */
static void a_datagram_larger_than_the_buffer(void **state)
{
	static const char filler[32768 - 16 - 20];
	struct recording rec = { 0 };
	struct seen seen = { 0 };

	(void)state;
	recording_datagram(&rec);
	recording_message(&rec, NLMSG_NOOP, filler, sizeof(filler));
	recording_number(&rec, NLMSG_DONE, 0);
	assert_int_equal(play(&rec, &seen), 0);
	recording_bytes(&rec, "", 1);
	assert_int_equal(play(&rec, &seen), -EMSGSIZE);
	recording_release(&rec);
}

static void a_dump_without_an_end(void **state)
{
	struct recording rec = { 0 };
	struct seen seen = { 0 };

	(void)state;
	recording_datagram(&rec);
	recording_number(&rec, TYPE, 1);
	recording_datagram(&rec); /* A datagram without bytes. */
	recording_datagram(&rec);
	recording_number(&rec, TYPE, 2);
	assert_int_equal(play(&rec, &seen), -ETIMEDOUT);
	assert_int_equal(seen.count, 2);
	recording_release(&rec);
}

static void the_callback_can_end_a_dump(void **state)
{
	static const int stops[] = { 1, 7, -1, -EBADMSG, -ENOENT, INT32_MAX, INT32_MIN };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		for (size_t after = 1; after <= 5; after++) {
			struct seen seen = { .stop_after = after, .stop = stops[i] };
			struct recording rec = good();

			assert_int_equal(play(&rec, &seen), stops[i]);
			assert_int_equal(seen.count, after);
			recording_release(&rec);
		}
	}
}

static void play_bad_length(uint32_t length)
{
	struct nlmsghdr bad = recording_nlmsghdr(TYPE, 4);
	const int32_t payload = 2;
	struct recording rec = { 0 };
	struct seen seen = { 0 };

	bad.nlmsg_len = length;
	recording_datagram(&rec);
	recording_number(&rec, TYPE, 1);
	recording_header(&rec, &bad, &payload, 4);
	assert_int_equal(play(&rec, &seen), -EBADMSG);
	assert_int_equal(seen.count, 1);
	recording_release(&rec);
}

static void a_wrong_message_length(void **state)
{
	static const uint32_t lengths[] = { 21, 24, 32, 64, 32768, 65536, 0x7fffffff };

	(void)state;
	for (uint32_t length = 0; length < sizeof(struct nlmsghdr); length++)
		play_bad_length(length);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		play_bad_length(lengths[i]);
}

/* A length that is negative as an int. */
static void a_message_length_of_two_gigabytes(void **state)
{
	static const uint32_t lengths[] = { 0x80000000, 0xfffffff0, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		play_bad_length(lengths[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_of_several_datagrams),
		cmocka_unit_test(messages_after_the_end_are_not_read),
		cmocka_unit_test(results_in_the_last_message),
		cmocka_unit_test(messages_for_others_are_skipped),
		cmocka_unit_test(interrupted_is_set_and_never_cleared),
		cmocka_unit_test(truncated_datagrams),
		cmocka_unit_test(truncated_recordings),
		cmocka_unit_test(a_length_that_exceeds_the_recording),
		cmocka_unit_test(a_datagram_larger_than_the_buffer),
		cmocka_unit_test(a_dump_without_an_end),
		cmocka_unit_test(the_callback_can_end_a_dump),
		cmocka_unit_test(a_wrong_message_length),
		cmocka_unit_test(a_message_length_of_two_gigabytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
