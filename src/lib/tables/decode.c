/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>

#include "tables.h"
#include "tcp_walk.h"

/* Converts jiffies to milliseconds, rounding up like jiffies_to_msecs() in the kernel; hz
 * is the number of jiffies per second. Returns 0 if the result exceeds INT32_MAX. */
static uint32_t to_ms(uint32_t jiffies, uint32_t hz)
{
	const uint64_t ms = ((uint64_t)jiffies * 1000 + hz - 1) / hz;

	return ms > INT32_MAX ? 0 : (uint32_t)ms;
}

void tables_decode(const struct tcp_walk_row *row, uint32_t hz, struct sock *ret)
{
	sock_clear(ret);
	ret->has = SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q | SOCK_HAS_UID | SOCK_HAS_INET;
	ret->proto = PROTO_TCP;
	ret->ip = row->family == AF_INET ? IP_V4 : IP_V6;
	ret->state = row->state;
	ret->timer = row->timer;
	ret->local_port = row->local_port;
	ret->peer_port = ntohs(row->peer_port);
	ret->local = addr_make(row->family, row->local);
	ret->peer = addr_make(row->family, row->peer);
	ret->timer_ms = to_ms(row->expires, hz);
	ret->recv_q = row->recv_q;
	ret->send_q = row->send_q;
	ret->uid = row->uid;
	ret->ifindex = row->ifindex;
	ret->inode = row->inode;
	ret->cookie = row->cookie;
	if (row->cookie)
		ret->has |= SOCK_HAS_COOKIE;
	if (row->ifindex)
		ret->has |= SOCK_HAS_IFINDEX;
	if (ret->ip == IP_V6 &&
	    (ret->state == STATE_LISTEN || ret->state == STATE_CLOSE)) {
		ret->v6only = row->v6only != 0;
		ret->has |= SOCK_HAS_V6ONLY;
	}
	if (ret->timer == TIMER_KEEPALIVE || ret->timer == TIMER_PROBE)
		ret->probes = row->retransmits;
	else
		ret->retransmits = row->retransmits;
}
