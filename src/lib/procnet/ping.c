/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ping.h"

#include <errno.h>

#include "inet.h"
#include "util/map.h"

/* Both files walk one hash table, and behind the first socket of their family in a bucket they
 * take in those of the other (ping_get_next in net/ipv4/ping.c of the kernel). Each socket is in
 * its own file, and one that is in both has no address in the wrong one. */
struct ping {
	struct map others; /* by inode, of the other file: whether there is an address */
	enum ip ip;
	sock_fn fn;
	void *arg;
};

static bool has_address(const struct sock *s)
{
	return !addr_is_any(&s->local) || !addr_is_any(&s->peer);
}

static int ping_note(const struct sock *s, void *arg)
{
	struct ping *ping = arg;

	return map_set(&ping->others, s->inode, has_address(s));
}

/* Where neither file has an address, it is taken for one of IPv4. */
static int ping_tell(const struct sock *s, void *arg)
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

	int r = procnet_inet(from, &other, ping_note, &ping);
	from->malformed = malformed; /* counted where it is listed */
	if (r == 0 || r == -ENOENT)
		r = procnet_inet(from, request, ping_tell, &ping);
	map_release(&ping.others);
	return r;
}
