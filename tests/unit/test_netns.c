/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns/netns.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "util/cleanup.h"

static void reads_links(void **state)
{
	static const struct {
		const char *text;
		bool is_netns;
		uint32_t inode;
	} cases[] = {
		{ "net:[4026531840]", true, 4026531840 },
		{ "net:[1]", true, 1 },
		{ "net:[4294967295]", true, UINT32_MAX },
		{ "net:[4294967296]", false, 7 },
		{ "net:[0]", false, 7 },
		{ "net:[]", false, 7 },
		{ "net:[12", false, 7 },
		{ "net:[12]]", false, 7 },
		{ "net:[-1]", false, 7 },
		{ "mnt:[4026531840]", false, 7 },
		{ "socket:[12]", false, 7 },
		{ "", false, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t inode = 7;

		assert_int_equal(
			netns_parse(cases[i].text, strlen(cases[i].text), &inode),
			cases[i].is_netns);
		assert_int_equal(inode, cases[i].inode);
	}
}

static void reads_mounts(void **state)
{
	static const struct {
		const char *line, *path;
		uint32_t inode;
	} cases[] = {
		{ "90 30 0:4 net:[4026532177] /run/netns/web rw - nsfs nsfs rw",
		  "/run/netns/web", 4026532177 },
		{ "90 30 0:4 net:[4026532177] /run/netns/web rw shared:9 master:1 - nsfs "
		  "nsfs rw",
		  "/run/netns/web", 4026532177 },
		{ "90 30 0:4 net:[4026532177] /run/a\\040b\\012\\134 rw - nsfs nsfs rw",
		  "/run/a b\n\\", 4026532177 },
		{ "90 30 0:4 net:[4026532177] /run/a\\04 rw - nsfs nsfs rw", "/run/a\\04",
		  4026532177 },
		{ "90 30 0:4 mnt:[4026532177] /run/m rw - nsfs nsfs rw", NULL, 0 },
		{ "90 30 0:4 / /net:[4026532177] rw - tmpfs nsfs rw", NULL, 0 },
		{ "90 30 0:4 net:[4026532177] - nsfs nsfs", NULL, 0 },
		{ " - nsfs ", NULL, 0 },
		{ "", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char line[128];
		char *path = NULL;
		uint32_t inode = 0;

		snprintf(line, sizeof(line), "%s", cases[i].line);
		assert_int_equal(netns_parse_mount(line, &inode, &path),
				 cases[i].path != NULL);
		if (!cases[i].path)
			continue;
		assert_string_equal(path, cases[i].path);
		assert_int_equal(inode, cases[i].inode);
	}
}

static void tells_names_of_users(void **state)
{
	(void)state;
	assert_true(netns_is_name("web"));
	assert_true(netns_is_name("netns-web"));
	assert_true(netns_is_name("netns-00000000-0000-0000-0000-00000000000g"));
	assert_true(netns_is_name("netns-00000000-0000-0000-0000-0000000000000"));
	assert_false(netns_is_name("cni-5f3e2d7c-1b8a-4f6e-9d0c-2a7b6c5d4e3f"));
	assert_false(netns_is_name("netns-5f3e2d7c-1b8a-4f6e-9d0c-2a7b6c5d4e3f"));
}

/* A process that denies access shows only the inode of net/dev. */
static void joins_what_is_known(void **state)
{
	enum { INODE = 0xf0000001, OTHER = 0xf0000002, DEV = 0xf0000003 };
	struct netns_table t = { 0 };
	struct netns *n = NULL;

	(void)state;
	assert_int_equal(netns_add(&t, 0, DEV, &n), 0);
	const uint32_t key = n->key;

	assert_true(key < INODE);
	assert_int_equal(netns_add(&t, INODE, DEV, &n), 0);
	assert_int_equal(t.len, 1);
	assert_int_equal(n->key, INODE);
	assert_ptr_equal(netns_of_key(&t, key), n);
	assert_ptr_equal(netns_of_key(&t, INODE), n);
	assert_int_equal(netns_add(&t, 0, DEV, &n), 0);
	assert_int_equal(t.len, 1);

	/* An inode of net/dev is used again for a later namespace. */
	assert_int_equal(netns_add(&t, OTHER, DEV, &n), 0);
	assert_int_equal(t.len, 2);
	assert_int_equal(n->inode, OTHER);
	assert_int_equal(t.all[0].inode, INODE);
	assert_true(netns_has_inode(&t, OTHER));
	assert_false(netns_has_inode(&t, OTHER + 1));
	assert_null(netns_of_key(&t, OTHER + 1));
	assert_null(netns_of_key(NULL, OTHER));
	netns_table_release(&t);
}

static void names_by_path(void **state)
{
	enum { INODE = 0xf0000001 };
	static const struct {
		const char *path, *name;
	} cases[] = {
		{ "/run/netns/web", "web" },  { "/var/run/netns/a b", "a b" },
		{ "/run/netns/", NULL },      { "/run/netns/a/b", NULL },
		{ "/run/netns/cni-1", NULL }, { "/run/docker/netns/default", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct netns_table t = { 0 };
		struct netns *n = NULL;

		assert_int_equal(netns_name_by_path(&t, INODE, cases[i].path), 0);
		assert_int_equal(netns_add(&t, INODE, 0, &n), 0);
		if (cases[i].name)
			assert_string_equal(n->name, cases[i].name);
		else
			assert_null(n->name);
		netns_table_release(&t);
	}
}

static void counts_wanted(void **state)
{
	struct netns all[] = {
		{ .state = NETNS_READ, .is_wanted = true },
		{ .state = NETNS_UNREAD, .is_wanted = true },
		{ .state = NETNS_UNREAD, .is_wanted = false },
	};
	const struct netns_table t = { .all = all, .len = ARRAY_SIZE(all) };

	(void)state;
	assert_int_equal(netns_count(&t, NETNS_UNREAD), 1);
	assert_int_equal(netns_count(&t, NETNS_GONE), 0);
	assert_int_equal(netns_count(NULL, NETNS_READ), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_links),
		cmocka_unit_test(reads_mounts),
		cmocka_unit_test(tells_names_of_users),
		cmocka_unit_test(joins_what_is_known),
		cmocka_unit_test(names_by_path),
		cmocka_unit_test(counts_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
