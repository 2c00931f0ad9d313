/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A few sockets for filters, and the check that the kernel is asked for every socket that
 * is wanted. */
#ifndef TESTS_FUZZ_SOCKS_H
#define TESTS_FUZZ_SOCKS_H

#include <arpa/inet.h>
#include <errno.h>

#include "../unit/machine.h"
#include "fuzz.h"
#include "names.h"
#include "util/cleanup.h"

/* The only service, which exists for every protocol. */
static inline int socks_port_of(const char *service, const char *protocol, uint16_t *ret)
{
	(void)protocol;
	if (strcmp(service, "ssh") != 0)
		return -ENOENT;
	*ret = 22;
	return 0;
}

static inline struct addr socks_addr(const char *text)
{
	const uint8_t family = strchr(text, ':') ? AF_INET6 : AF_INET;
	uint8_t bytes[16] = { 0 };

	require(inet_pton(family, text, bytes) == 1);
	return addr_make(family, bytes);
}

/* Returns the socket with index i, or false after the last one. */
static inline bool socks_get(size_t i, struct sock *ret)
{
	static const char *const v4[] = { "10.0.0.1", "0.0.0.0", "192.0.2.1" };
	static const char *const v6[] = { "::1", "::", "::ffff:10.0.0.1" };
	static const uint16_t ports[] = { 0, 1, 22, 40000, 65535 };
	static const uint8_t protos[] = { PROTO_TCP, PROTO_UDP };
	const size_t addrs = ARRAY_SIZE(v4);
	const char *const *from = i % 2 ? v4 : v6;

	if (i >= 2 * addrs * ARRAY_SIZE(ports))
		return false;
	*ret = (struct sock){
		.has = SOCK_HAS_INET,
		.proto = protos[i % 5 == 0],
		.ip = i % 2 ? IP_V4 : IP_V6,
		.state = STATE_ESTABLISHED,
		.local = socks_addr(from[i / 2 % addrs]),
		.local_port = ports[i / 2 / addrs],
		.peer = socks_addr(from[i / 3 % addrs]),
		.peer_port = ports[i % ARRAY_SIZE(ports)],
		.ifindex = i % 7 == 0,
	};
	return true;
}

/* Gives each named host two addresses, as a lookup would. */
static inline void socks_find_hosts(struct filter *f)
{
	const struct addr addrs[] = { socks_addr("10.0.0.1"), socks_addr("::1") };
	struct endpoint *host = NULL;
	size_t at = 0;

	while ((host = filter_next_host(f, &at)))
		for (size_t i = 0; i < ARRAY_SIZE(addrs); i++)
			require(endpoint_add_addr(host, &addrs[i]) == 0);
}

/* The compiled program does not include the filter's states: it must accept what the
 * filter accepts, and no more if it is exact and no condition was left out. */
static inline void socks_pass(const struct filter *f, bool is_exact)
{
	const bool has_all = is_exact && !(f->expr && machine_lacks_ports(f->expr));
	struct filter stateless = *f;
	uint8_t code[BYTECODE_MAX];
	struct sock s;

	stateless.has_states = false;
	for (size_t i = 0; socks_get(i, &s); i++) {
		const size_t len = bytecode_compile(f, PAIR(s.proto, s.ip), code);

		require(len <= BYTECODE_MAX && machine_accepts(code, len));
		if (!len)
			continue;
		const bool is_wanted = filter_is_wanted(&stateless, &s);
		const bool is_passed = machine_run(code, len, &s);
		require(is_passed || !is_wanted);
		require(!has_all || is_passed == is_wanted);
	}
}

#endif
