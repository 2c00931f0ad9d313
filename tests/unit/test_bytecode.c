/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytecode programs are run by an interpreter of the test, and given to the kernel. */
#include "filter/bytecode.h"

#include "diag/families.h"
#include "kernel/nl.h"
#include "machine.h"
#include "sockets.h"
#include "unit.h"

enum { RANDOM_FILTERS = 2000, RANDOM_SOCKETS = 50 };

static void cleanup_filter(struct filter *f)
{
	filter_release(f);
}

static void random_text(char *text, size_t size)
{
	static const char *const hosts[] = {
		"",          "@10.0.0.0/8",  "@10.0.0.1",
		"@[::1]",    "@[fe80::]/10", "@[::ffff:10.0.0.1]",
		"@0.0.0.0/0"
	};
	static const char *const ports[] = { "", ":1", ":1-3", ":2,4", ":0", ":1-2,4,0" };
	static const char *const families[] = { "", "4", "6", "tcp", "4tcp", "udp" };

	snprintf(text, size, "%s%s%s", families[(size_t)rand() % ARRAY_SIZE(families)],
		 hosts[(size_t)rand() % ARRAY_SIZE(hosts)],
		 ports[(size_t)rand() % ARRAY_SIZE(ports)]);
}

static struct sock random_sock(void)
{
	static const char *const v4[] = { "10.0.0.1", "10.1.1.1", "0.0.0.0",
					  "192.0.2.1" };
	static const char *const v6[] = { "::1", "fe80::1", "::", "::ffff:10.0.0.1" };
	const char *const *from = rand() % 2 ? v4 : v6;

	return sockets_make(PROTO_TCP, from[rand() % 4], (uint16_t)(rand() % 6),
			    from[rand() % 4], (uint16_t)(rand() % 6), STATE_ESTABLISHED);
}

static int count(const struct sock *s, void *arg)
{
	(void)s;
	++*(size_t *)arg;
	return 0;
}

static int no_service(const char *service, const char *protocol, uint16_t *ret)
{
	(void)service;
	(void)protocol;
	(void)ret;
	return -ENOENT;
}

static void bytecode_agrees_with_the_filter(void **state)
{
	size_t same = 0;
	size_t passed = 0;
	size_t rejected = 0;

	(void)state;
	srand(1);
	for (uint32_t i = 0; i < unit_times(RANDOM_FILTERS); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		uint8_t code[BYTECODE_MAX];
		const char *why = NULL;
		char text[64];

		for (int n = rand() % 4; n >= 0; n--) {
			/* A random text is invalid if its 4 or 6 does not match its
			 * address. */
			do
				random_text(text, sizeof(text));
			while (filter_add_endpoint(&f, text, no_service, &why) < 0);
		}
		for (int k = 0; k < RANDOM_SOCKETS; k++) {
			const struct sock s = random_sock();
			const unsigned int pair = (unsigned int)PAIR(s.proto, s.ip);
			const size_t len = bytecode_compile(&f, pair, code);

			assert_true(machine_accepts(code, len));
			if (!len)
				continue;
			/* The kernel may accept more sockets; the filter checks the
			 * address family itself. */
			assert_true(machine_run(code, len, &s) >=
				    filter_is_wanted(&f, &s));
			same += machine_run(code, len, &s) == filter_is_wanted(&f, &s);
			passed += machine_run(code, len, &s);
			rejected += !machine_run(code, len, &s);
		}
	}
	assert_true(passed > unit_times(1000) && rejected > unit_times(1000));
	assert_true(same > (passed + rejected) / 10 * 9);
}

static const char *pick(const char *const *from, size_t count)
{
	return from[(size_t)rand() % count];
}

/* Appends a random condition, or a list of conditions in parentheses that is nested at
 * most depth times. */
