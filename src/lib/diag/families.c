/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "families.h"

#include <errno.h>

#include "util/cleanup.h"

static const struct family_ops families[] = {
	[PROTO_TCP] = { .diag = inet_diag,
			.proc_net = procnet_inet,
			.both_at_once = true },
	[PROTO_UDP] = { .diag = inet_diag, .proc_net = procnet_inet },
	[PROTO_UDPLITE] = { .diag = inet_diag, .proc_net = procnet_inet },
	[PROTO_SCTP] = { .diag = sctp_diag, .proc_net = procnet_sctp },
	[PROTO_RAW] = { .diag = inet_diag,
			.proc_net = procnet_inet,
			.is_mostly_proc_net = true },
	[PROTO_ICMP] = { .proc_net = procnet_ping, .is_mostly_proc_net = true },
	[PROTO_UNIX] = { .diag = unix_diag, .proc_net = procnet_unix },
	[PROTO_MPTCP] = { .diag = inet_diag },
	[PROTO_PACKET] = { .diag = packet_diag, .proc_net = packet_proc_net },
	[PROTO_NETLINK] = { .diag = netlink_diag, .proc_net = netlink_proc_net },
	[PROTO_VSOCK] = { .diag = vsock_diag },
	[PROTO_XDP] = { .diag = xdp_diag },
	[PROTO_TIPC] = { .diag = tipc_diag },
};
_Static_assert(ARRAY_SIZE(families) == PROTO_MAX_, "a protocol lacks its sources");

const struct family_ops *family_ops(enum proto proto)
{
	return &families[proto];
}

bool family_is_missing(int error)
{
	static const int errors[] = {
		/* Errors by which a kernel shows that it lacks the module, address
		 * family, protocol or socket type. */
		ENOENT, EAFNOSUPPORT, EPFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE,
		ESOCKTNOSUPPORT,
		/* Errors by which a kernel shows that it lacks the request, option or
		 * system call. */
		EINVAL, ENOPROTOOPT, ENOSYS, EOPNOTSUPP,
		/* Errors by which a kernel shows that it lacks the device. */
		ENODEV, ENXIO
	};
	size_t i = 0;

	while (i < ARRAY_SIZE(errors) && errors[i] != -error)
		i++;
	return i < ARRAY_SIZE(errors);
}
