/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each layout shows about the processes at the other end, and about the reason of a
 * missing owner. */
#include "format/lsof.h"
#include "format/out.h"
#include "owner/no_owner_reason.h"
#include "sockets.h"
#include "unit.h"

/* Checks that a listing contains the text, or does not. */
static void expect(const struct out_ops *ops, const struct out_spec *spec,
		   const struct sock *s, const struct owner_index *h, const char *part,
		   bool is_there)
{
	const struct query_gaps gaps = { 0 };
	struct out out = sockets_out(ops, spec);

	assert_int_equal(out_begin(&out), 0);
	assert_int_equal(out_row(&out, s, h), 0);
	assert_int_equal(out_end(&out, &gaps), 0);
	struct strbuf text = sockets_written(&out);
	strbuf_addc(&text, '\0');
	assert_int_equal(text.error, 0);
	if ((strstr(text.s, part) != NULL) != is_there)
		fail_msg("%s: %s \"%s\" in: %s", ops->name, is_there ? "no" : "a", part,
			 text.s);
	strbuf_release(&text);
}

static struct owner_index *make_holders(const struct tree *t)
{
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	tree_text(t, "10/comm", "near\n");
	tree_text(t, "11/comm", "f,a \"r\x1b\n");
	tree_text(t, "12/comm", "other\n");
	sockets_hold(h, t, 1, 10, 3, "/bin/near");
	sockets_hold(h, t, 2, 11, 4, "f,a \"r\x1b");
	sockets_hold(h, t, 2, 11, 5, NULL);
	sockets_hold(h, t, 2, 12, 6, "other");
	return h;
}

static struct sock make(enum proto proto, uint64_t inode, uint64_t peer_inode)
{
	struct sock s = sockets_make(proto, "::1", 1, "::1", 2, STATE_ESTABLISHED);

	if (proto == PROTO_UNIX)
		s = (struct sock){ .has = SOCK_HAS_UNIX | SOCK_HAS_TYPE,
				   .proto = PROTO_UNIX,
				   .type = 1,
				   .state = STATE_ESTABLISHED };
	s.has |= SOCK_HAS_PEER_INODE;
	s.inode = inode;
	s.peer_inode = peer_inode;
	return s;
}

#define NETSTAT_PEER " 11/f\\x2ca \"r\\x1b,12/other\n"
#define SS_PEER                                                                          \
	"peers:((\"f,a \\x22r\\x1b\",pid=11,fd=4),(\"f,a \\x22r\\x1b\",pid=11,fd=5),"    \
	"(\"other\",pid=12,fd=6))"
#define LSOF_PEER " 11,f\\x2ca\\x20\"r\\x1b,4u 11,f\\x2ca\\x20\"r\\x1b,5u 12,other,6u"
#define JSON_PEER                                                                        \
	"\"peer_owners\":[{\"pid\":11,\"fd\":4,\"command\":\"f,a \\\"r\\u001b\"},"       \
	"{\"pid\":11,\"fd\":5,\"command\":\"f,a \\\"r\\u001b\"},"                        \
	"{\"pid\":12,\"fd\":6,\"command\":\"other\"}]"

static void peers(void **state)
{
	static const struct {
		const struct out_ops *ops;
		enum proto proto;
		uint64_t peer_inode;
		const char *part;
	} cases[] = {
		{ &out_netstat, PROTO_TCP, 2, "ESTABLISHED" NETSTAT_PEER },
		{ &out_netstat, PROTO_MPTCP, 2, "ESTABLISHED" NETSTAT_PEER },
		{ &out_netstat, PROTO_UNIX, 2,
		  "1        11/f\\x2ca \"r\\x1b,12/other \n" },
		{ &out_netstat, PROTO_TCP, 0, "ESTABLISHED -                        \n" },
		{ &out_netstat, PROTO_TCP, 9, "ESTABLISHED -                        \n" },
		{ &out_netstat, PROTO_TCP, 1, "ESTABLISHED 10/near                  \n" },
		{ &out_ss, PROTO_TCP, 2, " " SS_PEER "\n" },
		{ &out_ss, PROTO_UNIX, 2, " " SS_PEER "\n" },
		{ &out_lsof, PROTO_TCP, 2,
		  "[::1]:1->[::1]:2" LSOF_PEER " (ESTABLISHED)\n" },
		{ &out_lsof, PROTO_UNIX, 2, " ->INO=2" LSOF_PEER " (CONNECTED)\n" },
		{ &out_lsof, PROTO_UNIX, 9, " ->INO=9 (CONNECTED)\n" },
		{ &out_lsof, PROTO_TCP, 0, "[::1]:1->[::1]:2 (ESTABLISHED)\n" },
		{ &out_lsof_fields, PROTO_TCP, 2, "n[::1]:1->[::1]:2" LSOF_PEER "\n" },
		{ &out_json, PROTO_TCP, 2, JSON_PEER "}" },
		{ &out_json, PROTO_UNIX, 2, JSON_PEER "}" },
		{ &out_json, PROTO_TCP, 0, "\"peer_owners\":[]}" },
	};
	struct owner_index *h = make_holders(*state);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct out_spec spec = { .query.peers = true };
		const struct sock s = make(cases[i].proto, 1, cases[i].peer_inode);

		assert_int_equal(lsof_fields_parse("n", &spec.fields), 0);
		expect(cases[i].ops, &spec, &s, h, cases[i].part, true);
		/* The near end has owners only with -p, the far end only with --peer. */
		if (cases[i].ops == &out_netstat || cases[i].ops == &out_ss)
			expect(cases[i].ops, &spec, &s, h, "near",
			       cases[i].peer_inode == 1);
		spec.query.owners = true;
		spec.query.peers = false;
		expect(cases[i].ops, &spec, &s, h, "other", false);
	}
	owner_index_free(h);
}

