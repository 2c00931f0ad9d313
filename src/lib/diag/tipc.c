/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tipc.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <sys/socket.h>

#include "dump.h"
#include "kernel/nlattr.h"

_Static_assert((int)TIPC_NLA_CON_MAX <= (int)TIPC_NLA_SOCK_MAX,
	       "no room for a connection");
_Static_assert((int)TIPC_NLA_SOCK_STAT_MAX <= (int)TIPC_NLA_SOCK_MAX,
	       "no room for queues");

/* Takes an attribute as a number if it has at least four bytes; the others are flags. */
static void tipc_take(const struct nlattrs *it, uint32_t values[TIPC_NLA_SOCK_MAX + 1])
{
	uint32_t value = 0;

	if (it->type <= TIPC_NLA_SOCK_MAX && nlattrs_get(it, &value, sizeof(value)) == 0)
		values[it->type] = value;
}

static int tipc_connection(const struct nlattrs *outer, struct sock *s)
{
	uint32_t values[TIPC_NLA_SOCK_MAX + 1] = { 0 };
	struct nlattrs it = nlattrs_nested(outer);
	int r = 0;

	while ((r = nlattrs_next(&it)) > 0)
		tipc_take(&it, values);
	s->tipc.peer_node = values[TIPC_NLA_CON_NODE];
	s->tipc.peer_ref = values[TIPC_NLA_CON_SOCK];
	s->has |= SOCK_HAS_PEER;
	return r;
}

static int tipc_queues(const struct nlattrs *outer, struct sock *s)
{
	uint32_t values[TIPC_NLA_SOCK_MAX + 1] = { 0 };
	struct nlattrs it = nlattrs_nested(outer);
	int r = 0;

	while ((r = nlattrs_next(&it)) > 0)
		tipc_take(&it, values);
	s->recv_q = values[TIPC_NLA_SOCK_STAT_RCVQ];
	s->send_q = values[TIPC_NLA_SOCK_STAT_SENDQ];
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return r;
}

static int tipc_sock(const struct nlattrs *outer, struct sock *s)
{
	uint32_t values[TIPC_NLA_SOCK_MAX + 1] = { 0 };
	struct nlattrs it = nlattrs_nested(outer);
	int r = 0;

	while ((r = nlattrs_next(&it)) > 0) {
		switch (it.type) {
		case TIPC_NLA_SOCK_CON:
			r = tipc_connection(&it, s);
			break;
		case TIPC_NLA_SOCK_STAT:
			r = tipc_queues(&it, s);
			break;
		case TIPC_NLA_SOCK_COOKIE:
			r = nlattrs_get(&it, &s->cookie, sizeof(s->cookie));
			s->has |= SOCK_HAS_COOKIE;
			break;
		case TIPC_NLA_SOCK_UID:
			r = dump_uid(&it, s);
			break;
		default:
			tipc_take(&it, values);
			break;
		}
		if (r < 0)
			return r;
	}
	s->type = (uint8_t)values[TIPC_NLA_SOCK_TYPE];
	s->state = (uint8_t)values[TIPC_NLA_SOCK_TIPC_STATE];
	s->inode = values[TIPC_NLA_SOCK_INO];
	s->tipc.node = values[TIPC_NLA_SOCK_ADDR];
	s->tipc.ref = values[TIPC_NLA_SOCK_REF];
	return r;
}

int tipc_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct sock s = { .has = SOCK_HAS_TIPC | SOCK_HAS_TYPE, .proto = PROTO_TIPC };
	struct nlattrs it;
	bool is_there = false;

	/* The whole message is one nested attribute. */
	int r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, NULL, 0);
	if (r < 0)
		return r;
	while ((r = nlattrs_next(&it)) > 0) {
		if (it.type != TIPC_NLA_SOCK)
			continue;
		r = tipc_sock(&it, &s);
		if (r < 0)
			return r;
		is_there = true;
	}
	if (r < 0 || !is_there)
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

	return dump_run(from, &req, sizeof(req), NULL, tipc_decode, fn, arg);
}
