/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/out.h"

#include "databases.h"
#include "interfaces.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "resolve/cache.h"
#include "resolve/hosts.h"
#include "sockets.h"
#include "unit.h"
#include "utf8.h"
#include "util/clock.h"

#define BEGIN "{\"schema\":2,\"sockets\":[\n"
#define NO_GAPS                                                                          \
	"\n],\"gaps\":{\"from_proc_net\":[],\"absent\":[],\"interrupted\":false,"        \
	"\"malformed_lines\":0,\"processes_denied\":0,\"processes_unanswered\":0,"       \
	"\"processes_unasked\":0,\"owners_timed_out\":false,"                            \
	"\"sockets_without_owner\":0}}\n"

#define LISTENER                                                                         \
	"{\"proto\":\"tcp\",\"family\":\"inet\",\"state\":\"LISTEN\","                   \
	"\"local_address\":\"127.0.0.1\",\"local_port\":22,"                             \
	"\"peer_address\":\"0.0.0.0\",\"peer_port\":0,\"recv_q\":1,\"send_q\":128,"      \
	"\"uid\":0,\"inode\":7,\"timer\":\"off\",\"timer_ms\":0,\"retransmits\":0,"      \
	"\"probes\":0"

static struct sock listener(void)
{
	struct sock s =
		sockets_make(PROTO_TCP, "127.0.0.1", 22, "0.0.0.0", 0, STATE_LISTEN);

	s.recv_q = 1;
	s.send_q = 128;
	s.inode = 7;
	return s;
}

static void list(const char *name, const struct out_spec *spec,
		 const struct sock *sockets, size_t count,
		 const struct owner_index *holders, const struct query_gaps *gaps,
		 const char *want)
{
	struct strbuf got = sockets_list(&out_json, spec, sockets, count, holders, gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void no_sockets(void **state)
{
	const struct out_spec spec = { .header = true };
	const struct query_gaps gaps = { 0 };

	(void)state;
	list("empty", &spec, NULL, 0, NULL, &gaps, BEGIN NO_GAPS);
}

static void gaps_are_told(void **state)
{
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = {
		.fallback = PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6),
		.absent = PAIR_BIT(PROTO_UDPLITE, IP_V6),
		.interrupted = true,
		.malformed = UINT64_MAX,
		.denied = 1,
		.selected_denied = 2,
		.unanswered = 4,
		.selected_unanswered = 3,
		.unowned = 3,
	};

	(void)state;
	list("gaps", &spec, NULL, 0, NULL, &gaps,
	     BEGIN "\n],\"gaps\":{\"from_proc_net\":[\"tcp\",\"tcp6\"],"
		   "\"absent\":[\"udpl6\"],\"interrupted\":true,"
		   "\"malformed_lines\":18446744073709551615,\"processes_denied\":2,"
		   "\"processes_unanswered\":4,"
		   "\"processes_unasked\":0,\"owners_timed_out\":false,"
		   "\"sockets_without_owner\":3}}\n");
}

static void every_field(void **state)
{
	struct sock s = sockets_make(PROTO_UDP, "::ffff:1.2.3.4", 65535, "fe80::1", 1,
				     STATE_CLOSE);
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };

	(void)state;
	s.has |= SOCK_HAS_COOKIE | SOCK_HAS_IFINDEX | SOCK_HAS_V6ONLY;
	s.recv_q = UINT32_MAX;
	s.uid = UINT32_MAX;
	s.inode = UINT64_MAX;
	s.cookie = UINT64_C(0x0123456789abcdef);
	s.ifindex = 3;
	s.timer = TIMER_PROBE;
	s.timer_ms = 1;
	s.retransmits = 255;
	s.probes = 9;
	list("every field", &spec, &s, 1, NULL, &gaps,
	     BEGIN "{\"proto\":\"udp\",\"family\":\"inet6\",\"state\":\"UNCONN\","
		   "\"local_address\":\"::ffff:1.2.3.4\",\"local_port\":65535,"
		   "\"peer_address\":\"fe80::1\",\"peer_port\":1,\"recv_q\":4294967295,"
		   "\"send_q\":0,\"uid\":4294967295,\"inode\":18446744073709551615,"
		   "\"cookie\":\"0123456789abcdef\",\"v6only\":false,\"ifindex\":3,"
		   "\"timer\":\"probe\","
		   "\"timer_ms\":1,\"retransmits\":255,\"probes\":9}" NO_GAPS);
}

