/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vsock.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
/* needs struct sockaddr */
#include <linux/vm_sockets.h>
#include <linux/vm_sockets_diag.h>

#include "dump.h"
#include "kernel/nlattr.h"

int vsock_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct vsock_diag_msg msg;
	struct nlattrs it;

	int r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	if (r < 0)
		return r;
	if (msg.vdiag_family != AF_VSOCK)
		return -EBADMSG;

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

static bool vsock_identify(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	return dump_identify(nlh, offsetof(struct vsock_diag_msg, vdiag_cookie), ret);
}

int vsock_diag(struct family_source *from, const struct family_request *request,
	       sock_fn fn, void *arg)
{
	const struct vsock_diag_req req = {
		.sdiag_family = AF_VSOCK,
		.vdiag_states = request->states,
	};

	return dump_run(from, &req, sizeof(req), vsock_identify, vsock_decode, fn, arg);
}
