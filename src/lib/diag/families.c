/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "families.h"

#include <errno.h>

#include "util/cleanup.h"

static const struct family_ops families[] = {
	[PROTO_TCP] = { inet_diag, procnet_inet, .both_at_once = true },
	[PROTO_UDP] = { inet_diag, procnet_inet },
	[PROTO_UDPLITE] = { inet_diag, procnet_inet },
	[PROTO_SCTP] = { sctp_diag, procnet_sctp },
	[PROTO_RAW] = { inet_diag, procnet_inet, .is_mostly_proc_net = true },
	[PROTO_ICMP] = { NULL, procnet_ping, .is_mostly_proc_net = true },
	[PROTO_UNIX] = { unix_diag, procnet_unix },
	[PROTO_MPTCP] = { inet_diag, NULL },
	[PROTO_PACKET] = { packet_diag, packet_proc_net },
	[PROTO_NETLINK] = { netlink_diag, netlink_proc_net },
	[PROTO_VSOCK] = { vsock_diag, NULL },
	[PROTO_XDP] = { xdp_diag, NULL },
	[PROTO_TIPC] = { tipc_diag, NULL },
};
_Static_assert(ARRAY_SIZE(families) == PROTO_MAX_, "a protocol lacks its sources");

const struct family_ops *family_ops(enum proto proto)
{
	return &families[proto];
}

bool family_is_missing(int error)
{
	static const int errors[] = {
		/* The kernel lacks the module, address family, protocol or socket type. */
		ENOENT, EAFNOSUPPORT, EPFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE,
		ESOCKTNOSUPPORT,
		/* The kernel lacks the request, option or system call. */
		EINVAL, ENOPROTOOPT, ENOSYS, EOPNOTSUPP,
		/* The kernel lacks the device. */
		ENODEV, ENXIO
	};
	size_t i = 0;

	while (i < ARRAY_SIZE(errors) && errors[i] != -error)
		i++;
	return i < ARRAY_SIZE(errors);
}
