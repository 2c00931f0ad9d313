/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A parent copes with whatever the child that looks up hosts says or does. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>

#include "resolve/channel.h"
#include "resolve/hosts.h"
#include "resolve/hosts_ipc.h"
#include "resolve/lookup_child.h"
#include "unit.h"
#include "util/cleanup.h"

enum {
	/* Deadline that is to pass. */
	SHORT_MS = 100,
	/* Deadline that must not pass. */
	LONG_MS = 60000,
	SOON_MS = 20000,
	/* Number of questions, in more blocks than fit into a pipe. */
	MANY = 100000,
};

static struct addr address(const char *text)
{
	uint8_t bytes[16];
	const int af = strchr(text, ':') ? AF_INET6 : AF_INET;

	assert_int_equal(inet_pton(af, text, bytes), 1);
	return addr_make((uint8_t)af, bytes);
}

/* Reads a whole question; the child exits if there is none. */
static void hear(int in, struct hosts_block *b)
{
	for (size_t got = 0; got < sizeof(*b);) {
		const ssize_t n = read(in, (char *)b + got, sizeof(*b) - got);

		if (n <= 0)
			_exit(0);
		got += (size_t)n;
	}
}

static void tell(int out, const struct hosts_block *b)
{
	if (write(out, b, sizeof(*b)) != sizeof(*b))
		_exit(0);
}

static void wait_for_end(int in)
{
	struct hosts_block b;

	for (;;)
		hear(in, &b);
}

static void die(int in, int out, void *arg)
{
	(void)in;
	(void)out;
	(void)arg;
}

static void die_when_asked(int in, int out, void *arg)
{
	struct hosts_block b;

	(void)out;
	(void)arg;
	hear(in, &b);
}

static void die_in_an_answer(int in, int out, void *arg)
{
	struct hosts_block b;

	(void)arg;
	hear(in, &b);
	(void)!write(out, &b, 100);
}

static void be_silent(int in, int out, void *arg)
{
	(void)out;
	(void)arg;
	wait_for_end(in);
}

static void be_deaf(int in, int out, void *arg)
{
	(void)in;
	(void)out;
	(void)arg;
	/* The child lives until the parent ends. */
	for (;;)
		pause();
}

/* Sends endless answers to questions that were not asked. */
static void flood(int in, int out, void *arg)
{
	struct hosts_block b;

	(void)arg;
	hear(in, &b);
	b.token++;
	for (;;)
		tell(out, &b);
}

/* Sends the same answer endlessly, for a question that was not asked. */
static void flood_names(int in, int out, void *arg)
{
	struct hosts_block b;
	const struct addr a = address("198.51.100.1");

	(void)arg;
	hear(in, &b);
	b.len = 0;
	while (hosts_block_add(&b, &a, true, "forged.test"))
		;
	for (;;)
		tell(out, &b);
}

/* Answers each question with a modified copy of its block. */
static void answer_with(int in, int out, void (*spoil)(struct hosts_block *b))
{
	struct hosts_block b;

	for (;;) {
		hear(in, &b);
		spoil(&b);
		tell(out, &b);
	}
}

