/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include <stdbool.h>
#include <string.h>

#include "cache.h"
#include "channel.h"
#include "hosts_file.h"
#include "hosts_ipc.h"
#include "lookup_child.h"
#include "model/addr.h"
#include "privilege/child.h"
#include "text/escape.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

/* The maximum number of addresses that are stored with their names from one listing to
 * the next; if more are stored, all are dropped. */
enum { KEPT_MAX = 65536 };

/* The number of bytes at which hosts_write cuts the name of a host: one byte more than
 * sockstat shows, so that a name that was cut here is also marked as cut in the
 * output. */
enum { SENT_MAX = ESCAPE_MAX + 1 };

/* What hosts_write sends for each host. The name of the host follows this struct, without
 * a NUL at its end. */
struct handover {
	/* The address of the host; family 0: the struct ends the list of hosts and stands
	 * for no host. */
	struct addr addr;
	/* The length in bytes of the host's name, which follows the struct; 0: the
	 * address has no name. */
	uint16_t name_len;
};

struct host {
	struct addr addr;
	char *name;
	/* Whether the address was queued for a look-up in the current listing. */
	bool is_queued;
	/* Whether the address was sent to the look-up process, and no answer for the
	 * address has arrived. */
	bool is_asked;
	bool is_answered;
	/* The index in hosts.all of the next host whose address has an equal key in
	 * hosts.by_key; MAP_NONE: there is no next host. */
	uint32_t next;
};

struct hosts {
	struct lookup_child *child;
	uint32_t deadline_ms;
	struct map by_key;
	struct host *all;
	size_t len, cap;
	/* queue: the indexes in `all` of the hosts whose names are to be looked up;
	 * queue_at: the position in the queue of the next host that is sent to the
	 * look-up process */
	uint32_t *queue;
	size_t queue_len, queue_cap, queue_at;
	/* The number of hosts in the queue whose names are not known yet. */
	size_t pending;
};

static void forget_all(struct hosts *h)
{
	for (size_t i = 0; i < h->len; i++)
		free(h->all[i].name);
	h->len = 0;
	map_release(&h->by_key);
}

void hosts_begin(struct hosts *h)
{
	if (h->len > KEPT_MAX)
		forget_all(h);
	for (size_t i = 0; i < h->len; i++)
		h->all[i].is_queued = false;
	h->queue_len = 0;
}

struct hosts *hosts_free(struct hosts *h)
{
	if (!h)
		return NULL;
	forget_all(h);
	free(h->all);
	free(h->queue);
	free(h);
	return NULL;
}

int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret)
{
	struct hosts *h = malloc(sizeof(*h));
	if (!h)
		return -ENOMEM;

	*h = (struct hosts){ .deadline_ms = deadline_ms, .child = child };
	*ret = h;
	return 0;
}

/* Returns the key of an address for the member by_key of struct hosts. Each IPv4 address
 * has a key of its own. IPv6 addresses may share a key, and are then linked by the member
 * next of struct host. */
static uint64_t host_key(const struct addr *a)
{
	uint64_t high = 0;
	uint64_t low = 0;

	memcpy(&high, a->bytes, sizeof(high));
	memcpy(&low, a->bytes + sizeof(high), sizeof(low));
	return high ^ (low << 32 | low >> 32);
}

static uint32_t host_find(const struct hosts *h, const struct addr *a)
{
	uint32_t i = map_get(&h->by_key, host_key(a));

	while (i != MAP_NONE &&
	       (h->all[i].addr.family != a->family ||
		memcmp(h->all[i].addr.bytes, a->bytes, sizeof(a->bytes)) != 0))
		i = h->all[i].next;
	return i;
}

/* Sets *ret to the index in h->all of the host with the address a, and adds the host if
 * it is new. Returns 0 or -errno. */
static int host_get(struct hosts *h, const struct addr *a, uint32_t *ret)
{
	uint32_t i = host_find(h, a);

	if (i == MAP_NONE) {
		int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
		if (r < 0)
			return r;
		const uint32_t next = map_get(&h->by_key, host_key(a));
		r = map_set(&h->by_key, host_key(a), (uint32_t)h->len);
		if (r < 0)
			return r;
		i = (uint32_t)h->len++;
		h->all[i] = (struct host){ .addr = *a, .next = next };
	}
	*ret = i;
	return 0;
}

int hosts_add(struct hosts *h, const struct addr *mapped)
{
	const struct addr a = addr_unmap(mapped);
	uint32_t i = 0;

	if (addr_is_any(&a))
		return 0;
	int r = host_get(h, &a, &i);
	if (r < 0 || h->all[i].is_answered || h->all[i].is_queued)
		return r;

	r = grow(&h->queue, &h->queue_cap, h->queue_len + 1, sizeof(*h->queue));
	if (r < 0)
		return r;
	h->queue[h->queue_len++] = i;
	h->all[i].is_queued = true;
	return 0;
}

