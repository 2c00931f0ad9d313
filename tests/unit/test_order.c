/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options --columns, --sort, --top and --group. */
#include "format/csv.h"
#include "format/group.h"
#include "format/sorter.h"
#include "model/socks.h"
#include "owners.h"
#include "sockets.h"
#include "unit.h"

static struct sock sockets[6];

/* Six sockets whose inodes are their numbers, 1 to 6. */
static void make_sockets(void)
{
	sockets[0] =
		sockets_make(PROTO_TCP, "10.0.0.2", 80, "192.0.2.1", 9, STATE_LISTEN);
	sockets[1] = sockets_make(PROTO_TCP, "10.0.0.10", 443, "192.0.2.2", 7,
				  STATE_ESTABLISHED);
	sockets[2] = sockets_make(PROTO_TCP, "::1", 80, "::1", 8, STATE_ESTABLISHED);
	sockets[3] = (struct sock){ .proto = PROTO_UNIX, .state = STATE_LISTEN };
	sockets[3].has = SOCK_HAS_RECV_Q | SOCK_HAS_UNIX;
	sock_set_unix_name(&sockets[3], "/run/a,\"b\"", 10);
	sockets[4] = sockets_make(PROTO_UDP, "10.0.0.2", 80, "0.0.0.0", 0, STATE_CLOSE);
	sockets[5] =
		sockets_make(PROTO_TCP, "10.0.0.2", 22, "192.0.2.1", 1, STATE_CLOSE_WAIT);
	for (size_t i = 0; i < ARRAY_SIZE(sockets); i++) {
		sockets[i].inode = i + 1;
		sockets[i].recv_q = (uint32_t)(i % 3);
	}
}

static int append_inode(const struct sock *s, void *arg)
{
	char *text = arg;

	text[strlen(text)] = (char)('0' + s->inode);
	return 0;
}

static void expect_order(const char *keys, bool has_sections, uint32_t top,
			 const struct owner_index *owners, const char *want)
{
	struct sort_spec spec = { .top = top };
	const struct out_spec out = { 0 };
	struct socks socks = { 0 };
	const char *bad = NULL;
	char got[8] = "";

	if (keys)
		assert_int_equal(sort_spec_parse(&spec, keys, &bad), 0);
	for (size_t i = 0; i < ARRAY_SIZE(sockets); i++)
		assert_int_equal(socks_add(&socks, &sockets[i]), 0);
	assert_int_equal(
		sort_emit(&spec, has_sections, &socks, &out, owners, append_inode, got),
		0);
	assert_string_equal(got, want);
	socks_release(&socks);
}

static void sockets_are_sorted_by_fields(void **state)
{
	static const struct {
		const char *keys;
		bool has_sections;
		uint32_t top;
		const char *want;
	} cases[] = {
		{ NULL, false, 0, "123456" },
		{ NULL, false, 2, "12" },
		{ "inode", false, 0, "123456" },
		{ "-inode", false, 0, "654321" },
		{ "-inode", false, 9, "654321" },
		/* the unix socket has no port, and is last in both directions */
		{ "port", false, 0, "613524" },
		{ "-port", false, 0, "213564" },
		{ "-port,inode", false, 3, "213" },
		/* 10.0.0.2 is before 10.0.0.10, IPv4 as ::ffff:10.0.0.2 behind ::1 */
		{ "local_address,inode", false, 0, "315624" },
		{ "local", false, 0, "361524" },
		{ "-peer,-inode", false, 0, "216534" },
		{ "recv_q,-inode", false, 0, "415263" },
		/* by words: CLOSE_WAIT, ESTABLISHED, LISTEN, UNCONN */
		{ "state", false, 0, "623145" },
		{ "-State,-I_node", false, 0, "541326" },
		{ "proto", false, 0, "123654" },
		{ "-proto", false, 0, "451236" },
		/* sections are never mixed */
		{ "-inode", true, 0, "653214" },
		{ "path", false, 0, "412356" },
	};

	(void)state;
	make_sockets();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		expect_order(cases[i].keys, cases[i].has_sections, cases[i].top, NULL,
			     cases[i].want);
}