static void random_condition(struct strbuf *to, int depth) /* NOLINT(misc-no-recursion) */
{
	static const char *const conditions[] = {
		"sport = :1",      "dport != :2",   "sport > :3",
		"dport < :2",      "sport >= :2",   "dport <= :3",
		"dport > :65535",  "sport < :0",    "src 10/8",
		"dst 10.0.0.1",    "src [::1]:1",   "dst [fe80::/10]",
		"src 0/0",         "dst ::/0",      "dst [::ffff:10.0.0.1]",
		"src inet:*",      "dst inet6:*:2", "dev = 1",
		"dev != 2",        "src *",         "dport != *",
		"src unix:/tmp/*", "autobound",     "src inet:10.0.0.0/8:3",
		"src several:2",   "dst several",
	};
	static const char *const joins[] = { "and", "or", "", "||", "&" };

	if (rand() % 3 == 0)
		strbuf_adds(to, "not ");
	if (!depth || rand() % 2) {
		strbuf_adds(to, pick(conditions, ARRAY_SIZE(conditions)));
		return;
	}
	strbuf_adds(to, "( ");
	for (int n = rand() % 4; n >= 0; n--) {
		random_condition(to, depth - 1);
		strbuf_addc(to, ' ');
		if (n)
			strbuf_adds(to, pick(joins, ARRAY_SIZE(joins)));
		strbuf_addc(to, ' ');
	}
	strbuf_addc(to, ')');
}

static void random_expr(struct filter *f)
{
	static const char *const several[] = { "10.0.0.1", "::1", "192.0.2.1" };
	_cleanup_(strbuf_release) struct strbuf text = { 0 };
	const char *why = NULL;
	const char *at = NULL;
	struct endpoint *host = NULL;
	size_t i = 0;

	random_condition(&text, 3);
	strbuf_addc(&text, '\0');
	assert_int_equal(text.error, 0);
	const char *const word = text.s;
	if (filter_add_expr(f, &word, 1, no_service, &why, &at) < 0)
		fail_msg("%s: %s", word, why);
	while ((host = filter_next_host(f, &i)))
		for (size_t k = 0; k < ARRAY_SIZE(several); k++) {
			const struct addr a = sockets_addr(several[k]);

			assert_int_equal(endpoint_add_addr(host, &a), 0);
		}
}

static void bytecode_agrees_with_the_expression(void **state)
{
	size_t passed = 0;
	size_t rejected = 0;
	size_t none = 0;
	size_t narrow = 0;

	(void)state;
	srand(2);
	for (uint32_t i = 0; i < unit_times(RANDOM_FILTERS); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		uint8_t code[BYTECODE_MAX];

		random_expr(&f);
		for (int k = 0; k < RANDOM_SOCKETS; k++) {
			struct sock s = random_sock();
			const unsigned int pair = (unsigned int)PAIR(s.proto, s.ip);
			const size_t len = bytecode_compile(&f, pair, code);

			s.ifindex = (uint32_t)rand() % 3;
			/* some within the range that the kernel chooses from */
			if (rand() % 4 == 0)
				s.local_port = 40000;
			assert_true(machine_accepts(code, len));
			if (!len) {
				none++;
				continue;
			}
			const bool is_wanted = filter_is_wanted(&f, &s);
			if (is_wanted || !machine_lacks_ports(f.expr))
				assert_int_equal(machine_run(code, len, &s), is_wanted);
			narrow += !machine_lacks_ports(f.expr);
			passed += machine_run(code, len, &s);
			rejected += !machine_run(code, len, &s);
		}
	}
	assert_true(passed > unit_times(10000) && rejected > unit_times(10000) &&
		    narrow > unit_times(10000));
	/* Few expressions are too long for bytecode or match everything. */
	assert_true(none < (passed + rejected) / 4);
}

static void one_of_two_filters_is_compiled(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	static const char *const words[] = { "sport = :2" };
	const struct sock s =
		sockets_make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 3, STATE_ESTABLISHED);
	uint8_t code[BYTECODE_MAX];
	const char *why = NULL;

	(void)state;
	assert_int_equal(filter_add_endpoint(&f, ":1", no_service, &why), 0);
	assert_int_equal(filter_add_expr(&f, words, 1, no_service, &why, &why), 0);
	const size_t len = bytecode_compile(&f, PAIR(PROTO_TCP, IP_V4), code);
	assert_true(len > 0 && machine_run(code, len, &s));
	assert_false(filter_is_wanted(&f, &s));
}

