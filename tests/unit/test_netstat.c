/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/out.h"

#include "databases.h"
#include "kernel/context.h"
#include "resolve/cache.h"
#include "resolve/hosts.h"
#include "sockets.h"
#include "unit.h"

#define COLUMNS                                                                          \
	"Proto Recv-Q Send-Q Local Address           Foreign Address         State     " \
	" "

static void list(const char *name, const struct out_spec *spec,
		 const struct sock *sockets, size_t count,
		 const struct owner_index *holders, const char *want)
{
	const struct query_gaps gaps = {
		.denied = 1,
		.interrupted = true,
		.absent = PAIR_BIT(PROTO_XDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V4),
	};
	struct out_spec inet = *spec;

	if (!inet.query.pairs)
		inet.query.pairs =
			PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V4);
	struct strbuf got =
		sockets_list(&out_netstat, &inet, sockets, count, holders, &gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void header(void **state)
{
	static const struct {
		const char *name;
		struct out_spec spec;
		const char *want;
	} cases[] = {
		{ "none", { .header = false, .extend = true }, "" },
		{ "default",
		  { .header = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS "\n" },
		{ "-l",
		  { .header = true, .title = WHICH_LISTENING },
		  "Active Internet connections (only servers)\n" COLUMNS "\n" },
		{ "-a",
		  { .header = true, .title = WHICH_ALL },
		  "Active Internet connections (servers and established)\n" COLUMNS
		  "\n" },
		{ "-e",
		  { .header = true, .extend = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS
		  " User       Inode     \n" },
		{ "-p",
		  { .header = true, .query.owners = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS
		  " PID/Program name    \n" },
		{ "-b",
		  { .header = true,
		    .query.owners = true,
		    .query.wanted.executable = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS
		  " PID/Executable      \n" },
		{ "-o",
		  { .header = true, .timers = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS " Timer\n" },
		{ "-epo",
		  { .header = true,
		    .extend = true,
		    .query.owners = true,
		    .timers = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS
		  " User       Inode      PID/Program name     Timer\n" },
		/* Without owners there are no names of executables. */
		{ "no owners",
		  { .header = true, .query.wanted.executable = true },
		  "Active Internet connections (w/o servers)\n" COLUMNS "\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		list(cases[i].name, &cases[i].spec, NULL, 0, NULL, cases[i].want);
}

static void rows(void **state)
{
	struct sock sockets[] = {
		sockets_make(PROTO_TCP, "127.0.0.1", 22, "0.0.0.0", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "10.0.0.1", 65535, "255.255.255.255", 1,
			     STATE_ESTABLISHED),
		sockets_make(PROTO_TCP, "::", 22, "::", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "::ffff:10.0.0.1", 22, "::ffff:1.2.3.4", 5,
			     STATE_NEW_SYN_RECV),
		sockets_make(PROTO_TCP, "fe80:1111:2222:3333:4444:5555:6666:7777", 65535,
			     "fe80:1111:2222:3333:4444:5555:6666:7777", 1,
			     STATE_CLOSE_WAIT),
		sockets_make(PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_UDP, "::1", 53, "::1", 54, STATE_ESTABLISHED),
		sockets_make(PROTO_UDPLITE, "0.0.0.0", 0, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_UDPLITE, "::", 7, "::", 0, STATE_CLOSE),
		sockets_make(PROTO_TCP, "0.0.0.0", 7, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_TCP, "0.0.0.0", 7, "0.0.0.0", 0, 14),
		sockets_make(PROTO_UDP, "0.0.0.0", 7, "0.0.0.0", 0, 255),
	};
	const struct out_spec spec = { .title = WHICH_ALL };

	(void)state;
	sockets[0].recv_q = 999999;
	sockets[1].recv_q = 1000000;
	sockets[1].send_q = UINT32_MAX;
	list("rows", &spec, sockets, ARRAY_SIZE(sockets), NULL,
	     "tcp   999999      0 127.0.0.1:22            0.0.0.0:*               "
	     "LISTEN     \n"
	     "tcp   1000000 4294967295 10.0.0.1:65535          255.255.255.255:1       "
	     "ESTABLISHED\n"
	     "tcp6       0      0 :::22                   :::*                    "
	     "LISTEN     \n"
	     "tcp6       0      0 10.0.0.1:22             1.2.3.4:5               "
	     "SYN_RECV   \n"
	     "tcp6       0      0 fe80:1111:2222:3333:4444:5555:6666:7777:65535 "
	     "fe80:1111:2222:3333:4444:5555:6666:7777:1 CLOSE_WAIT \n"
	     "udp        0      0 0.0.0.0:53              0.0.0.0:*               "
	     "           \n"
	     "udp6       0      0 ::1:53                  ::1:54                  "
	     "ESTABLISHED\n"
	     "udpl       0      0 0.0.0.0:*               0.0.0.0:*               "
	     "           \n"
	     "udpl6      0      0 :::7                    :::*                    "
	     "           \n"
	     "tcp        0      0 0.0.0.0:7               0.0.0.0:*               "
	     "CLOSE      \n"
	     "tcp        0      0 0.0.0.0:7               0.0.0.0:*               "
	     "14         \n"
	     "udp        0      0 0.0.0.0:7               0.0.0.0:*               "
	     "255        \n");
}

#define ROW                                                                              \
	"tcp        0      0 1.2.3.4:1               5.6.7.8:2               "           \
	"ESTABLISHED"

static struct sock one(void)
{
	return sockets_make(PROTO_TCP, "1.2.3.4", 1, "5.6.7.8", 2, STATE_ESTABLISHED);
}

static void users_and_inodes(void **state)
{
	static const struct {
		uint32_t uid;
		uint64_t inode;
		const char *want;
	} cases[] = {
		{ 0, 0, ROW " 0          0         \n" },
		{ 1000, 123456789, ROW " 1000       123456789 \n" },
		{ UINT32_MAX, UINT64_MAX, ROW " 4294967295 18446744073709551615\n" },
	};
	const struct out_spec spec = { .extend = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = one();

		s.uid = cases[i].uid;
		s.inode = cases[i].inode;
		list(cases[i].want, &spec, &s, 1, NULL, cases[i].want);
	}
}

static void timers(void **state)
{
	static const struct {
		uint8_t timer, retransmits, probes;
		uint32_t ms;
		const char *want;
	} cases[] = {
		{ TIMER_OFF, 0, 0, 0, ROW " off (0.00/0/0)\n" },
		{ TIMER_RETRANSMIT, 3, 0, 1239, ROW " on (1.23/3/0)\n" },
		{ TIMER_KEEPALIVE, 0, 9, 7199656, ROW " keepalive (7199.65/0/9)\n" },
		{ TIMER_TIME_WAIT, 0, 0, 60000, ROW " timewait (60.00/0/0)\n" },
		{ TIMER_PROBE, 0, 255, 90, ROW " probe (0.09/0/255)\n" },
		{ TIMER_OFF, 0, 0, 9, ROW " off (0.00/0/0)\n" },
		{ TIMER_RETRANSMIT, 255, 0, UINT32_MAX, ROW " on (4294967.29/255/0)\n" },
		{ TIMER_MAX_, 1, 2, 10, ROW " 5 (0.01/1/2)\n" },
		{ 255, 1, 2, 10, ROW " 255 (0.01/1/2)\n" },
	};
	const struct out_spec spec = { .timers = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = one();

		s.timer = cases[i].timer;
		s.retransmits = cases[i].retransmits;
		s.probes = cases[i].probes;
		s.timer_ms = cases[i].ms;
		list(cases[i].want, &spec, &s, 1, NULL, cases[i].want);
	}
}

static struct owner_index *make_holders(const struct tree *t)
{
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	tree_link(t, "10/exe", "/usr/bin/a,b (deleted)");
	sockets_hold(h, t, 1, 10, 3, "/usr/sbin/sshd");
	sockets_hold(h, t, 2, 11, 3, "nginx: master process /usr/sbin/nginx");
	sockets_hold(h, t, 2, 11, 4, NULL);
	sockets_hold(h, t, 2, 12, 3, "w1");
	sockets_hold(h, t, 2, 4294967295, 3, "w2");
	sockets_hold(h, t, 3, 13, 3, "evil,99/sshd");
	sockets_hold(h, t, 3, 14, 3, "\x1b[2J\n\\\xff");
	sockets_hold(h, t, 4, 15, 3, NULL);
	sockets_hold(h, t, 5, 10, 9, NULL);
	/* The table of a thread is read after those of all processes. */
	sockets_hold(h, t, 6, 16, 3, "threads");
	sockets_hold(h, t, 6, 17, 3, "other");
	const struct owner_record of_thread = {
		.pid = 16, .fd = 4, .inode = 6, .is_threads = true
	};
	sockets_add_holder(h, &of_thread);
	return h;
}

/* Each label of the owners is shown once; an owner without labels is passed over. */
static void labels(void **state)
{
	static const char *const cgroups[] = {
		"0::/system.slice/a.service",
		"0::/",
		"0::/user.slice/user-1.slice/user@1.service/b.service",
		"0::/system.slice/a.service",
		"4:memory:/docker/"
		"3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860",
		"0::/lxc.payload.a, b:c",
		"0::/docker/"
		"ec08435e04266c5ba381fccbb829f626d11d8ddf5f8f547263c7a2d79ab4787a",
		"0::/docker/"
		"4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970",
	};
	const struct tree *t = *state;
	const struct context context = { .proc_fd = t->fd, .state_root = t->root };
	const struct out_spec spec = { .units = true, .containers = true };
	struct owner_index *h = NULL;
	struct sock s = one();

	tree_text(t,
		  "var/lib/docker/containers/"
		  "ec08435e04266c5ba381fccbb829f626d11d8ddf5f8f547263c7a2d79ab4787a/"
		  "config.v2.json",
		  "{\"Name\":\"/w\\ne,b:/\"}");
	tree_text(t,
		  "var/lib/docker/containers/"
		  "4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970/"
		  "config.v2.json",
		  "{\"Config\":{\"Labels\":{\"io.kubernetes.container.name\":\"app\","
		  "\"io.kubernetes.pod.name\":\"p/q\","
		  "\"io.kubernetes.pod.namespace\":\"n,m\"}}}");
	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_context(h, &context, NULL, NULL);
	for (uint32_t i = 0; i < ARRAY_SIZE(cgroups); i++) {
		char path[32];

		snprintf(path, sizeof(path), "%u/cgroup", i + 20);
		tree_text(t, path, cgroups[i]);
		sockets_hold(h, t, 7, i + 20, 3, "x");
	}
	s.inode = 7;
	list("labels", &spec, &s, 1, h,
	     ROW " a.service,b.service  docker:3726184226f5,a\\x2c\\x20b\\x3ac,"
		 "w\\x0ae\\x2cb\\x3a\\x2f,n\\x2cm/p\\x2fq/app\n");
	s.inode = 8;
	list("no owner", &spec, &s, 1, h,
	     ROW " -                    -                   \n");
	list("no owners", &spec, &s, 1, NULL,
	     ROW " -                    -                   \n");
	owner_index_free(h);
}

static void owners(void **state)
{
	static const struct {
		uint64_t inode;
		const char *program;
		const char *executable;
	} cases[] = {
		{ 0, ROW " -                   \n", ROW " -                   \n" },
		{ 99, ROW " -                   \n", ROW " -                   \n" },
		{ 1, ROW " 10/sshd             \n",
		  ROW " 10//usr/bin/a\\x2cb (deleted)\n" },
		{ 2,
		  ROW " 11/nginx: master process /usr/sbin/nginx,12/w1,4294967295/w2\n",
		  ROW " 11/-,12/-,4294967295/-\n" },
		{ 3, ROW " 13/evil\\x2c99/sshd,14/\\x1b[2J\\x0a\\\\xff\n",
		  ROW " 13/-,14/-           \n" },
		{ 4, ROW " 15/-                \n", ROW " 15/-                \n" },
		{ 5, ROW " 10/sshd             \n",
		  ROW " 10//usr/bin/a\\x2cb (deleted)\n" },
		{ 6, ROW " 16/threads,17/other \n", ROW " 16/-,17/-           \n" },
	};
	struct owner_index *h = make_holders(*state);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct out_spec spec = { .query.owners = true };
		struct sock s = one();

		s.inode = cases[i].inode;
		list(cases[i].program, &spec, &s, 1, h, cases[i].program);
		spec.query.wanted.executable = true;
		list(cases[i].executable, &spec, &s, 1, h, cases[i].executable);
		/* Owners are not requested. */
		spec.query.owners = false;
		list("none", &spec, &s, 1, h, ROW "\n");
	}
	owner_index_free(h);
}

/* Called by the name of netstat, the program shows one owner, and cuts it. */
static void exact_owners(void **state)
{
	static const struct {
		uint64_t inode;
		const char *want;
	} cases[] = {
		{ 0, ROW " -                   \n" },
		{ 1, ROW " 10/sshd             \n" },
		{ 2, ROW " 11/nginx: master pr \n" },
		{ 3, ROW " 13/evil,99/sshd     \n" },
		{ 6, ROW " 16/threads          \n" },
	};
	const struct out_spec spec = { .query.owners = true, .is_exact = true };
	struct owner_index *h = make_holders(*state);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = one();

		s.inode = cases[i].inode;
		list(cases[i].want, &spec, &s, 1, h, cases[i].want);
	}
	owner_index_free(h);
}

/* A long address is cut so that its port fits, except with -W; a listener has no Send-Q,
 * and a user's number is signed. */
static void exact_cells(void **state)
{
	static const char all[] = "2001:db8:1111:2222:3333:4444:5555:6666";
	struct out_spec spec = { .is_exact = true, .extend = true };
	struct sock s = sockets_make(PROTO_TCP, all, 22, "::", 0, STATE_LISTEN);

	(void)state;
	s.recv_q = 3;
	s.send_q = 128;
	s.uid = 4294967294;
	s.has |= SOCK_HAS_UID;
	list("cut", &spec, &s, 1, NULL,
	     "tcp6       3      0 2001:db8:1111:2222:3:22 :::*                    LISTEN "
	     "     -2         0         \n");
	spec.is_wide = true;
	list("wide", &spec, &s, 1, NULL,
	     "tcp6       3      0 2001:db8:1111:2222:3333:4444:5555:6666:22 :::*         "
	     "           LISTEN      -2         0         \n");
}

/* The name of a unix socket ends at its first blank; control characters are escaped. */
static void exact_paths(void **state)
{
	static const struct {
		const char *name;
		size_t len;
		const char *want;
	} cases[] = {
		{ "/a b", 4, "/a" },
		{ "/a\nb", 4, "/a" },
		{ " rel", 4, "rel" },
		{ "\0a b", 4, "@a" },
		{ "\0a\0@", 4, "@a@@" },
		{ "\0\0\0", 3, "@@@" },
		{ "/\x1b[2J", 5, "/\\x1b[2J" },
		{ "@a", 2, "@a" },
		{ "\0 a", 3, "@" },
		{ "", 0, "" },
	};
	struct out_spec spec = { .is_exact = true };

	(void)state;
	spec.query.pairs = proto_pairs(PROTO_UNIX);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct query_gaps gaps = { 0 };
		struct sock s = {
			.proto = PROTO_UNIX,
			.state = STATE_LISTEN,
			.inode = 7,
		};
		memcpy(s.un.name, cases[i].name, cases[i].len);
		s.un.name_len = (uint8_t)cases[i].len;
		struct strbuf got = sockets_list(&out_netstat, &spec, &s, 1, NULL, &gaps);
		const size_t n = strlen(cases[i].want);

		assert_true(got.len > n + 1 && got.s[got.len - n - 2] == ' ');
		assert_memory_equal(got.s + got.len - n - 1, cases[i].want, n);
		strbuf_release(&got);
	}
}

static void names(void **state)
{
	struct sock sockets[] = {
		sockets_make(PROTO_TCP, "127.0.0.1", 22, "1.2.3.4", 777,
			     STATE_ESTABLISHED),
		sockets_make(PROTO_UDP, "127.0.0.1", 53, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_TCP, "::", 666, "::", 0, STATE_LISTEN),
		sockets_make(PROTO_TCP, "::ffff:0.0.0.0", 1, "::ffff:0.0.0.0", 2,
			     STATE_SYN_SENT),
	};
	struct out_spec spec = { .extend = true };
	struct cache *services = NULL;
	struct cache *users = NULL;
	struct hosts *hosts = NULL;

	(void)state;
	sockets[1].uid = 666;
	sockets[2].uid = 777;
	sockets[3].uid = 12;
	assert_int_equal(cache_new(&services), 0);
	assert_int_equal(cache_new(&users), 0);
	assert_int_equal(hosts_new(0, NULL, &hosts), 0);
	/* Names are not requested, so that no address has one. */
	spec.hosts = hosts;
	spec.services = services;
	spec.users = users;
	list("names", &spec, sockets, ARRAY_SIZE(sockets), NULL,
	     "tcp        0      0 127.0.0.1:ssh           "
	     "1.2.3.4:a-name-that-is-longer-than-its-column ESTABLISHED root       "
	     "0         \n"
	     "udp        0      0 127.0.0.1:domain        0.0.0.0:*               "
	     "            evil\\x1b\\x0a 0         \n"
	     "tcp6       0      0 [::]:evil\\x1b[2J\\x0aname [::]:*                  "
	     "LISTEN      a-long-user-name 0         \n"
	     "tcp6       0      0 0.0.0.0:1               0.0.0.0:2               "
	     "SYN_SENT    12         0         \n");
	hosts_free(hosts);
	cache_free(users);
	cache_free(services);
}

#define UNIX_TITLE  "Active UNIX domain sockets (servers and established)\n"
#define UNIX_HEADER "Proto RefCnt Flags       Type       State         I-Node   Path\n"
#define INET_TITLE  "Active Internet connections (servers and established)\n"
#define PACKET_TITLE                                                                     \
	"Active packet sockets (servers and established)\n"                              \
	"Proto  Recv-Q Send-Q Type       Protocol   Interface\n"

/* The two sections of netstat are printed even if empty; others are printed with their
 * rows or at the end, and not at all if this kernel cannot list the family. */
static void sections(void **state)
{
	static const struct sock packet = {
		.has = SOCK_HAS_PACKET | SOCK_HAS_TYPE,
		.proto = PROTO_PACKET,
		.type = 3,
		.packet = { .ethertype = 0x88ff },
	};
	static const struct {
		const char *name;
		uint32_t pairs;
		size_t rows;
		const char *want;
	} cases[] = {
		{ "inet", PAIR_BIT(PROTO_RAW, IP_V6), 0, INET_TITLE COLUMNS "\n" },
		{ "unix", PAIR_BIT(PROTO_UNIX, IP_V4), 0, UNIX_TITLE UNIX_HEADER },
		{ "both", PAIR_BIT(PROTO_UNIX, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V4), 0,
		  INET_TITLE COLUMNS "\n" UNIX_TITLE UNIX_HEADER },
		{ "absent", PAIR_BIT(PROTO_XDP, IP_V4), 0, "" },
		{ "empty", PAIR_BIT(PROTO_XDP, IP_V4) | PAIR_BIT(PROTO_PACKET, IP_V4), 0,
		  PACKET_TITLE },
		{ "rows",
		  PAIR_BIT(PROTO_UNIX, IP_V4) | PAIR_BIT(PROTO_PACKET, IP_V4) |
			  PAIR_BIT(PROTO_TIPC, IP_V4),
		  1,
		  UNIX_TITLE UNIX_HEADER PACKET_TITLE
		  "packet      0      0 RAW        0x88ff     *        \n"
		  "Active TIPC sockets (servers and established)\n"
		  "Proto Recv-Q Send-Q Type       Local Address           Foreign "
		  "Address    "
		  "     State      \n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct out_spec spec = {
			.header = true,
			.title = WHICH_ALL,
			.query.pairs = cases[i].pairs,
		};

		list(cases[i].name, &spec, &packet, cases[i].rows, NULL, cases[i].want);
	}
}

static struct sock unix_sock(uint8_t type, uint8_t at, uint64_t inode, const char *name,
			     size_t n)
{
	struct sock s = {
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_REFCNT,
		.proto = PROTO_UNIX,
		.type = type,
		.state = at,
		.inode = inode,
	};

	memcpy(s.un.name, name, n);
	s.un.name_len = (uint8_t)n;
	s.un.refcnt = 2;
	return s;
}

static void unix_rows(void **state)
{
	struct sock sockets[] = {
		unix_sock(1, STATE_LISTEN, 1, "/run/a b", 8),
		unix_sock(5, STATE_ESTABLISHED, 4331478, "", 0),
		unix_sock(1, STATE_ESTABLISHED, 0, "/run/a b", 8),
		unix_sock(2, STATE_CLOSE, 123456789, "\0ab\0c", 5),
		unix_sock(1, STATE_CLOSE, 0, "\n\x1b[2J\xff\\", 7),
		unix_sock(77, 77, 2, "", 0),
	};
	const struct out_spec spec = { .query.pairs = PAIR_BIT(PROTO_UNIX, IP_V4),
				       .extend = true,
				       .timers = true };

	(void)state;
	sockets[4].has &= ~(uint32_t)SOCK_HAS_REFCNT;
	list("unix", &spec, sockets, ARRAY_SIZE(sockets), NULL,
	     "unix  2      [ ACC ]     STREAM     LISTENING     1        /run/a b\n"
	     "unix  2      [ ]         SEQPACKET  CONNECTED     4331478  \n"
	     "unix  2      [ ]         STREAM     CONNECTING    0        /run/a b\n"
	     "unix  2      [ ]         DGRAM                    123456789 @ab@c\n"
	     "unix  -      [ ]         STREAM     DISCONNECTING 0        "
	     "\\x0a\\x1b[2J\\xff\\\n"
	     "unix  2      [ ]         77         77            2        \n");
}

static void rows_of_other_families(void **state)
{
	struct sock raw =
		sockets_make(PROTO_RAW, "0.0.0.0", 255, "0.0.0.0", 0, STATE_CLOSE);
	struct sock ping = sockets_make(PROTO_ICMP, "::1", 7, "::", 0, STATE_CLOSE);
	struct sock mptcp = sockets_make(PROTO_MPTCP, "::1", 7, "::", 0, STATE_CLOSE);
	struct sock nl = {
		.has = SOCK_HAS_NETLINK | SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q,
		.proto = PROTO_NETLINK,
		.nl = { .protocol = 15, .portid = 9, .groups = { 3, 1 } },
		.inode = 5,
	};
	struct sock kernels = nl;
	struct sock vsock = {
		.has = SOCK_HAS_VSOCK | SOCK_HAS_TYPE,
		.proto = PROTO_VSOCK,
		.type = 1,
		.state = STATE_LISTEN,
		.vsock = { UINT32_MAX, 1234, 5, 6 },
	};
	struct sock connected = vsock;
	struct sock xdp = { .has = SOCK_HAS_XDP, .proto = PROTO_XDP };
	struct sock bound = {
		.has = SOCK_HAS_XDP | SOCK_HAS_IFINDEX | SOCK_HAS_QUEUE | SOCK_HAS_UID,
		.proto = PROTO_XDP,
		.ifindex = 2,
		.xdp = { 3 },
	};
	struct sock tipc = {
		.has = SOCK_HAS_TIPC | SOCK_HAS_TYPE | SOCK_HAS_PEER,
		.proto = PROTO_TIPC,
		.type = 4,
		.state = STATE_ESTABLISHED,
		.tipc = { 1, 2, 3, 4 },
	};

	(void)state;
	kernels.has |= SOCK_IS_KERNELS;
	kernels.nl = (struct sock_netlink){ .protocol = 200 };
	connected.has |= SOCK_HAS_PEER;
	connected.state = STATE_ESTABLISHED;
	const struct sock all[] = { raw,   ping,      mptcp, nl,    kernels,
				    vsock, connected, xdp,   bound, tipc };
	const struct out_spec spec = { .extend = true };

	list("others", &spec, all, ARRAY_SIZE(all), NULL,
	     "raw        0      0 0.0.0.0:255             0.0.0.0:*               "
	     "7           0          0         \n"
	     "icmp6      0      0 ::1:7                   :::*                    "
	     "            0          0         \n"
	     "mptcp6      0      0 ::1:7                   :::*                    "
	     "CLOSE       0          0         \n"
	     "netlink      0      0 kobject_uevent 9          5          "
	     "kernel,udev,33\n"
	     "netlink      0      0 200            kernel     5          -\n"
	     "vsock STREAM     *:1234                  *:*                     LISTEN   "
	     "   0         \n"
	     "vsock STREAM     *:1234                  5:6                     "
	     "ESTABLISHED 0         \n"
	     "xdp        0      0 *         -     -          0         \n"
	     "xdp        0      0 2         3     0          0         \n"
	     "tipc       0      0 RDM        1:2                     3:4               "
	     "      ESTABLISHED -          0         \n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header),
		cmocka_unit_test(rows),
		cmocka_unit_test(users_and_inodes),
		cmocka_unit_test(timers),
		WITH_TREE(owners),
		WITH_TREE(exact_owners),
		cmocka_unit_test(exact_cells),
		cmocka_unit_test(exact_paths),
		WITH_TREE(labels),
		cmocka_unit_test(names),
		cmocka_unit_test(sections),
		cmocka_unit_test(unix_rows),
		cmocka_unit_test(rows_of_other_families),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
