/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "family.h"

#include "base/cleanup.h"
#include "inet.h"
#include "procnet.h"

static const struct family_ops families[] = {
	[PROTO_TCP] = { .diag = inet_diag, .proc_net = procnet_inet },
	[PROTO_UDP] = { .diag = inet_diag, .proc_net = procnet_inet },
	[PROTO_UDPLITE] = { .diag = inet_diag, .proc_net = procnet_inet },
	[PROTO_TIPC] = { 0 },
};
_Static_assert(ARRAY_SIZE(families) == PROTO_MAX_, "a protocol lacks its row");

const struct family_ops *family_ops(enum proto proto)
{
	return &families[proto];
}
