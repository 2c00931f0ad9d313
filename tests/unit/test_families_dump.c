/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole dumps of families without IP addresses; test_families.c tests their messages. */
#include <linux/netlink_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include "diag/families.h"
#include "kernel/nl.h"
#include "message.h"
#include "unit.h"

static const struct unix_diag_msg unix_listener = {
	.udiag_family = AF_UNIX,
	.udiag_type = SOCK_SEQPACKET,
	.udiag_state = STATE_LISTEN,
	.udiag_ino = UINT32_MAX,
	.udiag_cookie = { 0x89abcdef, 0x01234567 },
};

static const struct netlink_diag_msg netlink_socket = {
	.ndiag_family = AF_NETLINK,
	.ndiag_type = SOCK_RAW,
	.ndiag_protocol = 15,
	.ndiag_state = STATE_CLOSE,
	.ndiag_portid = 4711,
	.ndiag_dst_portid = 9,
	.ndiag_ino = 8,
	.ndiag_cookie = { 3, 0 },
};

struct seen {
	size_t count;
	struct sock all[8];
};

static int see(const struct sock *s, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < ARRAY_SIZE(seen->all));
	seen->all[seen->count++] = *s;
	return 0;
}

/* Plays messages to the dump of a protocol. */
static struct seen play(enum proto proto, uint32_t states, struct recording *rec)
{
	const struct family_request request = {
		.proto = proto,
		.ip = IP_V4,
		.states = states,
	};
	struct family_source from = { .proc_fd = -1 };
	struct seen seen = { 0 };

	recording_datagram(rec);
	recording_number(rec, NLMSG_DONE, 0);
	assert_int_equal(nl_open_replay(rec->bytes.s, rec->bytes.len, &from.nl), 0);
	assert_int_equal(family_ops(proto)->diag(&from, &request, see, &seen), 0);
	nl_free(from.nl);
	recording_release(rec);
	return seen;
}

static void a_netlink_socket_is_listed_once(void **state)
{
	struct netlink_diag_msg msg = netlink_socket;
	struct recording rec = { 0 };

	(void)state;
	recording_datagram(&rec);
	for (uint32_t i = 0; i < 6; i++) {
		msg.ndiag_cookie[0] = i % 3;
		recording_message(&rec, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	}
	const struct seen seen = play(PROTO_NETLINK, STATE_ALL, &rec);
	assert_int_equal(seen.count, 3);
}

/* Each socket is listed if its own state was requested. */
static void connections_in_an_accept_queue(void **state)
{
	static const uint32_t icons[] = { 5, 6 };
	static const struct {
		uint32_t states;
		size_t count;
	} cases[] = {
		{ STATE_ALL, 3 },
		{ STATE_BIT(STATE_LISTEN), 1 },
		{ STATE_ALL & ~STATE_BIT(STATE_LISTEN), 2 },
		{ STATE_BIT(STATE_CLOSE), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = message_begin(&unix_listener, sizeof(unix_listener));
		struct recording rec = { 0 };

		message_put(&m, UNIX_DIAG_ICONS, icons, sizeof(icons));
		recording_datagram(&rec);
		recording_bytes(&rec, message_whole(&m), m.bytes.len);
		const struct seen seen = play(PROTO_UNIX, cases[i].states, &rec);
		assert_int_equal(seen.count, cases[i].count);
		strbuf_release(&m.bytes);
	}
}

/* Every protocol has a decoder and a source. */
static void every_protocol_has_a_source(void **state)
{
	(void)state;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const struct family_ops *ops = family_ops(proto);

		assert_true(ops->diag || ops->proc_net);
		assert_int_equal(ops->proc_net != NULL,
				 proto_desc(proto)->proc_net[IP_V4] != NULL);
		assert_true(ops->proc_net || !ops->is_mostly_proc_net);
	}
}

/* Errors that mean "not available here" lead to another source; truncated, denied and
 * invalid answers are errors. */
static void errors_that_mean_not_available(void **state)
{
	static const int missing[] = { ENOENT, ENOSYS,          ENOPROTOOPT,
				       EINVAL, ESOCKTNOSUPPORT, EPROTONOSUPPORT,
				       ENODEV, EAFNOSUPPORT,    EPFNOSUPPORT,
				       ENXIO,  EOPNOTSUPP,      EPROTOTYPE };
	static const int others[] = { 0,     ENOMEM, EMFILE, ENFILE, ENOBUFS,
				      EINTR, EAGAIN, EPERM,  EACCES, EBADMSG,
				      EBUSY, EIO,    ESRCH,  ENOSPC, ETIMEDOUT };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(missing); i++) {
		assert_row(strerror(missing[i]), family_is_missing(-missing[i]), true);
		assert_false(family_is_missing(missing[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_row(strerror(others[i]), family_is_missing(-others[i]), false);
}

static void requested_attributes(void **state)
{
	char to[8];

	(void)state;
	assert_int_equal(nlattr_put(to, 3, &(const uint32_t){ 262 }, 4), sizeof(to));
	assert_memory_equal(to, ((const uint16_t[]){ 8, 3 }), 4);
	assert_memory_equal(to + 4, &(const uint32_t){ 262 }, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_netlink_socket_is_listed_once),
		cmocka_unit_test(connections_in_an_accept_queue),
		cmocka_unit_test(every_protocol_has_a_source),
		cmocka_unit_test(errors_that_mean_not_available),
		cmocka_unit_test(requested_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
