/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operands that name protocols, as in netstat of Windows. */
#include <string.h>

#include "parse_state.h"
#include "util/cleanup.h"

/* The protocols that are accepted as operands, in upper or lower case. netstat of Windows
 * takes these names as arguments of -p, so sockstat accepts -p before such an operand. */
static const struct protocol_desc {
	const char *word;
	uint32_t pairs;
} protocols[] = {
	{ "tcp", PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcpv4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcp4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcpv6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcp6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "udp", PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udpv4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udp4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udpv6", PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udp6", PAIR_BIT(PROTO_UDP, IP_V6) },
};

uint32_t operands_pairs(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++)
		if (strcasecmp(protocols[i].word, word) == 0)
			return protocols[i].pairs;
	return 0;
}
