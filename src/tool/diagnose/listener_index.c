/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listener_index.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "util/cleanup.h"
#include "util/grow.h"

void listener_index_release(struct listener_index *p)
{
	free(p->all);
	map_release(&p->by_end);
	*p = (struct listener_index){ 0 };
}

/* Returns the index in p->all of the entry for an address and port. If there is no entry,
 * returns MAP_NONE and sets *ret_key to the key of p->by_end under which an entry can be
 * added. */
static uint32_t find_entry(const struct listener_index *p, const struct addr *a,
			   uint16_t port, uint64_t *ret_key)
{
	uint64_t words[2];
	uint32_t i = 0;

	memcpy(words, a->bytes, sizeof(words));
	*ret_key =
		map_mix(words[0] ^ map_mix(words[1] ^ map_mix(port | a->family << 16)));
	/* Two entries may have one hash: the entry that was added later is then stored
	 * under another key, computed from the hash. */
	while ((i = map_get(&p->by_end, *ret_key)) != MAP_NONE) {
		if (p->all[i].port == port && memcmp(&p->all[i].addr, a, sizeof(*a)) == 0)
			return i;
		*ret_key = map_mix(*ret_key + 1);
	}
	return MAP_NONE;
}

static int find_or_add_entry(struct listener_index *p, const struct sock *s,
			     struct doctor_port **ret)
{
	const struct addr a = addr_unmap(&s->local);
	uint64_t key = 0;
	uint32_t i = find_entry(p, &a, s->local_port, &key);

	if (i == MAP_NONE) {
		int r = grow(&p->all, &p->cap, p->len + 1, sizeof(*p->all));
		if (r == 0)
			r = map_set(&p->by_end, key, (uint32_t)p->len);
		if (r < 0)
			return r;
		i = (uint32_t)p->len++;
		p->all[i] = (struct doctor_port){ .addr = a, .port = s->local_port };
	}
	*ret = &p->all[i];
	return 0;
}

/* Returns whether a TCP connection still waits for accept(): it has no inode until it is
 * accepted. Sets *ret_ms to the milliseconds for which it has waited. */
static bool is_unaccepted(const struct sock *s, uint64_t *ret_ms)
{
	return !s->inode &&
	       (s->state == STATE_ESTABLISHED || s->state == STATE_CLOSE_WAIT) &&
	       sock_fact(s, TCP_LAST_DATA_SENT_MS, ret_ms);
}

int listener_index_add(struct listener_index *p, const struct sock *s)
{
	struct doctor_port *port = NULL;
	uint64_t waits = 0;
	/* SOCK_HAS_SEND_Q is not set if the listener was read from /proc/net, which does
	 * not report the limit of the accept queue */
	const bool listens = s->state == STATE_LISTEN && s->has & SOCK_HAS_SEND_Q;

	if (!listens && !is_unaccepted(s, &waits))
		return 0;
	int r = find_or_add_entry(p, s, &port);
	if (r < 0)
		return r;
	port->is_own |= !listens;
	if (waits > port->oldest_ms)
		port->oldest_ms = waits;
	if (listens && (!port->listener || s->recv_q > port->queued)) {
		port->listener = s->inode;
		port->queued = s->recv_q;
		port->queue_max = s->send_q;
	}
	return 0;
}

/* Returns the index in p->all of the listener that accepts connections to an address and
 * port; MAP_NONE: there is no such listener. */
static uint32_t find_listener(const struct listener_index *p, const struct addr *end,
			      uint16_t port)
{
	const struct addr a = addr_unmap(end);
	const struct addr tried[] = { a, { .family = a.family }, { .family = AF_INET6 } };
	uint64_t key = 0;

	for (size_t k = 0; k < ARRAY_SIZE(tried); k++) {
		const uint32_t i = find_entry(p, &tried[k], port, &key);

		if (i != MAP_NONE && p->all[i].listener)
			return i;
	}
	return MAP_NONE;
}

void listener_index_finish(struct listener_index *p)
{
	for (size_t i = 0; i < p->len; i++) {
		const struct doctor_port *from = &p->all[i];
		const uint32_t to = find_listener(p, &from->addr, from->port);

		if (to != MAP_NONE && from->oldest_ms > p->all[to].oldest_ms)
			p->all[to].oldest_ms = from->oldest_ms;
	}
}

const struct doctor_port *listener_index_serving(const struct listener_index *p,
						 const struct addr *a, uint16_t port)
{
	static const struct doctor_port none;
	const uint32_t i = find_listener(p, a, port);

	return i == MAP_NONE ? &none : &p->all[i];
}

static bool is_loopback(const struct addr *a)
{
	static const uint8_t v6[16] = { [15] = 1 };

	return a->family == AF_INET ? a->bytes[0] == 127
				    : memcmp(a->bytes, v6, sizeof(v6)) == 0;
}

/* Only a connection proves that its local address belongs to this host: a listener may be
 * bound to an address that the host does not have yet (IP_FREEBIND). */
bool listener_index_is_own(const struct listener_index *p, const struct sock *s)
{
	const struct addr peer = addr_unmap(&s->peer);
	uint64_t key = 0;

	if (memcmp(&s->local, &s->peer, sizeof(s->local)) == 0 || is_loopback(&peer))
		return true;
	const uint32_t i = find_entry(p, &peer, s->peer_port, &key);
	return i != MAP_NONE && p->all[i].is_own;
}