static void too_long_filters_are_not_compiled(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	uint8_t code[BYTECODE_MAX];
	const char *why = NULL;

	(void)state;
	for (int i = 0; i < 200; i++)
		assert_int_equal(filter_add_endpoint(&f, "@[::1]:1", no_service, &why),
				 0);
	assert_int_equal(bytecode_compile(&f, PAIR(PROTO_TCP, IP_V6), code), 0);

	_cleanup_(cleanup_filter) struct filter e = { 0 };
	static const char *const words[] = { "not src [::1]:1" };
	for (int i = 0; i < 200; i++)
		assert_int_equal(filter_add_expr(&e, words, 1, no_service, &why, &why),
				 0);
	assert_int_equal(bytecode_compile(&e, PAIR(PROTO_TCP, IP_V6), code), 0);
	/* No bytecode is made for protocols for which the kernel accepts none. */
	filter_release(&e);
	assert_int_equal(filter_add_expr(&e, words, 1, no_service, &why, &why), 0);
	assert_true(bytecode_compile(&e, PAIR(PROTO_TCP, IP_V6), code) > 0);
	assert_int_equal(bytecode_compile(&e, PAIR(PROTO_UNIX, IP_V4), code), 0);
}

static void the_kernel_accepts_filters(void **state)
{
	static const char *const texts[] = {
		":22", ":1-3,7", "@10.0.0.0/8", "@10.0.0.1:22", "@[fe80::]/10:1", "@[::1]"
	};
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	struct family_source source = { .proc_fd = -1 };
	const char *why = NULL;

	(void)state;
	if (nl_open(&source.nl) < 0)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		uint8_t code[BYTECODE_MAX];
		size_t seen = 0;

		assert_int_equal(filter_add_endpoint(&f, texts[i], no_service, &why), 0);
		for (enum ip ip = IP_V4; ip < IP_MAX_; ip++) {
			const struct family_request request = {
				.proto = PROTO_TCP,
				.ip = ip,
				.states = STATE_ALL,
				.bytecode = code,
				.bytecode_len =
					bytecode_compile(&f, PAIR(PROTO_TCP, ip), code),
			};

			assert_true(request.bytecode_len > 0);
			assert_int_equal(family_ops(PROTO_TCP)->diag(&source, &request,
								     count, &seen),
					 0);
		}
	}
	nl_free(source.nl);
}

static void the_kernel_accepts_expressions(void **state)
{
	struct family_source source = { .proc_fd = -1 };
	size_t taken = 0;

	(void)state;
	if (nl_open(&source.nl) < 0)
		skip();
	srand(3);
	for (size_t i = 0; i < 200; i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const enum ip ip = i % IP_MAX_;
		uint8_t code[BYTECODE_MAX];
		size_t seen = 0;

		random_expr(&f);
		const struct family_request request = {
			.proto = PROTO_TCP,
			.ip = ip,
			.states = STATE_BIT(STATE_LISTEN),
			.bytecode = code,
			.bytecode_len = bytecode_compile(&f, PAIR(PROTO_TCP, ip), code),
		};
		taken += request.bytecode_len > 0;
		assert_int_equal(
			family_ops(PROTO_TCP)->diag(&source, &request, count, &seen), 0);
	}
	assert_true(taken > 100);
	nl_free(source.nl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytecode_agrees_with_the_filter),
		cmocka_unit_test(bytecode_agrees_with_the_expression),
		cmocka_unit_test(one_of_two_filters_is_compiled),
		cmocka_unit_test(too_long_filters_are_not_compiled),
		cmocka_unit_test(the_kernel_accepts_filters),
		cmocka_unit_test(the_kernel_accepts_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
