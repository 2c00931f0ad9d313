/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/lsof.h"
#include "interfaces.h"
#include "kinds.h"
#include "resolve/cache.h"

static const struct query_gaps gaps = { 0 };

static struct owner_index *hold(const struct tree *t, const struct kinds *k)
{
	struct owner_index *h = NULL;

	tree_text(t, "9/comm", "nine\n");
	tree_text(t, "9/status", "Uid:\t1\t0\t3\t4\n");
	assert_int_equal(owner_index_new(&h), 0);
	for (uint32_t i = 0; i < k->count; i++)
		sockets_hold(h, t, k->all[i].inode, 9, i, NULL);
	return h;
}

/* The columns TYPE, DEVICE, NODE and NAME as in lsof, where an empty cell is no field. */
static void columns_of_every_family(void **state)
{
	static const char *const want[] = {
		"raw 0t0 10 0100007F:0059->00000000:0000 st=07",
		("raw6 0t0 11 00000000000000000000000001000000:003A->"
		 "000080FE000000000000000002000000:0000 st=01"),
		"icmp 0t0 12 04030201:004D->00000000:0000",
		("icmp6 0t0 13 00000000000000000000000001000000:004D->"
		 "00000000000000000000000000000000:0000"),
		"IPv6 14 0t0 MPTCP [::1]:7->[::1]:8 (CLOSE_WAIT)",
		"unix 0x0000000000000000 0t0 15 /a\\x20b\\x0a type=STREAM (LISTEN)",
		"unix 0x0000000000000000 0t0 16 @x@\\x1b type=DGRAM (UNCONNECTED)",
		"unix 0x0000000000000000 0t0 17 type=SEQPACKET (CONNECTED)",
		"unix 0x0000000000000000 0t0 18 type=99 (14)",
		"pack 19 0t0 ARP type=SOCK_RAW",
		"pack 20 0t0 ALL type=SOCK_DGRAM",
		"pack 21 0t0 4660 type=SOCK_PACKET",
		"pack 22 0t0 35020 type=99",
		"netlink 0t0 23 ROUTE",
		"netlink 0t0 24 INET_DIAG",
		"netlink 0t0 25 KOBJECT_UEVENT",
		"netlink 0t0 26 unknown protocol: 200",
		"vsock 0t0 27 *:1234 type=STREAM (LISTEN)",
		"vsock 0t0 28 2:3->4:5 type=SEQPACKET (ESTABLISHED)",
		"xdp 0t0 29 *:*",
		"xdp 0t0 30 e\\x1b\\x0a:6",
		"tipc 0t0 31 2:3 type=RDM (CLOSE)",
		"tipc 0t0 32 2:3->4:5 type=99 (SYN_SENT)",
	};
	const struct kinds k = kinds_make();
	struct owner_index *h = hold(*state, &k);
	struct out_spec spec = { .header = false };
	const char *at = NULL;

	assert_int_equal(ARRAY_SIZE(want), k.count);
	assert_int_equal(cache_new(&spec.links), 0);
	struct out out = sockets_out(&out_lsof, &spec);

	assert_int_equal(out_begin(&out), 0);
	for (size_t i = 0; i < k.count; i++)
		assert_int_equal(out_row(&out, &k.all[i], h), 0);
	assert_int_equal(out_end(&out, &gaps), 0);
	assert_int_equal(out.rows, k.count);
	struct strbuf got = sockets_written(&out);

	at = got.s;
	for (size_t i = 0; i < k.count; i++) {
		const char *end = memchr(at, '\n', (size_t)(got.s + got.len - at));
		struct strbuf row = { 0 };
		char whole[160];

		assert_non_null(end);
		for (; at < end; at++)
			if (*at != ' ' || (row.len && row.s[row.len - 1] != ' '))
				strbuf_add_byte(&row, *at);
		at++;
		snprintf(whole, sizeof(whole), "nine 9 0 %zuu %s", i, want[i]);
		assert_row_text(want[i], &row, whole);
		strbuf_release(&row);
	}
	assert_ptr_equal(at, got.s + got.len);
	strbuf_release(&got);
	cache_free(spec.links);
	owner_index_free(h);
}

static void fields_of_every_family(void **state)
{
	static const struct {
		size_t kind;
		/* the expected output, with "@" for NUL */
		const char *want;
	} cases[] = {
		{ 0, "traw@o0t0@i10@n0100007F:0059->00000000:0000 st=07@" },
		{ 4, "tIPv6@d14@o0t0@PMPTCP@n[::1]:7->[::1]:8@TST=CLOSE_WAIT@"
		     "TQR=0@TQS=0@" },
		{ 5, "tunix@d0x0000000000000000@o0t0@i15@n/a\\x20b\\x0a type=STREAM@"
		     "TST=LISTEN@" },
		{ 9, "tpack@d19@o0t0@PARP@ntype=SOCK_RAW@" },
		{ 13, "tnetlink@o0t0@i23@nROUTE@" },
		{ 17, "tvsock@o0t0@i27@n*:1234 type=STREAM@TST=LISTEN@" },
	};
	const struct kinds k = kinds_make();
	struct owner_index *h = hold(*state, &k);
	struct out_spec spec = { .header = false };
	char want[256];

	assert_int_equal(lsof_fields_parse("tdoiPnT0", &spec.fields), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf got = { 0 };
		struct out out = sockets_out(&out_lsof_fields, &spec);

		assert_int_equal(out_begin(&out), 0);
		assert_int_equal(out_row(&out, &k.all[cases[i].kind], h), 0);
		assert_int_equal(out_end(&out, &gaps), 0);
		got = sockets_written(&out);
		for (size_t at = 0; at < got.len; at++)
			if (!got.s[at])
				((char *)got.s)[at] = '@';
		snprintf(want, sizeof(want), "p9@\n%s\n", cases[i].want);
		assert_row_text(cases[i].want, &got, want);
		strbuf_release(&got);
	}
	owner_index_free(h);
}

/* An MPTCP socket and the TCP connection with the same inode are one descriptor. */
static void one_row_per_descriptor(void **state)
{
	const struct out_spec spec = { .header = false };
	struct kinds k = { .count = 0 };
	const struct sock sockets[] = {
		sockets_make(PROTO_TCP, "::1", 7, "::1", 8, STATE_CLOSE_WAIT),
		sockets_make(PROTO_MPTCP, "::1", 7, "::1", 8, STATE_CLOSE_WAIT),
	};

	for (size_t i = 0; i < ARRAY_SIZE(sockets); i++)
		kinds_add(&k, &sockets[i])->inode = 1;
	k.count = 1;
	struct owner_index *h = hold(*state, &k);
	struct out out = sockets_out(&out_lsof, &spec);

	assert_int_equal(out_begin(&out), 0);
	for (size_t i = 0; i < ARRAY_SIZE(sockets); i++)
		assert_int_equal(out_row(&out, &k.all[i], h), 0);
	assert_int_equal(out_end(&out, &gaps), 0);
	assert_int_equal(out.rows, 1);
	struct strbuf got = sockets_written(&out);

	assert_row_text("one", &got,
			"nine      9        0    0u  IPv6      1      0t0  TCP "
			"[::1]:7->[::1]:8 (CLOSE_WAIT)\n");
	strbuf_release(&got);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(columns_of_every_family),
		WITH_TREE(fields_of_every_family),
		WITH_TREE(one_row_per_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
