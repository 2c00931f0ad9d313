/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsers of /proc/net/sctp/eps and assocs. */
#include "diag/families.h"
#include "guard.h"
#include "sockets.h"
#include "tree.h"
#include "unit.h"

#define EPS_HEADER " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n"
#define ASSOCS_HEADER                                                                    \
	" ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT "  \
	"RPORT LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq "         \
	"sndbuf rcvbuf\n"
#define MORE                                                                             \
	"\t   30000    10    10   10    0    0        0        1        0   212992   "   \
	"212992\n"

#define EP(state, port, inode, addrs)                                                    \
	"ffff9 ffff8 2   " state "  37   " port "  1000 " inode " " addrs " \n"
#define ASSOC(state, tx, rx, inode, locals, peers)                                       \
	"       0        0 2   1   " state "  0      58        " tx "        " rx        \
	"       0 " inode " 44206 38412  " locals " <-> " peers " " MORE

#define V6(last) "2001:0db8:0000:0000:0000:0000:0000:000" last

struct seen {
	size_t count;
	struct sock all[16];
};

static int see(const struct sock *s, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < ARRAY_SIZE(seen->all));
	seen->all[seen->count++] = *s;
	return 0;
}

static struct seen read_all(const struct tree *t, enum ip ip, uint32_t states,
			    uint64_t malformed)
{
	const struct family_request request = {
		.proto = PROTO_SCTP,
		.ip = ip,
		.states = states,
	};
	struct family_source from = { .proc_fd = t->fd };
	struct seen seen = { 0 };

	assert_int_equal(family_ops(PROTO_SCTP)->proc_net(&from, &request, see, &seen),
			 0);
	assert_int_equal(from.malformed, malformed);
	return seen;
}

static void assert_addr(const struct addr *a, const char *want)
{
	char text[INET6_ADDRSTRLEN + 1] = { 0 };

	text[addr_format(a, text)] = '\0';
	assert_string_equal(text, want);
}

static void write_files(const struct tree *t)
{
	tree_text(t, "net/sctp/eps",
		  EPS_HEADER EP("10", "5000", "11", "0.0.0.0")
			  EP("10", "5001", "12", "10.0.0.1 10.0.0.2")
				  EP("10", "65535", "13", V6("1") " 10.0.0.1")
					  EP("7", "5003", "14", "10.0.0.1")
		  /* The endpoint is listed by its associations. */
		  EP("1", "5004", "15", "10.0.0.1"));
	tree_text(t, "net/sctp/assocs",
		  ASSOCS_HEADER ASSOC("3", "5", "6", "21", "10.0.0.1 10.0.0.2",
				      "*10.9.9.1 10.9.9.2")
			  ASSOC("1", "0", "0", "22", "10.0.0.1 *10.0.0.2",
				"10.9.9.1 *10.9.9.2")
				  ASSOC("7", "0", "0", "23", V6("1") " *10.0.0.1",
					"*10.9.9.1 " V6("2"))
					  ASSOC("99", "0", "0", "24", V6("1"), V6("2")));
}

static void every_field(void **state)
{
	const struct tree *t = *state;

	write_files(t);
	const struct seen v4 = read_all(t, IP_V4, STATE_ALL, 0);
	assert_int_equal(v4.count, 5);
	const struct sock *s = &v4.all[1];
	assert_int_equal(s->has, SOCK_HAS_INET | SOCK_HAS_UID | SOCK_HAS_SCTP);
	assert_int_equal(s->proto, PROTO_SCTP);
	assert_int_equal(s->ip, IP_V4);
	assert_int_equal(s->state, STATE_LISTEN);
	assert_int_equal(s->local_port, 5001);
	assert_int_equal(s->uid, 1000);
	assert_int_equal(s->inode, 12);
	assert_addr(&s->local, "10.0.0.1");
	assert_addr(&s->peer, "0.0.0.0");
	assert_int_equal(s->sctp.locals.count, 2);
	assert_int_equal(s->sctp.peers.count, 0);
	assert_int_equal(v4.all[2].state, STATE_CLOSE);

	s = &v4.all[3];
	assert_int_equal(s->has, SOCK_HAS_INET | SOCK_HAS_UID | SOCK_HAS_SCTP |
					 SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q);
	assert_int_equal(s->state, STATE_ESTABLISHED);
	assert_int_equal(s->send_q, 5);
	assert_int_equal(s->recv_q, 6);
	assert_int_equal(s->inode, 21);
	assert_int_equal(s->local_port, 44206);
	assert_int_equal(s->peer_port, 38412);
	assert_addr(&s->local, "10.0.0.1");
	assert_addr(&s->peer, "10.9.9.1");
	assert_int_equal(s->sctp.locals.count, 2);
	assert_int_equal(s->sctp.peers.count, 2);
	assert_addr(&s->sctp.peers.all[1], "10.9.9.2");
	/* Primary addresses are recognized wherever they stand. */
	assert_addr(&v4.all[4].local, "10.0.0.2");
	assert_addr(&v4.all[4].peer, "10.9.9.2");
	assert_int_equal(v4.all[4].state, STATE_SYN_SENT);
}

