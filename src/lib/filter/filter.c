/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter.h"

#include <string.h>
#include <sys/socket.h>

#include "expr.h"
#include "expr_field.h"
#include "util/cleanup.h"
#include "util/grow.h"

void filter_release(struct filter *f)
{
	for (size_t i = 0; i < f->endpoints_len; i++)
		endpoint_release(&f->endpoints[i]);
	free(f->endpoints);
	expr_free(f->expr);
	*f = (struct filter){ 0 };
}

int filter_add_pairs(struct filter *f, uint32_t pairs)
{
	int r = grow(&f->endpoints, &f->endpoints_cap, f->endpoints_len + 1,
		     sizeof(*f->endpoints));
	if (r < 0)
		return r;
	f->endpoints[f->endpoints_len++] = (struct endpoint){
		.pairs = pairs,
		.ips = IP_ALL,
	};
	return 0;
}

uint32_t filter_pairs(const struct filter *f)
{
	uint32_t pairs = 0;

	for (size_t i = 0; i < f->endpoints_len; i++)
		pairs |= f->endpoints[i].pairs;
	return pairs;
}

static bool is_endpoint(const struct endpoint *e, const struct sock *s)
{
	if (!(e->pairs & PAIR_BIT(s->proto, s->ip)))
		return false;
	/* The peer is only compared if the socket has a peer. */
	const bool has_peer = s->peer_port || !addr_is_any(&s->peer);

	if (endpoint_is_at(e, &s->local, s->local_port) ||
	    (has_peer && endpoint_is_at(e, &s->peer, s->peer_port)))
		return true;
	return s->has & SOCK_HAS_SCTP &&
	       (endpoint_is_one_of(e, &s->sctp.locals, s->local_port) ||
		endpoint_is_one_of(e, &s->sctp.peers, s->peer_port));
}

struct endpoint *filter_next_host(struct filter *f, size_t *at)
{
	const size_t nodes = f->expr ? f->expr->len : 0;

	while (*at < f->endpoints_len + nodes) {
		const size_t i = (*at)++;
		struct endpoint *e = i < f->endpoints_len
					     ? &f->endpoints[i]
					     : &f->expr->nodes[i - f->endpoints_len].end;

		if (e->host)
			return e;
	}
	return NULL;
}

uint32_t filter_states(const struct filter *f, enum proto proto)
{
	uint32_t included = 0, named = STATE_ALL;

	for (size_t i = 0; i < PROTO_MAX_; i++)
		included |= f->included[i];
	if (f->has_states)
		named = f->states;
	return (included ? f->included[proto] : STATE_ALL) & ~f->excluded[proto] & named;
}

uint32_t filter_pair_states(const struct filter *f, unsigned int pair)
{
	const uint32_t states = filter_states(f, pair / IP_MAX_);

	return f->expr ? states & expr_states(f->expr, pair) : states;
}

struct filter_needs filter_needs(const struct filter *f)
{
	struct filter_needs needs = { 0 };

	for (size_t i = 0; f->expr && i < f->expr->len; i++) {
		const struct expr_node *node = &f->expr->nodes[i];

		if (node->kind == EXPR_FIELD)
			expr_field_need(node->place, node->index, &needs);
		if (node->kind != EXPR_OWNER)
			continue;
		needs.owners = true;
		needs.executables |= node->index == EXPR_OWNER_EXECUTABLE;
		needs.cgroups |= node->index >= EXPR_OWNER_UNIT;
	}
	return needs;
}

uint32_t filter_named_pairs(const struct filter *f)
{
	uint32_t pairs = 0;

	for (size_t i = 0; f->expr && i < f->expr->len; i++)
		if (f->expr->nodes[i].is_protocol && !f->expr->nodes[i].is_not)
			pairs |= f->expr->nodes[i].end.pairs;
	return pairs;
}

bool filter_can_lack_peer(const struct filter *f)
{
	return !f->expr || expr_can_lack_peer(f->expr);
}

bool filter_is_narrow(const struct filter *f)
{
	bool has_any = f->endpoints_len || f->expr || f->has_states;

	for (size_t i = 0; i < PROTO_MAX_; i++)
		has_any |= f->included[i] || f->excluded[i] || f->types[i];
	return has_any;
}

bool filter_is_wanted(const struct filter *f, const struct sock *s)
{
	uint32_t states = filter_states(f, s->proto);

	/* A filter that accepts the state BOUND_INACTIVE must accept CLOSE, too, because
	 * the kernel reports sockets in BOUND_INACTIVE as CLOSE. */
	if (states & STATE_BIT(STATE_BOUND_INACTIVE))
		states |= STATE_BIT(STATE_CLOSE);
	/* A state whose number sockstat does not know is accepted only if all states are
	 * accepted. */
	if (s->state < STATE_MAX_ ? !(states & STATE_BIT(s->state)) : states != STATE_ALL)
		return false;
	if (f->types[s->proto] &&
	    !(s->type < 32 && f->types[s->proto] & UINT32_C(1) << s->type))
		return false;
	if (f->expr && !expr_is_true(f->expr, s))
		return false;
	for (size_t i = 0; i < f->endpoints_len; i++)
		if (is_endpoint(&f->endpoints[i], s))
			return true;
	return !f->endpoints_len;
}
