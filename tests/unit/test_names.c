/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "databases.h"
#include "resolve/cache.h"
#include "resolve/names.h"
#include "unit.h"

enum { MANY = 10000 };

static const char *service(struct cache *s, enum proto proto, uint16_t port)
{
	const char *name = "untouched";

	assert_int_equal(names_service(s, proto, port, &name), 0);
	return name;
}

static const char *user(struct cache *u, uid_t uid)
{
	const char *name = "untouched";

	assert_int_equal(names_user(u, uid, &name), 0);
	return name;
}

static const char *put(struct cache *c, uint64_t key, const char *text)
{
	const char *name = "untouched";

	errno = 0;
	assert_int_equal(cache_put(c, key, text, &name), 0);
	return name;
}

static void services(void **state)
{
	static const struct {
		enum proto proto;
		uint16_t port;
		const char *name;
	} cases[] = {
		{ PROTO_TCP, 22, "ssh" },      { PROTO_UDP, 22, NULL },
		{ PROTO_UDP, 53, "domain" },   { PROTO_TCP, 53, "domain-t" },
		{ PROTO_UDPLITE, 79, "lite" }, { PROTO_TCP, 0, NULL },
		{ PROTO_TCP, 65535, NULL },    { PROTO_TCP, 666, "evil\x1b[2J\nname" },
	};
	struct cache *s = NULL;

	(void)state;
	assert_int_equal(cache_new(&s), 0);
	databases.services_asked = 0;
	/* Each is looked up once, whether it has a name or not. */
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
			const char *name = service(s, cases[i].proto, cases[i].port);

			if (cases[i].name)
				assert_string_equal(name, cases[i].name);
			else
				assert_null(name);
		}
	}
	assert_int_equal(databases.services_asked, ARRAY_SIZE(cases));
	assert_null(cache_free(s));
	assert_null(cache_free(NULL));
}

static void users(void **state)
{
	static const struct {
		uid_t uid;
		const char *name;
	} cases[] = {
		{ 0, "root" },
		{ 65534, "nobody" },
		{ 1, NULL },
		{ UINT32_MAX, NULL },
	};
	struct cache *u = NULL;

	(void)state;
	assert_int_equal(cache_new(&u), 0);
	databases.users_asked = 0;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
			const char *name = user(u, cases[i].uid);

			if (cases[i].name)
				assert_string_equal(name, cases[i].name);
			else
				assert_null(name);
		}
	}
	assert_int_equal(databases.users_asked, ARRAY_SIZE(cases));
	assert_null(cache_free(u));
	assert_null(cache_free(NULL));
}

/* The database reuses its buffer; names that were returned stay valid. */
static void names_stay_valid(void **state)
{
	struct cache *s = NULL;

	(void)state;
	assert_int_equal(cache_new(&s), 0);
	const char *ssh = service(s, PROTO_TCP, 22);
	for (unsigned int port = 0; port < MANY; port++)
		service(s, PROTO_UDP, (uint16_t)port);
	assert_string_equal(ssh, "ssh");
	assert_ptr_equal(service(s, PROTO_TCP, 22), ssh);
	cache_free(s);
}

static void cache(void **state)
{
	const char *const untouched = "untouched";
	const char *name = untouched;
	char text[] = "mutable";
	struct cache c = { 0 };

	(void)state;
	assert_false(cache_get(&c, 1, &name));
	assert_ptr_equal(name, untouched);

	const char *kept = put(&c, 1, text);
	text[0] = 'M';
	assert_string_equal(kept, "mutable");
	assert_null(put(&c, 2, NULL));
	assert_null(put(&c, UINT64_MAX, "443"));

	assert_true(cache_get(&c, 1, &name));
	assert_ptr_equal(name, kept);
	assert_true(cache_get(&c, 2, &name));
	assert_null(name);
	name = untouched;
	assert_true(cache_get(&c, UINT64_MAX, &name));
	assert_null(name);
	assert_false(cache_get(&c, 3, &name));

	for (uint64_t i = 10; i < MANY; i++) {
		snprintf(text, sizeof(text), "n%x", (unsigned int)i);
		assert_non_null(put(&c, i, text));
	}
	for (uint64_t i = 10; i < MANY; i++) {
		snprintf(text, sizeof(text), "n%x", (unsigned int)i);
		assert_true(cache_get(&c, i, &name));
		assert_string_equal(name, text);
	}
	cache_release(&c);
	assert_false(cache_get(&c, 1, &name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services),
		cmocka_unit_test(users),
		cmocka_unit_test(names_stay_valid),
		cmocka_unit_test(cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