static void header_and_executables(void **state)
{
	const struct tree *t = *state;
	struct out_spec spec = {
		.query.peers = true, .query.owners = true, .timers = true, .header = true
	};
	const struct sock s = make(PROTO_TCP, 1, 2);
	struct owner_index *h = NULL;

	tree_link(t, "11/exe", "/usr/bin/f,r");
	h = make_holders(t);
	expect(&out_netstat, &spec, &s, h,
	       "State       PID/Program name     Peer PID/Program name     Timer\n",
	       true);
	spec.query.wanted.executable = true;
	expect(&out_netstat, &spec, &s, h,
	       "State       PID/Executable       Peer PID/Executable       Timer\n",
	       true);
	expect(&out_netstat, &spec, &s, h,
	       " 10/-                 11//usr/bin/f\\x2cr,12/-   off (", true);
	spec.query.peers = false;
	expect(&out_netstat, &spec, &s, h, "Peer", false);
	owner_index_free(h);
}

static void reasons(void **state)
{
	static const struct {
		uint8_t state;
		uint64_t inode;
		const char *word;
	} cases[] = {
		{ STATE_TIME_WAIT, 0, "time_wait" },
		{ STATE_SYN_RECV, 0, "handshake" },
		{ STATE_ESTABLISHED, 0, "accept_queue" },
		{ STATE_LISTEN, 7, "unknown" },
	};
	const struct no_owner_reason why = { .can_see_all = true, .is_whole = true };
	struct owner_index *h = make_holders(*state);

	owner_index_set_no_owner_reason(h, &why);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct out_spec spec = { .query.owners = true, .query.reasons = true };
		struct sock s = make(PROTO_TCP, cases[i].inode, 0);
		char part[160];

		s.state = cases[i].state;
		snprintf(part, sizeof(part), " -(%s)%*s\n", cases[i].word,
			 (int)(17 - strlen(cases[i].word)), "");
		expect(&out_netstat, &spec, &s, h, part, true);
		snprintf(part, sizeof(part), " no-owner:%s\n", cases[i].word);
		expect(&out_ss, &spec, &s, h, part, true);
		snprintf(part, sizeof(part), "\"no_owner\":\"%s\"%s}", cases[i].word,
			 cases[i].inode ? ",\"not_looked_at\":[\"mappings\","
					  "\"system_calls\",\"io_uring\","
					  "\"unix_queues\",\"kernel\"]"
					: "");
		expect(&out_json, &spec, &s, h, part, true);

		spec.query.reasons = false;
		expect(&out_netstat, &spec, &s, h, " -                   \n", true);
		expect(&out_ss, &spec, &s, h, "no-owner", false);
		/* A socket with an owner needs no reason. */
		spec.query.reasons = true;
		s.inode = 1;
		expect(&out_netstat, &spec, &s, h, "-(", false);
		expect(&out_ss, &spec, &s, h, "no-owner", false);
		expect(&out_json, &spec, &s, h, "no_owner", false);
	}
	owner_index_free(h);
}

/* Each layout shows by which means a process holds a socket without a descriptor. */
static void means_of_holding(void **state)
{
	static const struct {
		enum held_by held_by;
		const char *netstat, *ss, *lsof, *field, *json;
	} cases[] = {
		{ HELD_BY_MAPPING, " 21/m(mapped)", "(\"m\",pid=21,fd=mapped)", " mem  ",
		  "fmem\ntIPv6", "{\"pid\":21,\"held_by\":\"mapped\",\"command\"" },
		{ HELD_BY_RING, " 21/m(io_uring)", "(\"m\",pid=21,fd=io_uring)",
		  " ring  ", "fring\ntIPv6",
		  "{\"pid\":21,\"held_by\":\"io_uring\",\"command\"" },
	};
	const struct process_wanted wanted = { .comm = true };
	const struct tree *t = *state;

	tree_text(t, "21/cmdline", "m");
	tree_text(t, "21/comm", "m\n");
	tree_socket(t, 21, 0, 9);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct out_spec spec = { .query.owners = true, .query.peers = true };
		const struct owner_record record = { .inode = 9,
						     .pid = 21,
						     .held_by = cases[i].held_by,
						     .on_exec = ON_EXEC_CLOSED };
		struct sock s = make(PROTO_TCP, 9, 0);
		struct owner_index *h = NULL;

		assert_int_equal(owner_index_new(&h), 0);
		assert_int_equal(owner_index_add(h, &record), 0);
		owner_index_set_listing_start(h, &tree_later);
		assert_int_equal(owner_index_describe(h, 9, t->fd, &wanted), 0);
		expect(&out_netstat, &spec, &s, h, cases[i].netstat, true);
		expect(&out_ss, &spec, &s, h, cases[i].ss, true);
		expect(&out_json, &spec, &s, h, cases[i].json, true);
		expect(&out_lsof, &spec, &s, h, cases[i].lsof, true);
		assert_int_equal(lsof_fields_parse("fatn", &spec.fields), 0);
		expect(&out_lsof_fields, &spec, &s, h, cases[i].field, true);
		s = make(PROTO_TCP, 1, 9);
		expect(&out_json, &spec, &s, h, cases[i].json, true);
		expect(&out_netstat, &spec, &s, h, cases[i].netstat, true);
		owner_index_free(h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(peers),
		WITH_TREE(header_and_executables),
		WITH_TREE(reasons),
		WITH_TREE(means_of_holding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