/* Host, boot and network namespace of the listing; unknown values are left out. */
static void the_outer_object_has_host_and_time(void **state)
{
	struct identity id = {
		.host = "h\xff",
		.boot_id = "01234567-89ab-cdef-0123-456789abcdef",
		.netns_inode = 4026531840,
		.netns_cookie = UINT64_MAX,
	};
	const struct out_spec spec = {
		.identity = &id,
		.time_ns = UINT64_C(1767225599) * NS_PER_S + 999999999,
	};
	const struct query_gaps gaps = { 0 };

	(void)state;
	list("all", &spec, NULL, 0, NULL, &gaps,
	     "{\"schema\":2,\"host\":\"h\xef\xbf\xbd\",\"host_hex\":\"68ff\","
	     "\"boot_id\":\"01234567-89ab-cdef-0123-456789abcdef\","
	     "\"netns_inode\":4026531840,\"netns_cookie\":\"ffffffffffffffff\","
	     "\"time\":\"2025-12-31T23:59:59.999999Z\",\"sockets\":[\n" NO_GAPS);
	id = (struct identity){ .netns_inode = 1 };
	list("one", &(struct out_spec){ .identity = &id }, NULL, 0, NULL, &gaps,
	     "{\"schema\":2,\"netns_inode\":1,\"sockets\":[\n" NO_GAPS);
}

/* Different names are never written the same, and the result contains neither NUL nor
 * invalid UTF-8. */
