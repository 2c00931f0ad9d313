/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "databases.h"
#include "format/ethertypes.h"
#include "format/out.h"
#include "format/ss_endpoints.h"
#include "interfaces.h"
#include "kinds.h"
#include "resolve/cache.h"

static void list(const char *name, const struct out_spec *spec, const struct kinds *k,
		 const struct owner_index *holders, const char *const want[])
{
	const struct query_gaps gaps = { 0 };
	struct strbuf got = sockets_list(&out_ss, spec, k->all, k->count, holders, &gaps);
	const char *at = got.s;

	/* Fields as awk splits them. */
	for (size_t i = 0; i < k->count; i++) {
		const char *end = memchr(at, '\n', (size_t)(got.s + got.len - at));
		struct strbuf row = { 0 };

		assert_non_null(end);
		for (; at < end; at++)
			if (*at != ' ' || (row.len && row.s[row.len - 1] != ' '))
				strbuf_add_byte(&row, *at);
		at++;
		assert_row_text(name, &row, want[i]);
		strbuf_release(&row);
	}
	assert_ptr_equal(at, got.s + got.len);
	strbuf_release(&got);
}

static void numbers(void **state)
{
	static const char *const want[] = {
		"raw UNCONN 0 0 127.0.0.1:89 0.0.0.0:*",
		"raw ESTAB 0 0 [::1]:58 [fe80::2]:*",
		"icmp UNCONN 0 0 1.2.3.4:77 0.0.0.0:*",
		"icmp6 UNCONN 0 0 [::1]:77 *:*",
		"mptcp CLOSE-WAIT 0 0 [::1]:7 [::1]:8",
		"u_str LISTEN 0 0 /a\\x20b\\x0a 15 * 0",
		"u_dgr UNCONN 0 0 @x@\\x1b 16 * 0",
		"u_seq ESTAB 0 0 * 17 * 4294967296",
		"u_dgr 14 0 0 * 18 * 0",
		"p_raw UNCONN 0 0 [2054]:1 *",
		"p_dgr UNCONN 0 0 *:* *",
		"p_dgr UNCONN 0 0 [4660]:2 *",
		"p_dgr UNCONN 0 0 [35020]:3 *",
		"nl UNCONN 0 0 0:9 *",
		"nl UNCONN 0 0 4:4294967295 3:7",
		"nl UNCONN 0 0 15:0 *",
		"nl UNCONN 0 0 200:0 *",
		"v_str LISTEN 0 0 *:1234 *:*",
		"v_seq ESTAB 0 0 2:3 4:5",
		"xdp UNCONN 0 0 * *",
		"xdp UNCONN 0 0 2:q6 *",
		"ti_rd UNCONN 0 0 2:3 -",
		"??? SYN-SENT 0 0 2:3 4:5",
	};
	const struct kinds k = kinds_make();
	const struct out_spec spec = { .title = WHICH_ALL };

	(void)state;
	assert_int_equal(ARRAY_SIZE(want), k.count);
	list("numbers", &spec, &k, NULL, want);
}

