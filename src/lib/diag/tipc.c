/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists TIPC sockets by sock_diag (linux/tipc_sockets_diag.h, linux/tipc_netlink.h). */
#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <sys/socket.h>

#include "families.h"
#include "util/cleanup.h"

enum { VALUES = TIPC_NLA_SOCK_MAX + 1 };
_Static_assert((int)TIPC_NLA_CON_MAX < (int)VALUES, "no room for a connection");
_Static_assert((int)TIPC_NLA_SOCK_STAT_MAX < (int)VALUES, "no room for queues");

/* Copies the first four bytes of each attribute inside the attribute that `outer` has
 * reached to `values`, at the index of the attribute's type. Attributes of less than four
 * bytes are flags and are skipped. */
static int tipc_numbers(const struct nlattrs *outer, uint32_t values[VALUES])
{
	struct nlattrs it = nlattrs_nested(outer);
	int r = 0;

	while ((r = nlattrs_next(&it)) > 0)
		if (it.type < VALUES)
			(void)nlattrs_get(&it, &values[it.type], sizeof(values[0]));
	return r;
}

static int tipc_connection(const struct nlattrs *outer, struct sock *s)
{
	uint32_t values[VALUES] = { 0 };
	const int r = tipc_numbers(outer, values);

	s->tipc.peer_node = values[TIPC_NLA_CON_NODE];
	s->tipc.peer_ref = values[TIPC_NLA_CON_SOCK];
	s->has |= SOCK_HAS_PEER;
	return r;
}

static int tipc_queues(const struct nlattrs *outer, struct sock *s)
{
	uint32_t values[VALUES] = { 0 };
	const int r = tipc_numbers(outer, values);

	s->recv_q = values[TIPC_NLA_SOCK_STAT_RCVQ];
	s->send_q = values[TIPC_NLA_SOCK_STAT_SENDQ];
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return r;
}

static int tipc_cookie(const struct nlattrs *it, struct sock *s)
{
	s->has |= SOCK_HAS_COOKIE;
	return nlattrs_get(it, &s->cookie, sizeof(s->cookie));
}

static int tipc_sock(const struct nlattrs *outer, struct sock *s)
{
	static const struct dump_attr attrs[] = {
		{ TIPC_NLA_SOCK_CON, tipc_connection },
		{ TIPC_NLA_SOCK_STAT, tipc_queues },
		{ TIPC_NLA_SOCK_COOKIE, tipc_cookie },
		{ TIPC_NLA_SOCK_UID, dump_uid },
	};
	struct nlattrs it = nlattrs_nested(outer);
	uint32_t values[VALUES] = { 0 };

	int r = tipc_numbers(outer, values);
	if (r < 0)
		return r;
	s->has |= SOCK_HAS_TIPC | SOCK_HAS_TYPE;
	s->type = (uint8_t)values[TIPC_NLA_SOCK_TYPE];
	s->state = (uint8_t)values[TIPC_NLA_SOCK_TIPC_STATE];
	s->inode = values[TIPC_NLA_SOCK_INO];
	s->tipc.node = values[TIPC_NLA_SOCK_ADDR];
	s->tipc.ref = values[TIPC_NLA_SOCK_REF];
	return dump_attrs(&it, attrs, ARRAY_SIZE(attrs), s, s);
}

int tipc_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	static const struct dump_attr attrs[] = { { TIPC_NLA_SOCK, tipc_sock } };
	struct sock s = { .proto = PROTO_TIPC };
	struct nlattrs it;

	/* A TIPC message has no fixed part, only one attribute that contains the
	 * attributes of the socket. */
	int r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, NULL, 0);
	if (r == 0)
		r = dump_attrs(&it, attrs, ARRAY_SIZE(attrs), &s, &s);
	if (r < 0 || !s.has)
		return -EBADMSG;
	*ret = s;
	return 0;
}

int tipc_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	const struct tipc_sock_diag_req req = {
		.sdiag_family = AF_TIPC,
		.tidiag_states = request->states,
	};

	return dump_run(from, &req, sizeof(req), 0, tipc_decode, fn, arg);
}