static void different_names_stay_different(void **state)
{
	static const struct {
		const char *name;
		uint8_t len;
	} names[] = {
		{ "@x", 2 },
		{ "\0x", 2 },
		{ "\0x\0", 3 },
		{ "\0@x", 3 },
		{ "x", 1 },
		{ "\xff", 1 },
		{ "\xfe", 1 },
		{ "\xef\xbf\xbd", 3 },
		{ "\0\xef\xbf\xbd", 4 },
		{ "\0\0", 2 },
		{ "\0\0\0", 3 },
		{ "\\xff", 4 },
		{ "\xc3\x28", 2 },
		{ "\xc3", 1 },
		{ "\\u0000", 6 },
		{ "\0", 1 },
		{ "\xef\xbf\xbd\xff", 4 },
	};
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	struct strbuf got[ARRAY_SIZE(names)];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct sock s = {
			.has = SOCK_HAS_UNIX |
			       (names[i].name[0] ? SOCK_HAS_PATH : SOCK_HAS_ABSTRACT),
			.proto = PROTO_UNIX,
			.state = STATE_LISTEN,
		};

		memcpy(s.un.name, names[i].name, names[i].len);
		s.un.name_len = names[i].len;
		got[i] = sockets_list(&out_json, &spec, &s, 1, NULL, &gaps);
		/* A backslash of a name is doubled. */
		if (names[i].name[0] != '\\')
			assert_null(memmem(got[i].s, got[i].len, "\\u0000", 6));
		assert_true(utf8_is_valid(got[i].s, got[i].len));
		for (size_t k = 0; k < i; k++)
			assert_false(got[k].len == got[i].len &&
				     memcmp(got[k].s, got[i].s, got[i].len) == 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		strbuf_release(&got[i]);
}

/* Memory and TCP info are objects of their own, with the values that the kernel
 * reported. */
static void inner_facts(void **state)
{
	struct sock s =
		sockets_make(PROTO_TCP, "1.2.3.4", 1, "4.3.2.1", 2, STATE_ESTABLISHED);
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };

	(void)state;
	s.has = SOCK_HAS_MEMORY | SOCK_HAS_TCP_INFO;
	s.memory.count = 2;
	s.memory.of[0] = UINT32_MAX;
	s.tcp.options = 0x85;
	s.tcp.facts[TCP_CA_STATE] = 3;
	s.tcp.facts[TCP_BYTES_SENT] = UINT64_MAX;
	s.tcp.facts[TCP_IS_APP_LIMITED] = 1;
	s.tcp.has = TCP_BIT(TCP_OPTIONS) | TCP_BIT(TCP_CA_STATE) |
		    TCP_BIT(TCP_BYTES_SENT) | TCP_BIT(TCP_IS_APP_LIMITED) |
		    TCP_BIT(TCP_SND_WND);
	memcpy(s.tcp.congestion, "a\n\"", 3);
	list("inner facts", &spec, &s, 1, NULL, &gaps,
	     BEGIN
	     "{\"proto\":\"tcp\",\"family\":\"inet\",\"state\":\"ESTABLISHED\","
	     "\"inode\":0,\"memory\":{\"rmem_alloc\":4294967295,\"rcvbuf\":0},"
	     "\"tcp_info\":{\"congestion\":\"a\\u000a\\\"\",\"ca_state\":\"recovery\","
	     "\"options\":[\"ts\",\"wscale\",\"fastopen_child\"],"
	     "\"bytes_sent\":18446744073709551615,\"app_limited\":true,"
	     "\"snd_wnd\":0}}" NO_GAPS);

	s.tcp = (struct sock_tcp){ 0 };
	s.has = SOCK_HAS_TCP_INFO;
	list("none", &spec, &s, 1, NULL, &gaps,
	     BEGIN "{\"proto\":\"tcp\",\"family\":\"inet\",\"state\":\"ESTABLISHED\","
		   "\"inode\":0,\"tcp_info\":{}}" NO_GAPS);
}

/* The keys of each family, with their types; names may hold any bytes. */
static void other_families(void **state)
{
	static const char evil[] = "a\n\x1b[2J\"\xff";
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	struct sock sockets[] = {
		{ .has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_PATH | SOCK_HAS_REFCNT,
		  .proto = PROTO_UNIX,
		  .type = 5,
		  .state = STATE_LISTEN,
		  .inode = 9 },
		{ .has = SOCK_HAS_UNIX | SOCK_HAS_ABSTRACT | SOCK_HAS_PEER_INODE,
		  .proto = PROTO_UNIX,
		  .state = STATE_CLOSE },
		{ .has = SOCK_HAS_NETLINK, .proto = PROTO_NETLINK, .state = STATE_CLOSE },
		{ .has = SOCK_HAS_PACKET | SOCK_HAS_IFINDEX,
		  .proto = PROTO_PACKET,
		  .state = STATE_CLOSE,
		  .ifindex = 2 },
	};

	(void)state;
	memcpy(sockets[0].un.name, evil, sizeof(evil) - 1);
	sockets[0].un.name_len = sizeof(evil) - 1;
	sockets[0].un.refcnt = 2;
	memcpy(sockets[1].un.name, "\0x\0", 3);
	sockets[1].un.name_len = 3;
	sockets[1].peer_inode = 10;
	sockets[2].nl.portid = 7;
	sockets[2].nl.groups[0] = 1U << 0 | 1U << 31;
	sockets[2].nl.groups[1] = 1U << 31;
	sockets[3].packet.ethertype = 3;
	list("families", &spec, sockets, ARRAY_SIZE(sockets), NULL, &gaps,
	     BEGIN "{\"proto\":\"unix\",\"family\":\"unix\",\"type\":\"SEQPACKET\","
		   "\"state\":\"LISTEN\",\"path\":\"a\\u000a\\u001b[2J\\\"\xef\xbf\xbd\","
		   "\"path_hex\":\"610a1b5b324a22ff\","
		   "\"refcnt\":2,\"inode\":9},\n"
		   "{\"proto\":\"unix\",\"family\":\"unix\",\"state\":\"UNCONN\","
		   "\"abstract\":\"x\xef\xbf\xbd\",\"abstract_hex\":\"7800\",\"peer_"
		   "inode\":10,\"inode\":0},\n"
		   "{\"proto\":\"netlink\",\"family\":\"netlink\",\"state\":\"UNCONN\","
		   "\"protocol\":\"route\",\"portid\":7,\"peer_portid\":0,"
		   "\"groups\":[\"link\",\"nexthop\",\"64\"],\"inode\":0},\n"
		   "{\"proto\":\"packet\",\"family\":\"link\",\"state\":\"UNCONN\","
		   "\"ethertype\":3,\"inode\":0,\"ifindex\":2}" NO_GAPS);
}

