/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/lsof.h"

#include "databases.h"
#include "resolve/cache.h"
#include "sockets.h"
#include "unit.h"

static const struct query_gaps gaps = { .denied = 1, .interrupted = true };

static struct sock one(enum proto proto, const char *local, uint16_t local_port,
		       const char *peer, uint16_t peer_port, uint8_t state,
		       uint64_t inode)
{
	struct sock s = sockets_make(proto, local, local_port, peer, peer_port, state);

	s.inode = inode;
	return s;
}

/* Makes a process of the tree with its files, as the kernel shows them. */
static void make_process(const struct tree *t, uint32_t pid, const char *comm,
			 const char *uid)
{
	char path[64];
	char text[128];

	snprintf(path, sizeof(path), "%u/comm", pid);
	snprintf(text, sizeof(text), "%s\n", comm);
	tree_text(t, path, text);
	snprintf(path, sizeof(path), "%u/status", pid);
	snprintf(text, sizeof(text), "Uid:\t1\t%s\t3\t4\n", uid);
	tree_text(t, path, text);
	snprintf(path, sizeof(path), "%u/stat", pid);
	snprintf(text, sizeof(text), "%u (%s) S 1 %u 0\n", pid, comm, pid - 1);
	tree_text(t, path, text);
}

/* Lists sockets without announcing the end of the listing to the writer. */
static struct strbuf listed(const struct out_ops *ops, const struct out_spec *spec,
			    const struct sock *sockets, size_t count,
			    const struct owner_index *h, uint64_t rows)
{
	struct out out = sockets_out(ops, spec);

	/* Two listings, as with -c: the second must not contain rows of the first. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ftruncate(out.buffer.fd, 0), 0);
		assert_int_equal(lseek(out.buffer.fd, 0, SEEK_SET), 0);
		assert_int_equal(out_begin(&out), 0);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(out_row(&out, &sockets[k], h), 0);
		assert_int_equal(out.buffer.text.len, 0);
		assert_int_equal(out_end(&out, &gaps), 0);
		assert_int_equal(out.rows, rows);
	}
	return sockets_written(&out);
}

static void list(const char *name, const struct out_spec *spec,
		 const struct sock *sockets, size_t count, const struct owner_index *h,
		 uint64_t rows, const char *want)
{
	struct strbuf got = listed(&out_lsof, spec, sockets, count, h, rows);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void an_empty_listing(void **state)
{
	const struct out_spec spec = { .header = true };
	const struct sock s = one(PROTO_TCP, "0.0.0.0", 1, "0.0.0.0", 0, STATE_LISTEN, 7);
	struct owner_index *h = NULL;

	(void)state;
	assert_int_equal(owner_index_new(&h), 0);
	list("no socket", &spec, NULL, 0, h, 0, "");
	list("no owner", &spec, &s, 1, h, 0, "");
	list("no owners", &spec, &s, 1, NULL, 0, "");
	owner_index_free(h);
}

/* A listing may end after any step. */
static void memory_is_freed(void **state)
{
	const struct out_spec spec = { .header = true };
	const struct sock s = one(PROTO_TCP, "0.0.0.0", 1, "0.0.0.0", 0, STATE_LISTEN, 7);
	const struct owner_record record = { .inode = 7, .pid = 5, .fd = 3 };
	struct owner_index *h = NULL;

	(void)state;
	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(owner_index_add(h, &record), 0);
	for (int steps = 0; steps < 3; steps++) {
		struct out out = sockets_out(&out_lsof, &spec);

		if (steps > 0)
			assert_int_equal(out_begin(&out), 0);
		if (steps > 1)
			assert_int_equal(out_row(&out, &s, h), 0);
		close(out.buffer.fd);
		out_release(&out);
		assert_null(out.own);
		out_release(&out);
	}
	owner_index_free(h);
}

static void rows(void **state)
{
	const struct sock sockets[] = {
		one(PROTO_TCP, "127.0.0.1", 22, "0.0.0.0", 0, STATE_LISTEN, 1),
		one(PROTO_TCP, "10.0.0.1", 65535, "255.255.255.255", 1, STATE_SYN_RECV,
		    2),
		one(PROTO_TCP, "::", 22, "::", 0, STATE_LISTEN, 3),
		one(PROTO_TCP, "::ffff:10.0.0.1", 22, "::ffff:1.2.3.4", 5,
		    STATE_FIN_WAIT1, 4),
		one(PROTO_TCP, "::ffff:0.0.0.0", 22, "::ffff:1.2.3.4", 5, STATE_SYN_SENT,
		    5),
		one(PROTO_TCP, "fe80:1111:2222:3333:4444:5555:6666:7777", 65535, "::1", 1,
		    STATE_CLOSE_WAIT, 4294967295),
		one(PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE, 7),
		one(PROTO_UDP, "::1", 53, "::1", 54, STATE_ESTABLISHED, 8),
		one(PROTO_UDP, "0.0.0.0", 0, "0.0.0.0", 0, STATE_CLOSE, 9),
		one(PROTO_TCP, "0.0.0.0", 7, "0.0.0.0", 0, STATE_CLOSE, 10),
		one(PROTO_TCP, "0.0.0.0", 7, "0.0.0.0", 0, 14, 11),
		/* The socket has no process. */
		one(PROTO_TCP, "0.0.0.0", 8, "1.1.1.1", 9, STATE_TIME_WAIT, 0),
		one(PROTO_TCP, "0.0.0.0", 8, "1.1.1.1", 9, STATE_ESTABLISHED, 99),
		/* The same socket is listed a second time. */
		one(PROTO_TCP, "127.0.0.1", 22, "0.0.0.0", 0, STATE_LISTEN, 1),
	};
	const struct out_spec spec = { .header = true };
	const struct tree *t = *state;
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	make_process(t, 9, "nine", "0");
	for (uint32_t i = 0; i < 11; i++)
		sockets_hold(h, t, sockets[i].inode, 9, 30 - i, NULL);
	list("rows", &spec, sockets, ARRAY_SIZE(sockets), h, 11,
	     "COMMAND PID     USER   FD   TYPE     DEVICE SIZE/OFF NODE NAME\n"
	     "nine      9        0   20u  IPv4         11      0t0  TCP *:7 (14)\n"
	     "nine      9        0   21u  IPv4         10      0t0  TCP *:7 (CLOSE)\n"
	     "nine      9        0   22u  IPv4          9      0t0  UDP *:*\n"
	     "nine      9        0   23u  IPv6          8      0t0  UDP "
	     "[::1]:53->[::1]:54\n"
	     "nine      9        0   24u  IPv4          7      0t0  UDP *:53\n"
	     "nine      9        0   25u  IPv6 4294967295      0t0  TCP "
	     "[fe80:1111:2222:3333:4444:5555:6666:7777]:65535->[::1]:1 (CLOSE_WAIT)\n"
	     "nine      9        0   26u  IPv6          5      0t0  TCP *:22->1.2.3.4:5 "
	     "(SYN_SENT)\n"
	     "nine      9        0   27u  IPv6          4      0t0  TCP "
	     "10.0.0.1:22->1.2.3.4:5 (FIN_WAIT1)\n"
	     "nine      9        0   28u  IPv6          3      0t0  TCP *:22 (LISTEN)\n"
	     "nine      9        0   29u  IPv4          2      0t0  TCP "
	     "10.0.0.1:65535->255.255.255.255:1 (SYN_RECV)\n"
	     "nine      9        0   30u  IPv4          1      0t0  TCP 127.0.0.1:22 "
	     "(LISTEN)\n");
	owner_index_free(h);
}

/* Rows of a process are together, in ascending order, whatever the order of sockets;
 * every column is as wide as needed. */
static void processes(void **state)
{
	const struct sock sockets[] = {
		one(PROTO_UDPLITE, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE, 2),
		one(PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE, 1),
	};
	struct out_spec spec = { .header = true };
	const struct tree *t = *state;
	struct owner_index *h = NULL;
	struct cache *services = NULL;
	struct cache *users = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(cache_new(&services), 0);
	assert_int_equal(cache_new(&users), 0);
	make_process(t, 4294967295, "a name of 15 by", "777");
	make_process(t, 9, "evil\x1b[2J\nx 1 y", "666");
	make_process(t, 10, "", "4294967294");
	sockets_hold(h, t, 1, 4294967295, 1234567, NULL);
	sockets_hold(h, t, 1, 4294967295, 3, NULL);
	sockets_hold(h, t, 1, 10, 3, NULL);
	sockets_hold(h, t, 2, 9, 10000, NULL);
	sockets_hold(h, t, 1, 9, 3, NULL);
	sockets_hold(h, t, 1, 11, 3, NULL); /* The process has ended. */
	spec.services = services;
	spec.users = users;
	list("processes", &spec, sockets, ARRAY_SIZE(sockets), h, 6,
	     "COMMAND                            PID             USER     "
	     " FD   TYPE DEVICE SIZE/OFF    NODE NAME\n"
	     "evil\\x1b[2J\\x0ax\\x201\\x20y           9     evil\\x1b\\x0"
	     "a       3u  IPv4      1      0t0     UDP *:domain\n"
	     "evil\\x1b[2J\\x0ax\\x201\\x20y           9     evil\\x1b\\x0"
	     "a   10000u  IPv4      2      0t0 UDPLITE *:53\n"
	     "-                                   10       4294967294     "
	     "  3u  IPv4      1      0t0     UDP *:domain\n"
	     "-                                   11                -     "
	     "  3u  IPv4      1      0t0     UDP *:domain\n"
	     "a\\x20name\\x20of\\x2015\\x20by 4294967295 a-long-user-name "
	     "      3u  IPv4      1      0t0     UDP *:domain\n"
	     "a\\x20name\\x20of\\x2015\\x20by 4294967295 a-long-user-name "
	     "1234567u  IPv4      1      0t0     UDP *:domain\n");

	/* The executable in place of the name, and no header. */
	spec = (struct out_spec){ .query.wanted.executable = true };
	tree_link(t, "12/exe", "/usr/bin/a b");
	make_process(t, 12, "name", "0");
	sockets_hold(h, t, 3, 12, 3, NULL);
	const struct sock s = one(PROTO_TCP, "::", 1, "::", 0, STATE_LISTEN, 3);

	list("executable", &spec, &s, 1, h, 1,
	     "/usr/bin/a\\x20b  12        0    3u  IPv6      3      0t0  TCP *:1 "
	     "(LISTEN)\n");
	cache_free(users);
	cache_free(services);
	owner_index_free(h);
}

static void field_letters(void **state)
{
	static const char *const good[] = {
		"",
		"0",
		"p",
		"pgRcuLfaltdoPnT",
		"0n",
		"n0",
		"DGiKkMmrsS",
		"nn",
		/* All field letters of lsof. */
		"acdDfGikKlLmMnopgPrRsStTu0",
	};
	static const char *const bad[] = {
		"x", "pFn", "1", " ", "p n", "-", "N", "\xff"
	};
	uint32_t fields = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_row(good[i], lsof_fields_parse(good[i], &fields), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		fields = 7;
		assert_row(bad[i], lsof_fields_parse(bad[i], &fields), -EINVAL);
		assert_row(bad[i], fields, 7);
	}
}

static void field_output(void **state)
{
	static const struct {
		const char *letters;
		/* the expected output, with "@" for NUL */
		const char *want;
	} cases[] = {
		{ "", "p9\ng8\nR1\ncevil\\x1b\\x0a n3\nu0\nLroot\n"
		      "f3\nau\nl "
		      "\ntIPv4\nG0x80802;0x0\nd1\no0t0\nPTCP\nn*:80\nTST=LISTEN\nTQR="
		      "1\nTQS=2\n"
		      "f4\nau\nl "
		      "\ntIPv6\nG0x0;0x0\nd2\no0t0\nPUDP\nn[::1]:53->[::1]:54\nTQR=3\n"
		      "p10\n"
		      "f3\nau\nl "
		      "\ntIPv4\nd1\no0t0\nPTCP\nn*:80\nTST=LISTEN\nTQR=1\nTQS=2\n" },
		{ "0", "p9@g8@R1@cevil\\x1b\\x0a n3@u0@Lroot@\n"
		       "f3@au@l "
		       "@tIPv4@G0x80802;0x0@d1@o0t0@PTCP@n*:80@TST=LISTEN@TQR=1@TQS=2@\n"
		       "f4@au@l @tIPv6@G0x0;0x0@d2@o0t0@PUDP@n[::1]:53->[::1]:54@TQR=3@\n"
		       "p10@\n"
		       "f3@au@l @tIPv4@d1@o0t0@PTCP@n*:80@TST=LISTEN@TQR=1@TQS=2@\n" },
		{ "p", "p9\np10\n" },
		{ "p0", "p9@\np10@\n" },
		{ "n", "p9\nn*:80\nn[::1]:53->[::1]:54\np10\nn*:80\n" },
		{ "nf", "p9\nf3\nn*:80\nf4\nn[::1]:53->[::1]:54\np10\nf3\nn*:80\n" },
		{ "fn0", "p9@\nf3@n*:80@\nf4@n[::1]:53->[::1]:54@\np10@\nf3@n*:80@\n" },
		{ "T", "p9\nTST=LISTEN\nTQR=1\nTQS=2\nTQR=3\np10\nTST=LISTEN\nTQR=1\n"
		       "TQS=2\n" },
		{ "gLu", "p9\ng8\nu0\nLroot\np10\n" },
		{ "DiK0", "p9@\np10@\n" },
		/* The flags of a closed descriptor are not known. */
		{ "G", "p9\nG0x80802;0x0\nG0x0;0x0\np10\n" },
		{ "tGd0", "p9@\ntIPv4@G0x80802;0x0@d1@\ntIPv6@G0x0;0x0@d2@\np10@\n"
			  "tIPv4@d1@\n" },
	};
	struct sock sockets[] = {
		one(PROTO_UDP, "::1", 53, "::1", 54, STATE_ESTABLISHED, 2),
		one(PROTO_TCP, "0.0.0.0", 80, "0.0.0.0", 0, STATE_LISTEN, 1),
	};
	struct out_spec spec = { .header = true };
	const struct tree *t = *state;
	struct owner_index *h = NULL;
	struct cache *users = NULL;

	sockets[0].has = 0;
	sockets[0].recv_q = 3;
	sockets[1].recv_q = 1;
	sockets[1].send_q = 2;
	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(cache_new(&users), 0);
	spec.users = users;
	make_process(t, 9, "evil\x1b\n n3", "0");
	tree_text(t, "9/fdinfo/3", "pos:\t0\nflags:\t02004002\nmnt_id:\t9\n");
	tree_link(t, "9/fd/3", "socket:[1]");
	tree_link(t, "9/fd/4", "socket:[2]");
	tree_text(t, "9/fdinfo/4", "pos:\t0\nflags:\t00\nmnt_id:\t9\n");
	sockets_hold(h, t, 1, 10, 3, NULL); /* The process has ended. */
	sockets_hold(h, t, 1, 9, 3, NULL);
	sockets_hold(h, t, 2, 9, 4, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(lsof_fields_parse(cases[i].letters, &spec.fields), 0);
		struct strbuf got = listed(&out_lsof_fields, &spec, sockets,
					   ARRAY_SIZE(sockets), h, 3);

		for (char *at = (char *)got.s; got.len && at < got.s + got.len; at++)
			if (!*at)
				*at = '@';
		assert_row_text(cases[i].letters, &got, cases[i].want);
		strbuf_release(&got);
	}
	cache_free(users);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_listing),
		cmocka_unit_test(memory_is_freed),
		WITH_TREE(rows),
		WITH_TREE(processes),
		cmocka_unit_test(field_letters),
		WITH_TREE(field_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