/* Both address families read the same files, and each socket belongs to one of them. */
static void each_socket_once(void **state)
{
	const struct tree *t = *state;

	write_files(t);
	const struct seen v4 = read_all(t, IP_V4, STATE_ALL, 0);
	const struct seen v6 = read_all(t, IP_V6, STATE_ALL, 0);
	uint64_t inodes = 0;
	assert_int_equal(v4.count + v6.count, 8);
	for (size_t i = 0; i < v4.count; i++)
		inodes ^= UINT64_C(1) << v4.all[i].inode;
	for (size_t i = 0; i < v6.count; i++)
		inodes ^= UINT64_C(1) << v6.all[i].inode;
	assert_true(inodes == (UINT64_C(0xf) << 11 | UINT64_C(0xf) << 21));

	assert_int_equal(v6.all[0].local_port, 65535);
	assert_addr(&v6.all[0].local, "2001:db8::1");
	assert_addr(&v6.all[0].sctp.locals.all[1], "::ffff:10.0.0.1");
	assert_addr(&v6.all[0].peer, "::");
	assert_addr(&v6.all[1].local, "::ffff:10.0.0.1");
	assert_addr(&v6.all[1].peer, "::ffff:10.9.9.1");
	assert_int_equal(v6.all[1].state, STATE_LAST_ACK);
	assert_addr(&v6.all[2].peer, "2001:db8::2");
	assert_int_equal(v6.all[2].state, 0);

	const uint32_t *masks = proto_desc(PROTO_SCTP)->states;
	assert_int_equal(read_all(t, IP_V4, masks[WHICH_LISTENING], 0).count, 2);
	assert_int_equal(read_all(t, IP_V4, masks[WHICH_CONNECTED], 0).count, 2);
	assert_int_equal(read_all(t, IP_V6, masks[WHICH_LISTENING], 0).count, 1);
	assert_int_equal(read_all(t, IP_V6, masks[WHICH_CONNECTED], 0).count, 2);
}

/* Older kernels end an association with its addresses, and pointers may be hidden. */
static void other_kernels(void **state)
{
	static const char *const lines[] = {
		"ffff88045ac7e000 ffff88062077aa00 2   1   3  1205  963        0        "
		"0 "
		"    200 273361167 11567 11166  10.0.0.102 10.0.0.70 <-> *10.0.0.109 "
		"10.0.0.77 \n",
		("(____ptrval____) (____ptrval____) 2   1   3  1205  963        0        "
		 "0 "
		 "    200 273361167 11567 11166  10.0.0.102 10.0.0.70 <-> *10.0.0.109 "
		 "10.0.0.77"),
		("0 0 1 1 3 0 1 0 0 200 273361167 11567 11166  10.0.0.102 10.0.0.70  <-> "
		 "*10.0.0.109 10.0.0.77 1000     2     2   10    0    0        0\n"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct sock s;

		assert_row(
			lines[i],
			procnet_sctp_parse_association(lines[i], PROTO_SCTP, IP_V4, &s),
			0);
		assert_row(lines[i], s.inode, 273361167);
		assert_row(lines[i], s.state, STATE_ESTABLISHED);
		assert_row(lines[i], s.sctp.locals.count, 2);
		assert_row(lines[i], s.sctp.peers.count, 2);
		assert_addr(&s.peer, "10.0.0.109");
	}
}

/* A text longer than an address. */
static const char no_addr[] =
	"0 0 1 1 3 0 1 0 0 0 7 1 2 1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1 <->\n";

static void lines_without_a_socket(void **state)
{
	static const char *const lines[] = {
		"",
		"\n",
		"nonsense\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2\n",
		/* Lines without arrow or peer, with an invalid address or port, or a
		 * negative number. */
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.1 *10.0.0.2\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.1 <->\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.1 <-> 1000 2\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.1 <-- 10.0.0.2\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.256 <-> 10.0.0.2\n",
		"0 0 2 1 3 0 58 0 0 0 7 1 2 10.0.0.1 <-> **10.0.0.2\n",
		no_addr,
		"0 0 2 1 3 0 58 0 0 0 7 65536 2 10.0.0.1 <-> 10.0.0.2\n",
		"0 0 2 1 256 0 58 0 0 0 7 1 2 10.0.0.1 <-> 10.0.0.2\n",
		"0 0 2 1 3 0 58 -1 0 0 7 1 2 10.0.0.1 <-> 10.0.0.2\n",
	};
	struct sock before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct sock s = before;

		assert_row(
			lines[i],
			procnet_sctp_parse_association(lines[i], PROTO_SCTP, IP_V4, &s),
			-EBADMSG);
		assert_memory_equal(&s, &before, sizeof(s));
	}
}