/* A value that only a later kernel knows is its number, as a string. */
static void unknown_values_are_numbers(void **state)
{
	struct sock s = listener();
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };

	(void)state;
	s.state = 200;
	s.timer = 9;
	list("unknown", &spec, &s, 1, NULL, &gaps,
	     BEGIN "{\"proto\":\"tcp\",\"family\":\"inet\",\"state\":\"200\","
		   "\"local_address\":\"127.0.0.1\",\"local_port\":22,"
		   "\"peer_address\":\"0.0.0.0\",\"peer_port\":0,\"recv_q\":1,"
		   "\"send_q\":128,\"uid\":0,\"inode\":7,\"timer\":\"9\",\"timer_ms\":0,"
		   "\"retransmits\":0,\"probes\":0}" NO_GAPS);
}

static void several_rows(void **state)
{
	const struct sock sockets[] = { listener(), listener(), listener() };
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };

	(void)state;
	list("rows", &spec, sockets, ARRAY_SIZE(sockets), NULL, &gaps,
	     BEGIN LISTENER "},\n" LISTENER "},\n" LISTENER "}" NO_GAPS);
}

#define ID "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"
#define NAMED                                                                            \
	",\"container\":{\"runtime\":\"docker\",\"id\":\"" ID                            \
	"\",\"name\":\"w\\\"\\u000aeb\"},\"pod_name\":\"p\",\"pod_namespace\":\"n\","    \
	"\"cgroup\":\"/docker/" ID "\""
#define CGROUP                                                                           \
	",\"unit\":\"systemd-nspawn@a.service\",\"container\":{\"runtime\":\"nspawn\","  \
	"\"id\":\"a\",\"name\":\"a\"},\"pod\":\"74ba62da-1a3d-11e7-bb11-080027cb0e22\"," \
	"\"cgroup\":\"/system.slice/systemd-nspawn@a.service/payload/"                   \
	"pod74ba62da-1a3d-11e7-bb11-080027cb0e22\""

