/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP sockets in each layout: one line each, whatever the number of their addresses. */
#include "format/lsof.h"
#include "format/out.h"
#include "sockets.h"
#include "unit.h"

static void add(struct sock_addrs *to, const char *text)
{
	const struct addr a = sockets_addr(text);

	sock_addrs_add(to, &a);
}

static struct sock one(const char *local, const char *peer, uint16_t peer_port,
		       uint8_t state, uint64_t inode)
{
	struct sock s = sockets_make(PROTO_SCTP, local, 5000, peer, peer_port, state);

	s.has |= SOCK_HAS_SCTP;
	s.inode = inode;
	add(&s.sctp.locals, local);
	if (peer_port)
		add(&s.sctp.peers, peer);
	return s;
}

enum { SOCKETS = 5 };

/* A listener with two associations, and others; two have several addresses. */
static void make(struct sock all[SOCKETS])
{
	all[0] = one("0.0.0.0", "0.0.0.0", 0, STATE_LISTEN, 1);
	all[1] = one("10.0.0.1", "10.9.9.1", 40000, STATE_ESTABLISHED, 1);
	add(&all[1].sctp.locals, "10.0.0.2");
	add(&all[1].sctp.peers, "10.9.9.2");
	all[2] = one("10.0.0.1", "10.9.9.8", 40001, STATE_FIN_WAIT1, 1);
	all[3] = one("2001:db8::1", "2001:db8::2", 40002, STATE_SYN_SENT, 2);
	all[4] = one("::", "::", 0, STATE_CLOSE, 3);
}

static void list(const struct out_ops *ops, const char *want)
{
	const struct out_spec spec = { .title = WHICH_ALL };
	const struct query_gaps gaps = { 0 };
	struct sock all[SOCKETS];

	make(all);
	struct strbuf got = sockets_list(ops, &spec, all, SOCKETS, NULL, &gaps);
	assert_row_text(ops->name, &got, want);
	strbuf_release(&got);
}

static void netstat_rows(void **state)
{
	(void)state;
	list(&out_netstat,
	     "sctp       0      0 0.0.0.0:5000            0.0.0.0:*         "
	     "      LISTEN     \n"
	     "sctp       0      0 10.0.0.1:5000           10.9.9.1:40000    "
	     "      ESTABLISHED\n"
	     "sctp       0      0 10.0.0.1:5000           10.9.9.8:40001    "
	     "      SHUTDOWN_PENDING\n"
	     "sctp6      0      0 2001:db8::1:5000        2001:db8::2:40002 "
	     "      COOKIE_WAIT\n"
	     "sctp6      0      0 :::5000                 :::*              "
	     "      CLOSE      \n");
}

static void ss_rows(void **state)
{
	(void)state;
	list(&out_ss,
	     "sctp  LISTEN     0      0                   0.0.0.0:5000           "
	     "    0.0.0.0:*\n"
	     "sctp  ESTAB      0      0                  10.0.0.1:5000           "
	     "   10.9.9.1:40000\n"
	     "sctp  SHUTDOWN_PENDING 0      0                  10.0.0.1:5000     "
	     "         10.9.9.8:40001\n"
	     "sctp  COOKIE_WAIT 0      0             [2001:db8::1]:5000        "
	     " [2001:db8::2]:40002\n"
	     "sctp  UNCONN     0      0                         *:5000           "
	     "          *:*\n");
}

/* A descriptor stands for the listening socket and for each of its associations. */
static void lsof_rows(void **state)
{
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	const struct tree *t = *state;
	struct owner_index *h = NULL;
	struct sock all[SOCKETS + 1];

	make(all);
	/* The same association is listed a second time. */
	all[SOCKETS] = all[2];
	assert_int_equal(owner_index_new(&h), 0);
	tree_text(t, "9/comm", "nine\n");
	tree_text(t, "9/status", "Uid:\t0\t0\t0\t0\n");
	for (uint64_t inode = 1; inode <= 3; inode++)
		sockets_hold(h, t, inode, 9, (uint32_t)inode, NULL);

	struct out out = sockets_out(&out_lsof, &spec);
	assert_int_equal(out_begin(&out), 0);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		assert_int_equal(out_row(&out, &all[i], h), 0);
	assert_int_equal(out_end(&out, &gaps), 0);
	struct strbuf got = sockets_written(&out);
	assert_text(
		&got,
		"nine      9        0    1u  IPv4      1      0t0 SCTP *:5000 (LISTEN)\n"
		"nine      9        0    1u  IPv4      1      0t0 SCTP "
		"10.0.0.1:5000->10.9.9.1:40000 (ESTABLISHED)\n"
		"nine      9        0    1u  IPv4      1      0t0 SCTP "
		"10.0.0.1:5000->10.9.9.8:40001 (SHUTDOWN_PENDING)\n"
		"nine      9        0    2u  IPv6      2      0t0 SCTP "
		"[2001:db8::1]:5000->[2001:db8::2]:40002 (COOKIE_WAIT)\n"
		"nine      9        0    3u  IPv6      3      0t0 SCTP *:5000 (CLOSE)\n");
	strbuf_release(&got);
	owner_index_free(h);
}

static void json_keys(void **state)
{
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	struct sock s = one("10.0.0.1", "10.9.9.1", 40000, STATE_LAST_ACK, 1);

	(void)state;
	add(&s.sctp.locals, "10.0.0.2");
	s.sctp.peers.count = 0;
	for (unsigned int i = 1; i < SOCK_ADDRS_MAX + 2; i++)
		add(&s.sctp.peers, "10.9.9.1");
	struct strbuf got = sockets_list(&out_json, &spec, &s, 1, NULL, &gaps);
	strbuf_addc(&got, '\0');
	assert_non_null(strstr(
		got.s, "{\"proto\":\"sctp\",\"family\":\"inet\","
		       "\"state\":\"SHUTDOWN_ACK_SENT\",\"local_address\":\"10.0.0.1\","
		       "\"local_port\":5000,\"peer_address\":\"10.9.9.1\","
		       "\"peer_port\":40000,"
		       "\"local_addresses\":[\"10.0.0.1\",\"10.0.0.2\"],"
		       "\"local_address_count\":2,"
		       "\"peer_addresses\":[\"10.9.9.1\",\"10.9.9.1\",\"10.9.9.1\","
		       "\"10.9.9.1\",\"10.9.9.1\",\"10.9.9.1\",\"10.9.9.1\","
		       "\"10.9.9.1\"],\"peer_address_count\":9,\"recv_q\":0,"));
	strbuf_release(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(netstat_rows),
		cmocka_unit_test(ss_rows),
		WITH_TREE(lsof_rows),
		cmocka_unit_test(json_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
