/* SPDX-License-Identifier: GPL-2.0-or-later */
/* If datagrams of a dump end in short buckets, only those buckets are requested again. */
#include <errno.h>

#include "diag/consistent_dump.h"
#include "diag/port_set.h"
#include "recording.h"
#include "unit.h"

enum { TYPE = NLMSG_MIN_TYPE + 4, SEEN_MAX = 1024 };

struct message {
	uint64_t cookie;
	uint32_t port;
	uint32_t unused;
};

static size_t count_ports(const struct port_set *p)
{
	size_t count = 0;

	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		count += port_set_has(p, port, 0);
	return count;
}

/* The last set of ports that was requested. */
static struct port_set asked;
/* The result that narrow returns. */
static int narrow_is;

static bool identify(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	struct message m;

	memcpy(&m, (const char *)nlh + sizeof(*nlh), sizeof(m));
	*ret = (struct consistent_id){ .cookie = m.cookie, .bucket = m.port };
	return true;
}

static int narrow(const struct consistent_request *request, const struct port_set *ports,
		  void **ret, size_t *ret_size)
{
	(void)request;
	asked = *ports;
	if (narrow_is < 0)
		return narrow_is;
	*ret = calloc(1, 4);
	*ret_size = 4;
	return *ret ? 0 : -ENOMEM;
}

struct seen {
	char cookies[SEEN_MAX];
	size_t count;
};

static int see(const struct nlmsghdr *nlh, void *arg)
{
	struct seen *seen = arg;
	struct message m;

	memcpy(&m, (const char *)nlh + sizeof(*nlh), sizeof(m));
	assert_true(seen->count + 1 < SEEN_MAX);
	seen->cookies[seen->count++] = (char)m.cookie;
	return 0;
}

/* Adds a dump: each socket is a letter and the number of its port; '|' separates
 * datagrams. */
static void record(struct recording *rec, const char *dump)
{
	recording_datagram(rec);
	while (*dump) {
		if (*dump == '|') {
			recording_datagram(rec);
			dump++;
			continue;
		}
		char *end = NULL;
		const struct message m = { (uint64_t)*dump,
					   (uint32_t)strtoul(dump + 1, &end, 10), 0 };
		const struct nlmsghdr nlh = recording_nlmsghdr(TYPE, sizeof(m));

		recording_header(rec, &nlh, &m, sizeof(m));
		dump = end + (*end == ' ');
	}
	recording_datagram(rec);
	recording_number(rec, NLMSG_DONE, 0);
}

static const uint32_t payload;
static const struct consistent_request ordered = {
	.type = TYPE,
	.payload = &payload,
	.part = &payload,
	.size = sizeof(payload),
	.identify = identify,
	.is_ordered = true,
	.narrow = narrow,
};

static void only_short_buckets_are_requested(void **state)
{
	static const struct {
		const char *name, *dumps[4];
		int narrow;
		const char *seen;
		int r;
	} cases[] = {
		{ "nothing is wrong", { "a10 b20|c30 d40" }, 0, "abcd", 0 },
		{ "nor here", { "a10 b20|c20 d30", "b20 c20" }, 0, "abcd", 0 },
		{ "one was missed",
		  { "a10 b20 c20|d30", "b20 c20 x20 d30" },
		  0,
		  "abcdx",
		  0 },
		{ "one comes twice", { "a10 b20 c20|c20 d30", "b20 c20" }, 0, "abcd", 0 },
		{ "there is no such request",
		  { "a10 b20|c20 d30", "a10 b20 c20 x20 d30" },
		  -EINVAL,
		  "abcdx",
		  0 },
		{ "they do not come at one go",
		  { "a10 b20|c20 d30", "b20|c20", "a10 b20 c20 d30" },
		  0,
		  "abcd",
		  0 },
		{ "the port of one is not known",
		  { "a10 b0|c20 d30", "a10 b0 c20 x20 d30" },
		  0,
		  "abcdx",
		  0 },
		{ "nor ever", { "a10 b20|c20 d30", "b20|c20" }, 0, "abcd", -ETIMEDOUT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct family_source from = { .proc_fd = -1 };
		struct recording rec = { 0 };
		struct seen seen = { 0 };

		narrow_is = cases[i].narrow;
		for (size_t k = 0; k < ARRAY_SIZE(cases[i].dumps) && cases[i].dumps[k];
		     k++)
			record(&rec, cases[i].dumps[k]);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		assert_row(cases[i].name, consistent_dump(&from, &ordered, see, &seen),
			   cases[i].r);
		assert_string_equal(seen.cookies, cases[i].seen);
		assert_false(from.interrupted);
		nl_free(from.nl);
		recording_release(&rec);
	}
}

/* The assumed table is the smallest in whose order the ports come. */
static void the_ports_of_a_bucket(void **state)
{
	static const struct {
		const char *dumps[2];
		uint32_t asked[3], not_asked[3];
		size_t count;
	} cases[] = {
		{ { "a10 b20|c20 d30", "b20 c20" }, { 20, 20, 20 }, { 10, 148, 30 }, 1 },
		/* Buckets in between are requested, too. */
		{ { "a10 b20 c20|d23 e30", "b20 c20 d23" },
		  { 20, 21, 23 },
		  { 19, 24, 10 },
		  4 },
		/* A table of 256 buckets. */
		{ { "a10 b266 c110|d366 e140 f396", "c110 d366" },
		  { 110, 366, 65390 },
		  { 10, 266, 238 },
		  256 },
		/* A table of 1,024 buckets. */
		{ { "a10 b1034 c510|d1534 e530 f1554", "c510 d1534" },
		  { 510, 1534, 65022 },
		  { 10, 1022, 766 },
		  64 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct family_source from = { .proc_fd = -1 };
		struct recording rec = { 0 };
		struct seen seen = { 0 };

		narrow_is = 0;
		memset(&asked, 0, sizeof(asked));
		for (size_t k = 0; k < 2; k++)
			record(&rec, cases[i].dumps[k]);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		(void)consistent_dump(&from, &ordered, see, &seen);
		nl_free(from.nl);
		recording_release(&rec);
		assert_int_equal(count_ports(&asked), cases[i].count);
		for (size_t k = 0; k < 3; k++) {
			assert_true(port_set_has(&asked, cases[i].asked[k], 0));
			assert_false(port_set_has(&asked, cases[i].not_asked[k], 0));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_short_buckets_are_requested),
		cmocka_unit_test(the_ports_of_a_bucket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