static void owners(void **state)
{
	static const struct {
		uint64_t inode;
		const char *owners;
	} cases[] = {
		{ 6, "" },
		{ 7, "{\"pid\":10,\"fd\":3,\"command\":\"sshd\","
		     "\"executable\":\"/usr/sbin/sshd\",\"uid\":2" CGROUP "},"
		     "{\"pid\":10,\"fd\":4,\"command\":\"sshd\","
		     "\"executable\":\"/usr/sbin/sshd\",\"uid\":2" CGROUP "},"
		     "{\"pid\":11,\"fd\":4294967295" NAMED "}" },
		{ 8, "{\"pid\":12,\"fd\":0,"
		     "\"command\":\"\\\"},{"
		     "\\\\\\u001b\\u000a\xef\xbf\xbd\\u202e\xc3\xbc\",\"command_hex\":"
		     "\"227d2c7b5c1b0affe280aec3bc\"}" },
	};
	const struct tree *t = *state;
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	const struct context context = { .proc_fd = t->fd, .state_root = t->root };
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_context(h, &context, NULL, NULL);
	owner_index_set_no_owner_reason(
		h, &(const struct no_owner_reason){ .is_denied = true });
	tree_text(t, "11/cgroup", "0::/docker/" ID);
	tree_text(t, "var/lib/docker/containers/" ID "/config.v2.json",
		  "{\"Config\":{\"Labels\":{\"io.kubernetes.pod.name\":\"p\","
		  "\"io.kubernetes.pod.namespace\":\"n\"}},\"Name\":\"/w\\\"\\neb\"}");
	tree_text(t, "10/status", "Uid:\t1\t2\t3\t4\n");
	tree_link(t, "10/exe", "/usr/sbin/sshd");
	tree_text(t, "10/cgroup",
		  "0::/system.slice/systemd-nspawn@a.service/payload/"
		  "pod74ba62da-1a3d-11e7-bb11-080027cb0e22");
	sockets_hold(h, t, 7, 10, 3, "/usr/sbin/sshd");
	sockets_hold(h, t, 7, 10, 4, NULL);
	sockets_hold(h, t, 7, 11, UINT32_MAX, NULL);
	sockets_hold(h, t, 8, 12, 0, "\"},{\\\x1b\n\xff\xe2\x80\xae\xc3\xbc");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = sockets_make(PROTO_TCP, "::", 0, "::", 0, STATE_LISTEN);
		char want[2048];

		s.inode = cases[i].inode;
		snprintf(want, sizeof(want),
			 BEGIN "{\"proto\":\"tcp\",\"family\":\"inet6\","
			       "\"state\":\"LISTEN\",\"local_address\":\"::\","
			       "\"local_port\":0,\"peer_address\":\"::\",\"peer_port\":0,"
			       "\"recv_q\":0,\"send_q\":0,\"uid\":0,\"inode\":%u,"
			       "\"timer\":\"off\",\"timer_ms\":0,\"retransmits\":0,"
			       "\"probes\":0,\"owners\":[%s]%s}" NO_GAPS,
			 (unsigned int)cases[i].inode, cases[i].owners,
			 *cases[i].owners      ? ""
			 : cases[i].inode == 0 ? ",\"no_owner\":\"unknown\""
					       : ",\"no_owner\":\"not_permitted\"");
		list("owners", &spec, &s, 1, h, &gaps, want);
	}
	owner_index_free(h);
}

static void names(void **state)
{
	const struct tree *t = *state;
	const struct query_gaps gaps = { 0 };
	struct sock s = listener();
	struct out_spec spec = { 0 };
	struct owner_index *h = NULL;

	s.peer_port = 666;
	s.ifindex = 2;
	s.has |= SOCK_HAS_IFINDEX;
	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(cache_new(&spec.links), 0);
	assert_int_equal(cache_new(&spec.services), 0);
	assert_int_equal(cache_new(&spec.users), 0);
	assert_int_equal(hosts_new(0, NULL, &spec.hosts), 0);
	tree_text(t, "10/status", "Uid:\t1\t65534\t3\t4\n");
	tree_text(t, "11/status", "Uid:\t1\t12\t3\t4\n");
	sockets_hold(h, t, 7, 10, 3, "a");
	sockets_hold(h, t, 7, 11, 3, "b");
	list("names", &spec, &s, 1, h, &gaps,
	     BEGIN
	     "{\"proto\":\"tcp\",\"family\":\"inet\",\"state\":\"LISTEN\","
	     "\"local_address\":\"127.0.0.1\",\"local_port\":22,"
	     "\"peer_address\":\"0.0.0.0\",\"peer_port\":666,\"recv_q\":1,"
	     "\"send_q\":128,\"uid\":0,\"inode\":7,\"ifindex\":2,\"timer\":\"off\","
	     "\"timer_ms\":0,\"retransmits\":0,\"probes\":0,\"local_service\":\"ssh\","
	     "\"peer_service\":\"evil\\u001b[2J\\u000aname\","
	     "\"interface\":\"e\\u001b\\u000a\",\"user\":\"root\","
	     "\"owners\":[{\"pid\":10,\"fd\":3,\"command\":\"a\",\"uid\":65534,"
	     "\"user\":\"nobody\"},{\"pid\":11,\"fd\":3,\"command\":\"b\","
	     "\"uid\":12}]}" NO_GAPS);
	/* Only the number is written for an interface without name. */
	s.ifindex = 3;
	struct strbuf got = sockets_list(&out_json, &spec, &s, 1, h, &gaps);

	strbuf_addc(&got, '\0');
	assert_non_null(strstr(got.s, "\"ifindex\":3,"));
	assert_null(strstr(got.s, "\"interface\""));
	strbuf_release(&got);
	cache_free(spec.links);
	hosts_free(spec.hosts);
	cache_free(spec.users);
	cache_free(spec.services);
	owner_index_free(h);
}

