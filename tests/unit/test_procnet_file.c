/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files of /proc/net; test_procnet_inet.c tests their lines. */
#include "procnet/procnet.h"
#include "tree.h"
#include "unit.h"

#define HEADER                                                                           \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt "   \
	"  uid  timeout inode                                                     \n"
#define V4(port, state)                                                                  \
	"   0: 00000000:" port " 00000000:0000 " state                                   \
	" 00000000:00000000 00:00000000 00000000     0        0 2690 1 0 100 0 0 10 0 "  \
	"\n"
#define LISTEN      V4("07E8", "0A")
#define ESTABLISHED V4("1B5A", "01")
#define TIME_WAIT   V4("1B59", "06")
#define V6                                                                               \
	"   0: 00000000000000000000000001000000:1B5E "                                   \
	"00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "        \
	"00000000     0        0 13278 1 00000000d0abbbc9 100 0 0 10 0\n"

struct ports {
	uint16_t seen[8];
	size_t count, stop_after;
	int stop;
};

static int see(const struct sock *s, void *arg)
{
	struct ports *ports = arg;

	assert_true(ports->count < ARRAY_SIZE(ports->seen));
	ports->seen[ports->count++] = s->local_port;
	return ports->count == ports->stop_after ? ports->stop : 0;
}

static void a_file_with_sockets(void **state)
{
	static const char text[] =
		HEADER LISTEN "nonsense\n" ESTABLISHED "\n" TIME_WAIT V4("0001", "FF");
	static const struct {
		uint32_t states;
		size_t count;
		uint16_t seen[3];
	} cases[] = {
		{ STATE_BIT(STATE_LISTEN), 1, { 2024 } },
		{ STATE_BIT(STATE_ESTABLISHED), 1, { 7002 } },
		{ STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_TIME_WAIT),
		  2,
		  { 2024, 7001 } },
		{ STATE_BIT(STATE_CLOSE), 0, { 0 } },
		{ 0, 0, { 0 } },
	};
	const struct tree *t = *state;

	tree_text(t, "net/tcp", text);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct family_request request = {
			.proto = PROTO_TCP,
			.ip = IP_V4,
			.states = cases[i].states,
		};
		struct family_source from = { .proc_fd = t->fd, .malformed = 40 };
		struct ports ports = { 0 };

		assert_int_equal(procnet_inet(&from, &request, see, &ports), 0);
		assert_int_equal(ports.count, cases[i].count);
		assert_memory_equal(ports.seen, cases[i].seen, ports.count * 2);
		assert_int_equal(from.malformed, 42);
		assert_false(from.interrupted);
	}
}

static void each_protocol_has_a_file(void **state)
{
	static const struct {
		enum proto proto;
		enum ip ip;
		const char *path;
	} cases[] = {
		{ PROTO_TCP, IP_V4, "net/tcp" },
		{ PROTO_TCP, IP_V6, "net/tcp6" },
		{ PROTO_UDP, IP_V4, "net/udp" },
		{ PROTO_UDP, IP_V6, "net/udp6" },
		{ PROTO_UDPLITE, IP_V4, "net/udplite" },
		{ PROTO_UDPLITE, IP_V6, "net/udplite6" },
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct family_request request = {
			.proto = cases[i].proto,
			.ip = cases[i].ip,
			.states = STATE_ALL,
		};
		struct family_source from = { .proc_fd = t->fd };
		struct ports ports = { 0 };

		assert_int_equal(procnet_inet(&from, &request, see, &ports), -ENOENT);
		tree_text(t, cases[i].path,
			  cases[i].ip == IP_V4 ? HEADER LISTEN : HEADER V6);
		assert_int_equal(procnet_inet(&from, &request, see, &ports), 0);
		assert_int_equal(ports.count, 1);
		assert_int_equal(ports.seen[0], cases[i].ip == IP_V4 ? 2024 : 7006);
		assert_int_equal(from.malformed, 0);
	}
}

/* A file that is cut at every byte: the incomplete line is counted, and is no socket. */
static void a_truncated_file(void **state)
{
	static const char text[] = HEADER LISTEN ESTABLISHED TIME_WAIT;
	const size_t line = strlen(LISTEN);
	const struct family_request request = {
		.proto = PROTO_TCP,
		.ip = IP_V4,
		.states = STATE_ALL,
	};
	const struct tree *t = *state;

	for (size_t n = strlen(HEADER); n < sizeof(text); n++) {
		const size_t behind = n - strlen(HEADER);
		struct family_source from = { .proc_fd = t->fd };
		struct ports ports = { 0 };

		tree_bytes(t, "net/tcp", text, n);
		assert_int_equal(procnet_inet(&from, &request, see, &ports), 0);
		assert_int_equal(ports.count, behind / line);
		assert_int_equal(from.malformed, behind % line != 0);
	}
}

/* A directory cannot be read, which is an error. */
static void a_directory(void **state)
{
	const struct tree *t = *state;
	const struct family_request request = {
		.proto = PROTO_TCP,
		.ip = IP_V4,
		.states = STATE_ALL,
	};
	struct family_source from = { .proc_fd = t->fd };
	struct ports ports = { 0 };

	tree_dir(t, "net/tcp");
	assert_int_equal(procnet_inet(&from, &request, see, &ports), -EISDIR);
	assert_int_equal(ports.count, 0);
}

static void a_file_without_sockets(void **state)
{
	static const char *const texts[] = { "", HEADER, "  sl  local_address", LISTEN };
	const struct family_request request = { .proto = PROTO_TCP,
						.ip = IP_V4,
						.states = STATE_ALL };
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct family_source from = { .proc_fd = t->fd };
		struct ports ports = { 0 };

		tree_text(t, "net/tcp", texts[i]);
		assert_row(texts[i], procnet_inet(&from, &request, see, &ports), 0);
		assert_row(texts[i], ports.count, 0);
		assert_row(texts[i], from.malformed, 0);
	}
}

static void the_callback_can_stop(void **state)
{
	static const int stops[] = { 1, 99, -1, -EIO };
	const struct family_request request = { .proto = PROTO_TCP,
						.ip = IP_V4,
						.states = STATE_ALL };
	const struct tree *t = *state;

	tree_text(t, "net/tcp", HEADER LISTEN ESTABLISHED TIME_WAIT);
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		struct family_source from = { .proc_fd = t->fd };
		struct ports ports = { .stop_after = 2, .stop = stops[i] };

		assert_int_equal(procnet_inet(&from, &request, see, &ports), stops[i]);
		assert_int_equal(ports.count, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_file_with_sockets),    WITH_TREE(each_protocol_has_a_file),
		WITH_TREE(a_truncated_file),       WITH_TREE(a_directory),
		WITH_TREE(a_file_without_sockets), WITH_TREE(the_callback_can_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
