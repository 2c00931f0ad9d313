/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists SCTP sockets by sock_diag (linux/inet_diag.h, net/sctp/diag.c of the kernel):
 * endpoints that listen or are idle, and associations. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>

#include "families.h"
#include "util/cleanup.h"
#include "util/map.h"

/* The numbers of the first and the last retransmission timer in the kernel's enum
 * sctp_event_timeout. */
enum { T1_COOKIE = 1, T3_RTX = 4 };

/* Adds the addresses of the attribute that `it` has reached, an array of struct
 * sockaddr_storage, to `to`, and sets *ret_has_primary if `primary` is one of these
 * addresses. An IPv4 address of an IPv6 socket is stored as an IPv4-mapped address, as in
 * other protocols. */
static int take_addrs(const struct nlattrs *it, enum ip ip, struct sock_addrs *to,
		      const struct addr *primary, bool *ret_has_primary)
{
	const char *at = it->data;

	if (it->size % sizeof(struct sockaddr_storage))
		return -EBADMSG;
	for (const char *end = at + it->size; at < end;
	     at += sizeof(struct sockaddr_storage)) {
		struct sockaddr_in6 v6;
		struct sockaddr_in v4;
		struct addr a;

		memcpy(&v4, at, sizeof(v4));
		memcpy(&v6, at, sizeof(v6));
		if (v4.sin_family == AF_INET)
			a = addr_make(AF_INET, &v4.sin_addr);
		else if (v4.sin_family == AF_INET6)
			a = addr_make(AF_INET6, &v6.sin6_addr);
		else
			continue;
		if (ip == IP_V6)
			a = addr_map(&a);
		*ret_has_primary |= memcmp(&a, primary, sizeof(a)) == 0;
		sock_addrs_add(to, &a);
	}
	return 0;
}

/* Replaces the address *primary by the first address of addrs if has_primary is false,
 * which means that addrs does not have *primary. The kernel sends a wrong address for an
 * association that uses IPv4 on an IPv6 socket. */
static void set_primary(struct addr *primary, const struct sock_addrs *addrs,
			bool has_primary)
{
	if (!has_primary && addrs->count)
		*primary = addrs->all[0];
}

static void make_association(struct sock *s, bool has_local, bool has_peer)
{
	s->state = state_of_sctp(s->state);
	set_primary(&s->local, &s->sctp.locals, has_local);
	set_primary(&s->peer, &s->sctp.peers, has_peer);
	/* For an association, idiag_if has the interface of the route, not an interface
	 * that the socket is bound to. */
	s->ifindex = 0;
	s->has &= ~(uint32_t)SOCK_HAS_IFINDEX;
	s->retransmits = s->probes ? s->probes : s->retransmits;
	s->probes = 0;
	if (s->timer >= T1_COOKIE && s->timer <= T3_RTX)
		s->timer = TIMER_RETRANSMIT;
}

int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association)
{
	struct inet_diag_msg msg;
	struct nlattrs it;
	struct sock s;
	bool is_association = false, has_local = false, has_peer = false;

	int r = inet_decode(nlh, PROTO_SCTP, &s);
	if (r == 0)
		r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	if (r < 0)
		return r;
	s.has |= SOCK_HAS_SCTP;
	s.sctp = (struct sock_sctp){ 0 };
	while (r >= 0 && (r = nlattrs_next(&it)) > 0) {
		if (it.type == INET_DIAG_SKMEMINFO)
			r = dump_memory(&it, &s);
		if (it.type == INET_DIAG_LOCALS)
			r = take_addrs(&it, s.ip, &s.sctp.locals, &s.local, &has_local);
		if (it.type == INET_DIAG_PEERS) {
			r = take_addrs(&it, s.ip, &s.sctp.peers, &s.peer, &has_peer);
			is_association = true;
		}
	}
	if (r < 0)
		return r;
	if (is_association)
		make_association(&s, has_local, has_peer);
	*ret = s;
	*ret_is_association = is_association;
	return 0;
}

struct sctp_dump {
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	/* Set of the cookies of the endpoints that were listed. */
	struct map listed;
	/* The latest endpoint that does not listen. The endpoint is listed only if the
	 * next message is not an association of the endpoint. */
	struct sock held;
	/* Whether `held` has an endpoint that is neither listed nor dropped yet. */
	bool is_holding;
};

/* Passes an endpoint to dump->fn unless the endpoint was passed earlier. The kernel sends
 * each endpoint once alone and once more before its associations. */
static int sctp_emit_endpoint(struct sctp_dump *dump, const struct sock *s)
{
	if (!family_wants(dump->request, s->state) ||
	    map_get(&dump->listed, s->cookie) != MAP_NONE)
		return 0;
	int r = map_set(&dump->listed, s->cookie, 0);
	if (r < 0)
		return r;
	return dump->fn(s, dump->arg);
}

/* Lists the endpoint in dump->held if is_holding is set. Called when the next message is
 * not an association of the endpoint. */
static int sctp_release_held(struct sctp_dump *dump)
{
	if (!dump->is_holding)
		return 0;
	dump->is_holding = false;
	return sctp_emit_endpoint(dump, &dump->held);
}

static int sctp_message(const struct nlmsghdr *nlh, void *arg)
{
	struct sctp_dump *dump = arg;
	bool is_association = false;
	struct sock s;

	int r = sctp_decode(nlh, &s, &is_association);
	if (r < 0)
		return r;
	if (is_association && dump->held.cookie == s.cookie)
		dump->is_holding = false;
	r = sctp_release_held(dump);
	if (r)
		return r;
	if (is_association)
		return family_wants(dump->request, s.state) ? dump->fn(&s, dump->arg) : 0;
	if (s.state == STATE_LISTEN)
		return sctp_emit_endpoint(dump, &s);
	dump->held = s;
	dump->is_holding = true;
	return 0;
}

int sctp_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	struct sctp_dump dump = { .request = request, .fn = fn, .arg = arg };
	struct family_request all = *request;

	/* The kernel sends endpoints if the mask of states has LISTEN, and associations
	 * if the mask has any state but CLOSE. If CLOSE is wanted, all states are
	 * requested, because a closed socket may be an endpoint or an association. */
	if (all.states & STATE_BIT(STATE_CLOSE))
		all.states = STATE_ALL;
	int r = inet_messages(from, &all, sctp_message, &dump);
	if (r == 0)
		r = sctp_release_held(&dump);
	map_release(&dump.listed);
	return r;
}
