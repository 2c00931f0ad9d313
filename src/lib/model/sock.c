/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sock.h"

#include <string.h>

#include <sys/socket.h>

#include "util/cleanup.h"

size_t sock_size(const struct sock *s)
{
	static const struct {
		uint32_t has;
		size_t size;
	} parts[] = {
#define PART(HAS, part)                                                                  \
	{ HAS, offsetof(struct sock, part) + sizeof(((struct sock *)0)->part) }
		PART(SOCK_HAS_UNIX, un),    PART(SOCK_HAS_PACKET, packet),
		PART(SOCK_HAS_NETLINK, nl), PART(SOCK_HAS_VSOCK, vsock),
		PART(SOCK_HAS_XDP, xdp),    PART(SOCK_HAS_TIPC, tipc),
		PART(SOCK_HAS_SCTP, sctp),  PART(SOCK_HAS_TCP_INFO, tcp),
#undef PART
	};

	if (!(s->has & SOCK_HAS_PARTS))
		return s->has & SOCK_HAS_MEMORY ? offsetof(struct sock, un)
						: offsetof(struct sock, memory);
	size_t i = 0;
	while (!(s->has & parts[i].has))
		i++;
	return parts[i].size;
}

void sock_addrs_add(struct sock_addrs *addrs, const struct addr *a)
{
	if (addrs->count < SOCK_ADDRS_MAX)
		addrs->all[addrs->count] = *a;
	addrs->count++;
}

const char *sock_type_name(unsigned int type)
{
	/* clang-format off */
	static const char *const names[] = {
		[SOCK_STREAM] = "STREAM", [SOCK_DGRAM] = "DGRAM",
		[SOCK_RAW] = "RAW", [SOCK_RDM] = "RDM",
		[SOCK_SEQPACKET] = "SEQPACKET", [SOCK_DCCP] = "DCCP",
		[SOCK_PACKET] = "PACKET",
	};
	/* clang-format on */

	return type < ARRAY_SIZE(names) ? names[type] : NULL;
}

void sock_set_unix_name(struct sock *s, const char *name, size_t n)
{
	const bool is_abstract = n && !name[0];

	/* A path ends at its NUL. The kernel counts the NUL in the length n, unless the
	 * path fills sun_path. */
	if (!is_abstract)
		n = strnlen(name, n);
	if (!n)
		return;
	if (n > SOCK_NAME_MAX)
		n = SOCK_NAME_MAX;
	memcpy(s->un.name, name, n);
	s->un.name_len = (uint8_t)n;
	s->has |= is_abstract ? SOCK_HAS_ABSTRACT : SOCK_HAS_PATH;
}
