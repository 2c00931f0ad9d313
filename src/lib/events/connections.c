/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections.h"

#include <string.h>
#include <sys/random.h>

#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

enum { BUCKETS_MIN = 1024 };

static size_t bucket_of(const struct connections *c, uint64_t cookie)
{
	return map_mix(cookie ^ c->seed) & (c->buckets_count - 1);
}

static int resize(struct connections *c, size_t count)
{
	uint32_t *buckets = malloc(count * sizeof(*buckets));
	if (!buckets)
		return -ENOMEM;

	memset(buckets, 0xff, count * sizeof(*buckets));
	free(c->buckets);
	c->buckets = buckets;
	c->buckets_count = count;
	for (uint32_t i = 0; c->all && i < c->len; i++) {
		if (c->all[i].is_free)
			continue;
		uint32_t *bucket = &buckets[bucket_of(c, c->all[i].cookie)];
		c->all[i].next = *bucket;
		*bucket = i;
	}
	return 0;
}

int connections_init(struct connections *c)
{
	*c = (struct connections){ .first_free = MAP_NONE };
	/* Without a random seed the hash table of connections still works, but an
	 * attacker can choose cookies that collide. */
	if (getrandom(&c->seed, sizeof(c->seed), GRND_NONBLOCK) != sizeof(c->seed))
		c->seed = 0;
	return resize(c, BUCKETS_MIN);
}

void connections_release(struct connections *c)
{
	free(c->all);
	free(c->buckets);
	*c = (struct connections){ .first_free = MAP_NONE };
}

/* Returns a pointer to the link that holds the index in c->all of the connection with
 * this cookie: an element of c->buckets, or the member `next` of another connection. If
 * `c` lacks the connection, the link holds MAP_NONE. */
static uint32_t *find(struct connections *c, uint64_t cookie)
{
	uint32_t *at = &c->buckets[bucket_of(c, cookie)];

	while (*at != MAP_NONE && c->all[*at].cookie != cookie)
		at = &c->all[*at].next;
	return at;
}

struct connection *connections_get(struct connections *c, uint64_t cookie)
{
	const uint32_t at = cookie ? *find(c, cookie) : MAP_NONE;

	return at == MAP_NONE ? NULL : &c->all[at];
}

struct connection *connections_add(struct connections *c, uint64_t cookie)
{
	struct connection *known = connections_get(c, cookie);
	uint32_t at = c->first_free;

	if (known)
		return known;
	if (c->used >= c->buckets_count && resize(c, c->buckets_count * 2) < 0)
		return NULL;
	if (c->len == MAP_NONE ||
	    grow(&c->all, &c->cap, c->len + 1, sizeof(*c->all)) < 0 || !c->all)
		return NULL;
	if (at != MAP_NONE)
		c->first_free = c->all[at].next;
	else
		at = (uint32_t)c->len++;

	uint32_t *bucket = &c->buckets[bucket_of(c, cookie)];
	c->all[at] = (struct connection){ .cookie = cookie, .next = *bucket };
	*bucket = at;
	c->used++;
	return &c->all[at];
}

void connections_remove(struct connections *c, uint64_t cookie)
{
	uint32_t *at = find(c, cookie);
	const uint32_t removed = *at;

	if (removed == MAP_NONE)
		return;
	*at = c->all[removed].next;
	c->all[removed] = (struct connection){ .is_free = true, .next = c->first_free };
	c->first_free = removed;
	c->used--;
}

struct connection *connections_next(struct connections *c, struct connection *after)
{
	size_t at = after ? (size_t)(after - c->all) + 1 : 0;

	while (at < c->len && c->all[at].is_free)
		at++;
	return at < c->len ? &c->all[at] : NULL;
}

/* Returns how well a listener fits the local address and port of s: 2 if the listener has
 * exactly this address, 1 if it listens on any address, 0 if it does not fit. An accepted
 * socket has the IP version of its listener. */
static int fits(const struct connection *listener, const struct sock *s)
{
	if (listener->local_port != s->local_port || listener->ip != s->ip)
		return 0;
	if (addr_is_any(&listener->local))
		return 1;
	return memcmp(&listener->local, &s->local, sizeof(s->local)) == 0 ? 2 : 0;
}

bool connections_listener(struct connections *listeners, const struct sock *s,
			  struct event_owner *ret)
{
	const struct connection *found = NULL;
	bool is_one = false;
	int best = 0;

	for (struct connection *at = connections_next(listeners, NULL); at;
	     at = connections_next(listeners, at)) {
		const int fit = fits(at, s);

		if (fit > best) {
			best = fit;
			found = at;
			is_one = at->owner.pid && !at->owner.others;
		} else if (fit && fit == best && at->owner.pid != found->owner.pid) {
			/* Different processes listen at this local address and port, and
			 * any of them may have accepted the connection. */
			is_one = false;
		}
	}
	if (!is_one)
		return false;
	*ret = found->owner;
	ret->is_listeners = true;
	return true;
}