static void names(void **state)
{
	static const char *const want[] = {
		"p_raw UNCONN 0 0 arp:lo *",
		"p_dgr UNCONN 0 0 *:* *",
		"p_dgr UNCONN 0 0 [4660]:e\\x1b\\x0a *",
		"p_dgr UNCONN 0 0 LLDP:3 *",
		"nl UNCONN 0 0 rtnl:a\\x20b\\x0a/9 *",
		"nl UNCONN 0 0 tcpdiag:4294967295 3:7",
		"nl UNCONN 0 0 uevent:kernel *",
		"nl UNCONN 0 0 200:0 *",
		"v_str LISTEN 0 0 *:1234 *:*",
		"v_seq ESTAB 0 0 2:3 4:5",
		"xdp UNCONN 0 0 * *",
		"xdp UNCONN 0 0 e\\x1b\\x0a:q6 *",
		"ti_rd UNCONN 0 0 2:3 -",
		"??? SYN-SENT 0 0 2:3 4:5",
	};
	const struct tree *t = *state;
	const struct kinds all = kinds_make();
	struct kinds k = { .count = ARRAY_SIZE(want) };
	struct out_spec spec = { .title = WHICH_ALL };
	struct owner_index *h = NULL;

	memcpy(k.all, &all.all[all.count - k.count], k.count * sizeof(k.all[0]));
	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(cache_new(&spec.services), 0);
	assert_int_equal(cache_new(&spec.links), 0);
	tree_text(t, "9/comm", "a b\n\n");
	tree_text(t, "8/comm", "eight\n");
	sockets_hold(h, t, k.all[4].inode, 8, 3, NULL);
	sockets_hold(h, t, k.all[4].inode, 9, 3, NULL);
	/* The name of a netlink socket is not that of its owner. */
	sockets_hold(h, t, k.all[5].inode, 8, 4, NULL);
	list("names", &spec, &k, h, want);
	cache_free(spec.links);
	cache_free(spec.services);
	owner_index_free(h);
}

static void extended(void **state)
{
	static const char *const want[] = {
		"u_str LISTEN 0 0 /a\\x20b\\x0a 15 * 0 uid:5 sk:1f",
		"nl UNCONN 0 0 0:9 * ino:23 groups=0x80000011",
	};
	const struct kinds all = kinds_make();
	struct kinds k = { .all = { all.all[5], all.all[13] }, .count = 2 };
	const struct out_spec spec = { .extend = true };

	(void)state;
	k.all[0].has |= SOCK_HAS_COOKIE | SOCK_HAS_UID;
	k.all[0].cookie = 0x1f;
	k.all[0].uid = 5;
	list("extended", &spec, &k, NULL, want);
}

static void ethertypes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i <= 0x10000; i++) {
		const char *ss = ethertype_of_ss(i);
		const char *lsof = ethertype_of_lsof(i);

		assert_true(!ss || (*ss && !strchr(ss, ' ')));
		assert_true(!lsof || (*lsof && !strchr(lsof, ' ')));
	}
	assert_string_equal(ethertype_of_netstat(3), "all");
	assert_string_equal(ethertype_of_netstat(0x0806), "arp");
	assert_null(ethertype_of_netstat(0));
	assert_null(ethertype_of_netstat(0xffff));
	assert_null(ethertype_of_ss(0));
	assert_null(ethertype_of_lsof(0));
	assert_string_equal(ethertype_of_ss(0x800), "ip");
	assert_string_equal(ethertype_of_lsof(3), "ALL");
	assert_null(ethertype_of_lsof(0x88cc));
}

static void names_of_protocols(void **state)
{
	static const struct {
		uint8_t family;
		const char *word;
		int r;
		uint32_t protocol;
	} cases[] = {
		{ AF_PACKET, "all", 0, ETH_P_ALL },
		{ AF_PACKET, "ALL", 0, ETH_P_ALL },
		{ AF_PACKET, "ip", 0, ETH_P_IP },
		{ AF_PACKET, "802.1Q", 0, ETH_P_8021Q },
		{ AF_PACKET, "*", -ENOENT, 7 },
		{ AF_PACKET, "", -ENOENT, 7 },
		{ AF_PACKET, "rtnl", -ENOENT, 7 },
		{ AF_NETLINK, "rtnl", 0, NETLINK_ROUTE },
		{ AF_NETLINK, "genl", 0, NETLINK_GENERIC },
		{ AF_NETLINK, "RTNL", -ENOENT, 7 },
		{ AF_NETLINK, "rtn", -ENOENT, 7 },
		{ AF_NETLINK, "ip", -ENOENT, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *word = cases[i].word;
		uint32_t protocol = 7;

		assert_row(word,
			   ss_protocol_of(cases[i].family, word, strlen(word), &protocol),
			   cases[i].r);
		assert_row(word, protocol, cases[i].protocol);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		WITH_TREE(names),
		cmocka_unit_test(extended),
		cmocka_unit_test(ethertypes),
		cmocka_unit_test(names_of_protocols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
