/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procnet.h"

#include <errno.h>

#include "util/map.h"

/* State of reading the ping sockets of one IP version. The kernel keeps the ping sockets
 * of both IP versions in one hash table, which both /proc/net/icmp and /proc/net/icmp6
 * show. Behind the first socket of its own IP version in a hash bucket, a file also lists
 * sockets of the other IP version (ping_get_next() in the kernel's net/ipv4/ping.c). A
 * socket is always in the file of its own IP version; the file of the other IP version
 * shows no address of the socket. */
struct ping {
	/* Maps the inode of each socket in the file of the IP version that was not
	 * requested to 1 if the file shows an address of the socket, else to 0. */
	struct map others;
	enum ip ip;
	sock_fn fn;
	void *arg;
};

static bool has_address(const struct sock *s)
{
	return !addr_is_any(&s->local) || !addr_is_any(&s->peer);
}

static int ping_note_other(const struct sock *s, void *arg)
{
	struct ping *ping = arg;

	return map_set(&ping->others, s->inode, has_address(s));
}

/* Calls ping->fn for the socket s if s is of the requested IP version. A socket whose
 * address is shown neither by /proc/net/icmp nor by /proc/net/icmp6 counts as IPv4. */
static int ping_emit(const struct sock *s, void *arg)
{
	struct ping *ping = arg;
	const uint32_t other = map_get(&ping->others, s->inode);
	const bool is_others =
		ping->ip == IP_V4 ? other == 1 : other != MAP_NONE && !has_address(s);

	return is_others ? 0 : ping->fn(s, ping->arg);
}

int procnet_ping(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg)
{
	struct ping ping = { .ip = request->ip, .fn = fn, .arg = arg };
	const struct family_request other = {
		.proto = request->proto,
		.ip = request->ip == IP_V4 ? IP_V6 : IP_V4,
		.states = STATE_ALL,
	};
	const uint64_t malformed = from->malformed;

	int r = procnet_inet(from, &other, ping_note_other, &ping);
	/* The malformed lines in the file of the IP version that was not requested are
	 * not counted, because they are counted when that IP version is requested. */
	from->malformed = malformed;
	if (r == 0 || r == -ENOENT)
		r = procnet_inet(from, request, ping_emit, &ping);
	map_release(&ping.others);
	return r;
}