/* A malformed line is counted if its family is listed. */
static void malformed_lines(void **state)
{
	const struct tree *t = *state;

	tree_text(t, "net/sctp/eps",
		  EPS_HEADER "nonsense\nno:nsense\n" EP("10", "5000", "11", "0.0.0.0"));
	tree_text(t, "net/sctp/assocs", ASSOCS_HEADER "no:nsense\n");
	assert_int_equal(read_all(t, IP_V4, STATE_ALL, 1).count, 1);
	assert_int_equal(read_all(t, IP_V6, STATE_ALL, 2).count, 0);
}

static void no_files(void **state)
{
	const struct tree *t = *state;
	const struct family_request request = { .proto = PROTO_SCTP,
						.states = STATE_ALL };
	struct family_source from = { .proc_fd = t->fd };
	struct seen seen = { 0 };

	assert_int_equal(family_ops(PROTO_SCTP)->proc_net(&from, &request, see, &seen),
			 -ENOENT);
}

/* Each prefix of each line yields the socket as far as it is known, or nothing. */
static void truncated_lines(void **state)
{
	static const struct {
		int (*parse)(const char *line, enum proto proto, enum ip ip,
			     struct sock *ret);
		const char *line;
	} cases[] = {
		{ procnet_sctp_parse_endpoint,
		  EP("10", "5000", "11", "10.0.0.1 10.0.0.2") },
		{ procnet_sctp_parse_endpoint,
		  EP("10", "5000", "11", V6("1") " " V6("2")) },
		{ procnet_sctp_parse_association,
		  ASSOC("3", "5", "6", "21", "10.0.0.1 *10.0.0.2", "*10.9.9.1") },
		{ procnet_sctp_parse_association,
		  ASSOC("3", "5", "6", "21", V6("1") " 10.0.0.1", "*" V6("3")) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t whole = strlen(cases[i].line);
		struct guard g = guard_open(whole + 1);

		for (size_t n = 0; n <= whole; n++) {
			char *cut = guard_copy(&g, cases[i].line, n + 1, 1);
			const enum ip ip = i % 2 ? IP_V6 : IP_V4;
			struct sock before;
			struct sock s;

			cut[n] = '\0';
			memset(&before, 0x5a, sizeof(before));
			s = before;
			int r = cases[i].parse(cut, PROTO_SCTP, ip, &s);
			assert_true(r == 0 || r == 1 || r == -EBADMSG);
			if (n == whole)
				assert_int_equal(r, 0);
			if (r)
				assert_memory_equal(&s, &before, sizeof(s));
			else
				assert_int_equal(s.inode, i < 2 ? 11 : 21);
		}
		guard_close(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(every_field),
		WITH_TREE(each_socket_once),
		cmocka_unit_test(other_kernels),
		cmocka_unit_test(lines_without_a_socket),
		WITH_TREE(malformed_lines),
		WITH_TREE(no_files),
		cmocka_unit_test(truncated_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