#define SPOILER(name, spoil)                                                             \
	static void name##_block(struct hosts_block *b)                                  \
	{                                                                                \
		spoil;                                                                   \
	}                                                                                \
	static void name(int in, int out, void *arg)                                     \
	{                                                                                \
		(void)arg;                                                               \
		answer_with(in, out, name##_block);                                      \
	}

SPOILER(other_kind, b->kind = 99)
SPOILER(other_answer, b->kind = b->kind == HOSTS_NAMES ? HOSTS_ADDRS : HOSTS_NAMES)
SPOILER(too_long, b->len = HOSTS_BLOCK_ROOM + 1)
SPOILER(longest, memset(b->bytes, 0xff, sizeof(b->bytes)); b->len = UINT16_MAX)
SPOILER(cut, b->len--)
SPOILER(other_family, b->bytes[0] = 7)
SPOILER(no_address, b->bytes[0] = 0)
SPOILER(long_name, b->bytes[18] = b->bytes[19] = 0xff)
SPOILER(name_with_nul, b->bytes[18] = 1; b->bytes[20] = 0; b->len = 21)
SPOILER(well, b->kind = HOSTS_END; b->result = 1)
SPOILER(no_errno, b->kind = HOSTS_END; b->result = INT32_MIN)
SPOILER(no_memory, b->kind = HOSTS_END; b->result = -ENOMEM)

static const struct {
	const char *name;
	void (*serve)(int in, int out, void *arg);
	/* result of the request for names */
	int r;
	/* result of the request for addresses */
	int find_r;
} hostile[] = {
	{ "dies", die, -EPIPE, -EPIPE },
	{ "dies when asked", die_when_asked, -EPIPE, -EPIPE },
	{ "dies in an answer", die_in_an_answer, -EPIPE, -EPIPE },
	{ "is silent", be_silent, -ETIMEDOUT, -ETIMEDOUT },
	{ "is deaf", be_deaf, -ETIMEDOUT, -ETIMEDOUT },
	{ "floods", flood, -ETIMEDOUT, -ETIMEDOUT },
	{ "floods with names", flood_names, -ETIMEDOUT, 0 },
	{ "another kind", other_kind, -EBADMSG, -EBADMSG },
	{ "an answer to something else", other_answer, -EBADMSG, -EBADMSG },
	{ "too long", too_long, -EBADMSG, -EBADMSG },
	{ "longest", longest, -EBADMSG, -EBADMSG },
	{ "cut", cut, -EBADMSG, -EBADMSG },
	{ "another family", other_family, -EBADMSG, -EBADMSG },
	{ "no address", no_address, -EBADMSG, -EBADMSG },
	{ "a name that is too long", long_name, -EBADMSG, -EBADMSG },
	{ "a name with a NUL", name_with_nul, -EBADMSG, -EBADMSG },
	{ "well, in no way", well, -EBADMSG, -EBADMSG },
	{ "no errno", no_errno, -EBADMSG, -EBADMSG },
	{ "no memory", no_memory, -ENOMEM, -ENOMEM },
};

static struct addr numbered(unsigned int i)
{
	const uint32_t n = htonl(0x0a000000U + i);

	return addr_make(AF_INET, &n);
}

struct asking {
	unsigned int next, count;
	unsigned int taken;
};

static bool next_addr(struct addr *ret, void *arg)
{
	struct asking *asking = arg;

	if (asking->next == asking->count)
		return false;
	*ret = numbered(asking->next++);
	return true;
}

static int take_entry(const struct hosts_entry *e, void *arg)
{
	struct asking *asking = arg;

	(void)e;
	asking->taken++;
	return 0;
}

static int ask(struct lookup_child *c, unsigned int count, int64_t deadline_ms)
{
	struct asking asking = { .count = count };
	const struct lookup_question question = { next_addr, take_entry, &asking };

	return lookup_child_ask(c, channel_now_ms() + deadline_ms, &question);
}

static int ignore_addr(const struct addr *a, void *arg)
{
	(void)a;
	(void)arg;
	return 0;
}

static void hostile_children(void **state)
{
	const uint32_t many = unit_times(MANY);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		const bool is_late = hostile[i].r == -ETIMEDOUT;
		const int64_t ms = is_late ? SHORT_MS : LONG_MS;
		const int64_t from = channel_now_ms();
		struct lookup_child *c = NULL;

		for (uint32_t count = 1; count <= many; count += many - 1) {
			assert_int_equal(lookup_child_start_with(hostile[i].serve,
								 (uint32_t)ms, &c),
					 0);
			const int r = ask(c, count, ms);
			if (r != hostile[i].r)
				print_error("%s, %u questions: %d\n", hostile[i].name,
					    count, r);
			assert_int_equal(r, hostile[i].r);
			/* Later answers are ignored. */
			if (r == -EBADMSG)
				assert_int_equal(ask(c, 1, LONG_MS), -EBADMSG);
			assert_null(lookup_child_end(c));
		}
		assert_true(channel_now_ms() - from < SOON_MS);
	}
}

static void hostile_children_asked_for_a_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		const int expected = hostile[i].find_r;
		const bool is_late = hostile[i].r == -ETIMEDOUT;
		const int64_t from = channel_now_ms();
		struct lookup_child *c = NULL;

		assert_int_equal(lookup_child_start_with(hostile[i].serve,
							 is_late ? SHORT_MS : LONG_MS,
							 &c),
				 0);
		const int r = lookup_child_find(c, "some.test", ignore_addr, NULL);
		/* The block has more addresses than a host may have. */
		const int wanted = expected ? expected : -EBADMSG;
		if (r != wanted)
			print_error("%s: %d\n", hostile[i].name, r);
		assert_int_equal(r, wanted);
		assert_true(channel_now_ms() - from < SOON_MS);
		lookup_child_end(c);
	}
}

static void long_host(void **state)
{
	char host[NI_MAXHOST + 1];
	struct lookup_child *c = NULL;

	(void)state;
	memset(host, 'a', NI_MAXHOST);
	host[NI_MAXHOST] = '\0';
	assert_int_equal(lookup_child_start_with(be_silent, LONG_MS, &c), 0);
	assert_int_equal(lookup_child_find(c, host, ignore_addr, NULL), -ENOENT);
	lookup_child_end(c);
}