static void keys_must_be_fields_with_one_value(void **state)
{
	static const struct {
		const char *keys, *bad;
		bool is_too_many;
	} cases[] = {
		{ "", "", false },
		{ "-", "", false },
		{ "port,", "", false },
		{ "port,nonsense,pid", "nonsense,pid", false },
		{ "tcp_info", "tcp_info", false },
		{ "groups", "groups", false },
		{ "owners", "owners", false },
		{ "--port", "-port", false },
		{ "_port", "_port", false },
		{ "pid,pid,pid,pid,pid,pid,pid,pid,port", "port", true },
		{ "pid,pid,pid,pid,pid,pid,pid,local", "local", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sort_spec spec = { 0 };
		const char *bad = NULL;

		assert_int_equal(sort_spec_parse(&spec, cases[i].keys, &bad),
				 cases[i].is_too_many ? -E2BIG : -EINVAL);
		assert_string_equal(bad, cases[i].bad);
	}
}

static struct owner_index *make_owners(const struct tree *t)
{
	struct owner_index *owners = make();

	sockets_hold(owners, t, 1, 9, 3, "web");
	sockets_hold(owners, t, 1, 8, 3, "web");
	sockets_hold(owners, t, 2, 8, 4, NULL);
	sockets_hold(owners, t, 5, 7, 3, "a b,\"c\"\x1b");
	return owners;
}

static void sockets_are_sorted_by_owners(void **state)
{
	struct owner_index *owners = make_owners(*state);

	make_sockets();
	expect_order("command,-inode", false, 0, owners, "521643");
	expect_order("-command,inode", false, 0, owners, "125346");
	owner_index_free(owners);
}

static void expect_text(const char *name, const struct out_ops *ops,
			const struct out_spec *spec, const struct owner_index *owners,
			const char *want)
{
	const struct query_gaps gaps = { 0 };
	struct strbuf got =
		sockets_list(ops, spec, sockets, ARRAY_SIZE(sockets), owners, &gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void columns_are_fields(void **state)
{
	struct owner_index *owners = make_owners(*state);
	struct out_spec spec = { .header = true };
	const char *bad = NULL;

	make_sockets();
	assert_int_equal(
		row_fields_parse(&spec.columns, "Proto,local,PID,comm", NULL, &bad), 0);
	assert_int_equal(row_fields_parse(&spec.columns, "peer_port,owners", NULL, &bad),
			 0);
	expect_text(
		"columns", &out_columns, &spec, owners,
		"proto local                   pid    command      peer_port owners\n"
		"tcp   10.0.0.2:80             9,8    web          9      9/web,8/web\n"
		"tcp   10.0.0.10:443           8      web          7      8/web\n"
		"tcp   [::1]:80                -      -            8      -\n"
		"unix  /run/a,\"b\"              -      -            -      -\n"
		"udp   10.0.0.2:80             7      a\\x20b\\x2c\"c\"\\x1b 0      "
		"7/a b\\x2c\"c\"\\x1b\n"
		"tcp   10.0.0.2:22             -      -            1      -\n");
	spec.header = false;
	spec.columns.len = 4;
	expect_text("csv", &out_csv, &spec, owners,
		    "tcp,10.0.0.2:80,\"9,8\",web\n"
		    "tcp,10.0.0.10:443,8,web\n"
		    "tcp,[::1]:80,,\n"
		    "unix,\"/run/a,\"\"b\"\"\",,\n"
		    "udp,10.0.0.2:80,7,\"a b\\x2c\"\"c\"\"\\x1b\"\n"
		    "tcp,10.0.0.2:22,,\n");
	owner_index_free(owners);
}

static void expect_groups(const char *fields, const char *keys, uint32_t top,
			  enum group_style style, const struct owner_index *owners,
			  const char *want)
{
	struct out_spec spec = { .header = style != GROUP_JSON, .group_style = style };
	const char *bad = NULL;

	assert_int_equal(group_parse(&spec.group, fields, &bad), 0);
	spec.group_order.top = top;
	if (keys)
		assert_int_equal(
			group_order_parse(&spec.group_order, &spec.group, keys, &bad), 0);
	expect_text(fields, &out_groups, &spec, owners, want);
}

static void sockets_are_counted_by_fields(void **state)
{
	struct owner_index *owners = make_owners(*state);

	make_sockets();
	expect_groups("proto", NULL, 0, GROUP_TEXT, owners,
		      "proto count recv_q send_q bytes_acked bytes_received\n"
		      "tcp       4      5      0           0              0\n"
		      "udp       1      1      0           0              0\n"
		      "unix      1      0      0           0              0\n");
	/* a socket of several owners of one name counts once for the name */
	expect_groups("command", "-count,command", 2, GROUP_CSV, owners,
		      "command,count,recv_q,send_q,bytes_acked,bytes_received\n"
		      ",3,4,0,0,0\n"
		      "web,2,1,0,0,0\n");
	expect_groups("pid,port", "port,-pid", 0, GROUP_CSV, owners,
		      "pid,local_port,count,recv_q,send_q,bytes_acked,bytes_received\n"
		      ",22,1,2,0,0,0\n"
		      ",80,1,2,0,0,0\n"
		      "9,80,1,0,0,0,0\n"
		      "8,80,1,0,0,0,0\n"
		      "7,80,1,1,0,0,0\n"
		      "8,443,1,1,0,0,0\n"
		      ",,1,0,0,0,0\n");
	expect_groups(
		"peer,state", "peer", 2, GROUP_JSON, owners,
		"{\"schema\":2,\"groups\":[\n"
		"{\"peer\":\"::1\",\"state\":\"ESTABLISHED\",\"count\":1,\"recv_q\":2,"
		"\"send_q\":0,\"bytes_acked\":0,\"bytes_received\":0},\n"
		"{\"peer\":\"0.0.0.0\",\"state\":\"UNCONN\",\"count\":1,\"recv_q\":1,"
		"\"send_q\":0,\"bytes_acked\":0,\"bytes_received\":0}\n"
		"],\"gaps\":{\"from_proc_net\":[],\"absent\":[],\"interrupted\":false,"
		"\"malformed_lines\":0,\"processes_denied\":0,\"processes_unanswered\":0,"
		"\"processes_unasked\":0,\"owners_timed_out\":false,"
		"\"sockets_without_owner\":0}}\n");
	owner_index_free(owners);
}

static void groups_are_ordered_by_their_fields_and_sums(void **state)
{
	struct row_fields fields = { 0 };
	struct group_order order = { 0 };
	const char *bad = NULL;

	(void)state;
	assert_int_equal(group_parse(&fields, "command,peer", &bad), 0);
	assert_int_equal(group_order_parse(&order, &fields, "-recv_q,peer,comm", &bad),
			 0);
	assert_int_equal(group_order_parse(&order, &fields, "count,pid", &bad), -EINVAL);
	assert_string_equal(bad, "pid");
	assert_int_equal(group_order_parse(&order, &fields, "--count", &bad), -EINVAL);
	assert_int_equal(group_parse(&fields, "tcp_info", &bad), -EINVAL);
	assert_int_equal(group_parse(&fields, "pid,,", &bad), -EINVAL);
	assert_string_equal(bad, ",");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_are_sorted_by_fields),
		cmocka_unit_test(keys_must_be_fields_with_one_value),
		WITH_TREE(sockets_are_sorted_by_owners),
		WITH_TREE(columns_are_fields),
		WITH_TREE(sockets_are_counted_by_fields),
		cmocka_unit_test(groups_are_ordered_by_their_fields_and_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