static int host_answer(struct host *host, const char *name)
{
	const bool has_name = name && name_is_distinct(name);

	host->name = has_name ? strdup(name) : NULL;
	host->is_answered = true;
	return has_name && !host->name ? -ENOMEM : 0;
}

const char *hosts_name(const struct hosts *h, const struct addr *mapped)
{
	const struct addr a = addr_unmap(mapped);
	const uint32_t i = host_find(h, &a);

	return i == MAP_NONE ? NULL : h->all[i].name;
}

/* Stores the first of `names`, the names on one line of the hosts file, as the name of
 * the address a. If several lines have the address, only the first line is used. */
static int hosts_take_names(const struct addr *a, char *names, void *arg)
{
	struct hosts *h = arg;
	const char *name = hosts_file_name(&names);
	const uint32_t i = host_find(h, a);

	if (i == MAP_NONE || h->all[i].is_answered || !name_is_distinct(name))
		return 0;
	return host_answer(&h->all[i], name);
}

static bool next_unanswered(struct addr *ret, void *arg)
{
	struct hosts *h = arg;

	while (h->queue_at < h->queue_len) {
		struct host *host = &h->all[h->queue[h->queue_at++]];

		if (host->is_answered)
			continue;
		host->is_asked = true;
		*ret = host->addr;
		return true;
	}
	return false;
}

/* Stores an answer of the look-up process, the child process that queries DNS. The
 * look-up process is not trusted: an answer for an address that was not sent to the
 * look-up process is ignored. */
static int take_answer(const struct hosts_entry *e, void *arg)
{
	struct hosts *h = arg;
	const uint32_t i = host_find(h, &e->addr);

	if (i == MAP_NONE || !h->all[i].is_asked)
		return 0;
	h->all[i].is_asked = false;
	h->pending--;
	const int r = e->is_answered
			      ? host_answer(&h->all[i], e->name_len ? e->name : NULL)
			      : 0;
	return r < 0 ? r : !h->pending;
}

int hosts_resolve(struct hosts *h, int *ret_lost)
{
	const int64_t deadline = channel_now_ms() + h->deadline_ms;
	const struct lookup_question question = { next_unanswered, take_answer, h };
	int lost = 0;

	int r = h->queue_len ? hosts_file_read(hosts_take_names, h) : 0;
	h->pending = 0;
	for (size_t i = 0; i < h->queue_len; i++)
		h->pending += !h->all[h->queue[i]].is_answered;
	h->queue_at = 0;
	if (r == 0 && h->pending)
		lost = lookup_child_ask(h->child, deadline, &question);
	for (size_t i = 0; i < h->queue_len; i++)
		h->all[h->queue[i]].is_asked = false;
	h->queue_len = 0;
	*ret_lost = lost == -EINTR ? 0 : lost;
	return r;
}

int hosts_write(const struct hosts *h, int fd)
{
	struct handover sent = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < h->len; i++) {
		const struct host *host = &h->all[i];

		if (!host->is_queued || !host->is_answered)
			continue;
		sent.addr = host->addr;
		sent.name_len = (uint16_t)strnlen(host->name ? host->name : "", SENT_MAX);
		r = child_write(fd, &sent, sizeof(sent));
		if (r == 0)
			r = child_write(fd, host->name, sent.name_len);
	}
	sent = (struct handover){ 0 };
	return r ? r : child_write(fd, &sent, sizeof(sent));
}

/* Stores the name of the address a, unless it is already known whether the address has a
 * name. Returns 0 or -errno. */
static int learn_name(struct hosts *h, const struct addr *a, const char *name)
{
	uint32_t i = 0;

	if (h->len > KEPT_MAX)
		forget_all(h);
	int r = host_get(h, a, &i);
	return r < 0 || h->all[i].is_answered ? r : host_answer(&h->all[i], name);
}

int hosts_read(struct hosts *h, const struct child *child)
{
	struct handover got;
	char name[SENT_MAX + 1];
	int r = 0;

	while ((r = child_read(child, &got, sizeof(got))) == 0 && got.addr.family) {
		if ((got.addr.family != AF_INET && got.addr.family != AF_INET6) ||
		    got.name_len >= sizeof(name))
			return -EBADMSG;
		r = child_read(child, name, got.name_len);
		if (r < 0)
			return r;
		name[got.name_len] = '\0';
		const struct addr a = addr_make(got.addr.family, got.addr.bytes);
		r = learn_name(h, &a, got.name_len ? name : NULL);
		if (r < 0)
			return r;
	}
	return r;
}
