/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists vsock sockets by sock_diag (linux/vm_sockets_diag.h). */
#include <sys/socket.h>
/* The header linux/vm_sockets.h needs the struct sockaddr that sys/socket.h declares. */
#include <linux/vm_sockets.h>
#include <linux/vm_sockets_diag.h>

#include "families.h"

int vsock_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct vsock_diag_msg msg;
	struct nlattrs it;

	int r = dump_begin(&it, nlh, AF_VSOCK, &msg, sizeof(msg));
	if (r < 0)
		return r;

	struct sock s = {
		.has = SOCK_HAS_VSOCK | SOCK_HAS_TYPE | SOCK_HAS_COOKIE,
		.proto = PROTO_VSOCK,
		.state = msg.vdiag_state,
		.type = msg.vdiag_type,
		.inode = msg.vdiag_ino,
		.cookie = dump_cookie(msg.vdiag_cookie),
		.vsock = {
			.local_cid = msg.vdiag_src_cid,
			.local_port = msg.vdiag_src_port,
			.peer_cid = msg.vdiag_dst_cid,
			.peer_port = msg.vdiag_dst_port,
		},
	};
	if (s.vsock.peer_cid != VMADDR_CID_ANY)
		s.has |= SOCK_HAS_PEER;
	*ret = s;
	return 0;
}

int vsock_diag(struct family_source *from, const struct family_request *request,
	       sock_fn fn, void *arg)
{
	const struct vsock_diag_req req = {
		.sdiag_family = AF_VSOCK,
		.vdiag_states = request->states,
	};

	return dump_run(from, &req, sizeof(req),
			offsetof(struct vsock_diag_msg, vdiag_cookie), vsock_decode, fn,
			arg);
}
