/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that expressions are matched against; a result has a bit for each, by
 * index. */
#ifndef TESTS_EXPR_H
#define TESTS_EXPR_H

#include <sys/socket.h>

#include "filter/expr.h"
#include "filter/filter.h"
#include "sockets.h"
#include "unit.h"

static inline void expr_cleanup(struct filter *f)
{
	filter_release(f);
}

static inline int expr_port_of(const char *service, const char *protocol, uint16_t *ret)
{
	assert_null(protocol);
	if (strcmp(service, "https") != 0)
		return -ENOENT;
	*ret = 443;
	return 0;
}

static inline int expr_protocol_of(uint8_t family, const char *at, size_t n,
				   uint32_t *ret)
{
	const char *name = family == AF_PACKET ? "arp" : "uevent";

	if (n != strlen(name) || memcmp(at, name, n) != 0)
		return -ENOENT;
	*ret = family == AF_PACKET ? 0x806 : 15;
	return 0;
}

static inline struct sock expr_sample(size_t i)
{
	static const struct {
		enum proto proto;
		const char *local;
		uint16_t local_port;
		const char *peer;
		uint16_t peer_port;
		uint8_t state;
	} socks[] = {
		{ PROTO_TCP, "0.0.0.0", 22, "0.0.0.0", 0, STATE_LISTEN },
		{ PROTO_TCP, "10.0.0.1", 22, "10.1.2.3", 443, STATE_ESTABLISHED },
		{ PROTO_TCP, "::1", 1, "::1", 443, STATE_SYN_SENT },
		{ PROTO_TCP, "::ffff:10.0.0.1", 80, "::ffff:10.9.9.9", 65535,
		  STATE_TIME_WAIT },
		{ PROTO_UDP, "127.0.0.1", 53, "0.0.0.0", 0, STATE_CLOSE },
	};
	static const struct {
		const char *name;
		uint8_t len;
		uint32_t has;
	} names[] = {
		{ "/run/a.sock", 11, SOCK_HAS_PATH },
		{ "\0Abs\0x", 6, SOCK_HAS_ABSTRACT },
		{ "", 0, 0 },
		{ "\0001f00b", 6, SOCK_HAS_ABSTRACT },
	};

	if (i < ARRAY_SIZE(socks)) {
		struct sock s =
			sockets_make(socks[i].proto, socks[i].local, socks[i].local_port,
				     socks[i].peer, socks[i].peer_port, socks[i].state);

		s.ifindex = i == 1 ? 1 : 0;
		return s;
	}
	i -= ARRAY_SIZE(socks);
	if (i == ARRAY_SIZE(names))
		return (struct sock){ .proto = PROTO_PACKET,
				      .has = SOCK_HAS_PACKET,
				      .state = STATE_CLOSE,
				      .ifindex = 7,
				      .packet.ethertype = 0x806 };
	if (i == ARRAY_SIZE(names) + 1)
		return (struct sock){ .proto = PROTO_NETLINK,
				      .has = SOCK_HAS_NETLINK,
				      .state = STATE_CLOSE,
				      .nl = { .protocol = 15, .portid = 42 } };
	if (i >= ARRAY_SIZE(names))
		return (struct sock){ .proto = PROTO_MAX_ };
	struct sock s = { .proto = PROTO_UNIX,
			  .has = SOCK_HAS_UNIX | names[i].has,
			  .state = STATE_LISTEN,
			  .un.name_len = names[i].len };
	memcpy(s.un.name, names[i].name, names[i].len);
	return s;
}

enum { EXPR_SAMPLES = 0x7ff };

static inline unsigned int expr_wanted(const struct filter *f)
{
	unsigned int bits = 0;

	for (size_t i = 0; expr_sample(i).proto != PROTO_MAX_; i++) {
		const struct sock s = expr_sample(i);

		if (filter_is_wanted(f, &s))
			bits |= 1U << i;
	}
	return bits;
}

static inline int expr_add(struct filter *f, const char *word, const char **why)
{
	const char *at = NULL;

	int r = filter_add_expr(f, &word, 1, expr_port_of, why, &at);
	if (r < 0 && at != word)
		fail_msg("%s: the fault is in '%s'", word, at ? at : "nothing");
	return r;
}

#endif