/* Commands of random bytes: the output remains valid UTF-8 and on the same lines. */
static void hostile_commands(void **state)
{
	enum { COMMANDS = 300, COMMAND_MAX = 40 };
	const struct tree *t = *state;
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	const struct sock s = listener();
	struct owner_index *h = NULL;
	uint64_t seed = 5;
	size_t newlines = 0;

	assert_int_equal(owner_index_new(&h), 0);
	for (uint32_t pid = 1; pid <= COMMANDS; pid++) {
		char command[COMMAND_MAX + 1];

		for (size_t i = 0; i < COMMAND_MAX; i++)
			command[i] = (char)(1 + unit_random(&seed) % 255);
		command[COMMAND_MAX] = '\0';
		sockets_hold(h, t, s.inode, pid, 3, command);
	}
	struct strbuf got = sockets_list(&out_json, &spec, &s, 1, h, &gaps);
	assert_true(got.len > (size_t)COMMANDS * COMMAND_MAX);
	assert_true(utf8_is_valid(got.s, got.len));
	for (size_t i = 0; i < got.len; i++) {
		const unsigned char c = (unsigned char)got.s[i];

		newlines += c == '\n';
		assert_true(c == '\n' || (c >= 0x20 && c != 0x7f));
	}
	assert_int_equal(newlines, 3);
	strbuf_release(&got);
	owner_index_free(h);
}

/* The output is flushed at arbitrary places, without losing or adding a comma. */
static void many_rows_in_several_writes(void **state)
{
	enum { ROWS = 5000 };
	static struct sock sockets[ROWS];
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	struct strbuf want = { 0 };

	(void)state;
	strbuf_adds(&want, BEGIN);
	for (size_t i = 0; i < ROWS; i++) {
		sockets[i] = listener();
		strbuf_adds(&want, i ? ",\n" LISTENER "}" : LISTENER "}");
	}
	strbuf_adds(&want, NO_GAPS);
	struct strbuf got = sockets_list(&out_json, &spec, sockets, ROWS, NULL, &gaps);
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.s, want.s, want.len);
	strbuf_release(&got);
	strbuf_release(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sockets),
		cmocka_unit_test(gaps_are_told),
		cmocka_unit_test(every_field),
		cmocka_unit_test(the_outer_object_has_host_and_time),
		cmocka_unit_test(different_names_stay_different),
		cmocka_unit_test(inner_facts),
		cmocka_unit_test(other_families),
		cmocka_unit_test(unknown_values_are_numbers),
		cmocka_unit_test(several_rows),
		WITH_TREE(owners),
		WITH_TREE(names),
		WITH_TREE(hostile_commands),
		cmocka_unit_test(many_rows_in_several_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