/* Names most addresses, and some that were not asked for. */
static void name_all(int in, int out, void *arg)
{
	struct hosts_block question;
	struct hosts_block answer;

	(void)arg;
	for (;;) {
		struct hosts_entry e;
		size_t at = 0;

		hear(in, &question);
		answer = question;
		answer.token--;
		tell(out, &answer);
		answer = question;
		answer.len = 0;
		while (hosts_block_next(&question, &at, &e) > 0) {
			char name[64];
			const bool is_evil = e.addr.bytes[3] == 9;

			snprintf(name, sizeof(name), is_evil ? "8.8.8.8" : "host%u.test",
				 e.addr.bytes[3]);
			const char *told = e.addr.bytes[3] == 8 ? NULL : name;
			const bool is_answered = e.addr.bytes[3] != 7;
			if (!hosts_block_add(&answer, &e.addr, is_answered, told)) {
				tell(out, &answer);
				answer.len = 0;
				(void)hosts_block_add(&answer, &e.addr, is_answered,
						      told);
			}
			const struct addr other = address("198.51.100.1");
			(void)hosts_block_add(&answer, &e.addr, true, "second.test");
			(void)hosts_block_add(&answer, &other, true, "forged.test");
		}
		tell(out, &answer);
	}
}

static void names(void **state)
{
	static const struct {
		const char *address, *name;
	} cases[] = {
		{ "203.0.113.1", "host1.test" }, { "::ffff:203.0.113.2", "host2.test" },
		{ "203.0.113.7", NULL },         { "203.0.113.8", NULL },
		{ "203.0.113.9", NULL },         { "2001:db8::1", "host184.test" },
	};
	struct lookup_child *c = NULL;
	struct hosts *h = NULL;
	int lost = 77;

	(void)state;
	assert_int_equal(lookup_child_start_with(name_all, LONG_MS, &c), 0);
	assert_int_equal(hosts_new(LONG_MS, c, &h), 0);
	for (int round = 0; round < 2; round++) {
		hosts_begin(h);
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
			const struct addr a = address(cases[i].address);

			assert_int_equal(hosts_add(h, &a), 0);
		}
		assert_int_equal(hosts_resolve(h, &lost), 0);
		assert_int_equal(lost, 0);
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
			const struct addr a = address(cases[i].address);
			const char *name = hosts_name(h, &a);

			if (!cases[i].name)
				assert_null(name);
			else
				assert_string_equal(name, cases[i].name);
		}
	}
	const struct addr other = address("198.51.100.1");
	assert_null(hosts_name(h, &other));
	hosts_free(h);
	lookup_child_end(c);
}

static void many_names(void **state)
{
	const uint32_t many = unit_times(MANY);
	struct lookup_child *c = NULL;
	struct hosts *h = NULL;
	int lost = 77;

	(void)state;
	assert_int_equal(lookup_child_start_with(name_all, LONG_MS, &c), 0);
	assert_int_equal(hosts_new(LONG_MS, c, &h), 0);
	hosts_begin(h);
	for (unsigned int i = 0; i < many; i++) {
		const struct addr a = numbered(i);

		assert_int_equal(hosts_add(h, &a), 0);
	}
	assert_int_equal(hosts_resolve(h, &lost), 0);
	assert_int_equal(lost, 0);
	for (unsigned int i = 0; i < many; i++) {
		const struct addr a = numbered(i);
		const bool has_none = i % 256 >= 7 && i % 256 <= 9;

		assert_int_equal(!hosts_name(h, &a), has_none);
	}
	hosts_free(h);
	lookup_child_end(c);
}

/* The listing continues without names, and a note gives the reason. */
static void missing_names_are_reported(void **state)
{
	const struct addr a = address("203.0.113.1");
	struct lookup_child *c = NULL;
	struct hosts *h = NULL;
	int lost = 0;

	(void)state;
	assert_int_equal(lookup_child_start_with(die, LONG_MS, &c), 0);
	assert_int_equal(hosts_new(LONG_MS, c, &h), 0);
	hosts_begin(h);
	assert_int_equal(hosts_resolve(h, &lost), 0);
	assert_int_equal(lost, 0); /* The child was not asked. */
	assert_int_equal(hosts_add(h, &a), 0);
	assert_int_equal(hosts_resolve(h, &lost), 0);
	assert_int_equal(lost, -EPIPE);
	assert_null(hosts_name(h, &a));
	hosts_free(h);
	lookup_child_end(c);
}

/* The child inherits no descriptors except the pipes. */
static void tell_descriptors(int in, int out, void *arg)
{
	struct hosts_block b;
	int open = 0;

	(void)arg;
	hear(in, &b);
	for (int fd = 0; fd < 1024; fd++)
		open += fcntl(fd, F_GETFD) >= 0;
	b.kind = HOSTS_END;
	b.result = -open;
	tell(out, &b);
	wait_for_end(in);
}

static void the_child_has_two_pipes_only(void **state)
{
	struct lookup_child *c = NULL;

	(void)state;
	assert_int_equal(lookup_child_start_with(tell_descriptors, LONG_MS, &c), 0);
	assert_int_equal(ask(c, 1, LONG_MS), -2);
	lookup_child_end(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_children),
		cmocka_unit_test(hostile_children_asked_for_a_host),
		cmocka_unit_test(long_host),
		cmocka_unit_test(names),
		cmocka_unit_test(many_names),
		cmocka_unit_test(missing_names_are_reported),
		cmocka_unit_test(the_child_has_two_pipes_only),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
