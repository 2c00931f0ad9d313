/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists XDP sockets by sock_diag (linux/xdp_diag.h). */
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "families.h"
#include "util/cleanup.h"

static int xdp_bind(const struct nlattrs *it, struct sock *s)
{
	struct xdp_diag_info info;

	int r = nlattrs_get(it, &info, sizeof(info));
	/* Interface index 0 means that the socket is not bound. */
	if (r < 0 || !info.ifindex)
		return r;
	s->ifindex = info.ifindex;
	s->xdp.queue = info.queue_id;
	s->has |= SOCK_HAS_IFINDEX | SOCK_HAS_QUEUE;
	return 0;
}

int xdp_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	static const struct dump_attr attrs[] = {
		{ XDP_DIAG_INFO, xdp_bind },
		{ XDP_DIAG_UID, dump_uid },
		{ XDP_DIAG_MEMINFO, dump_meminfo },
	};
	struct xdp_diag_msg msg;
	struct nlattrs it;

	int r = dump_begin(&it, nlh, AF_XDP, &msg, sizeof(msg));
	if (r < 0)
		return r;

	struct sock s = {
		.has = SOCK_HAS_XDP | SOCK_HAS_TYPE | SOCK_HAS_COOKIE,
		.proto = PROTO_XDP,
		.state = STATE_CLOSE,
		.type = msg.xdiag_type,
		.inode = msg.xdiag_ino,
		.cookie = dump_cookie(msg.xdiag_cookie),
	};
	return dump_attrs(&it, attrs, ARRAY_SIZE(attrs), &s, ret);
}

/* The parameter `request` is not used, because its states do not apply to XDP sockets. */
int xdp_diag(struct family_source *from,
	     const struct family_request *request __attribute__((unused)), sock_fn fn,
	     void *arg)
{
	const struct xdp_diag_req req = {
		.sdiag_family = AF_XDP,
		.xdiag_show = XDP_SHOW_INFO | XDP_SHOW_MEMINFO,
	};

	return dump_run(from, &req, sizeof(req),
			offsetof(struct xdp_diag_msg, xdiag_cookie), xdp_decode, fn, arg);
}
