/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
#include "channel.h"
#include "hosts_file.h"
#include "model/addr.h"

enum {
	BATCH = 128, /* questions between two looks at the answers: buffers are finite */
	KEPT_MAX = 65536, /* addresses kept from one listing to the next */
};

struct host {
	struct addr addr;
	char *name;
	bool is_queued; /* in this listing */
	bool is_answered;
	uint32_t next; /* another address under the same key, MAP_NONE at the end */
};

struct hosts {
	struct channel *channel;
	uint32_t deadline_ms;
	struct map by_key;
	struct host *all;
	size_t len, cap;
	uint32_t *queue; /* to be asked for, by index into all */
	size_t queue_len, queue_cap;
	size_t pending; /* asked for, and not answered */
	int error; /* of a callback */
};

/* What a question's callback is given, and frees: all may move while it is under way. */
struct question {
	struct hosts *hosts;
	size_t host;
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
	channel_free(h->channel);
	forget_all(h);
	free(h->all);
	free(h->queue);
	free(h);
	return NULL;
}

int hosts_new(uint32_t deadline_ms, struct hosts **ret)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;

	h->deadline_ms = deadline_ms;
	int r = channel_new(deadline_ms, &h->channel);
	if (r < 0) {
		hosts_free(h);
		return r;
	}
	*ret = h;
	return 0;
}

/* IPv4 addresses have a key each; IPv6 ones may share theirs, and are chained. */
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

/* The index of an address, known or new. */
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

int hosts_each_answered(const struct hosts *h,
			int (*fn)(const struct addr *a, const char *name, void *arg),
			void *arg)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < h->len; i++)
		if (h->all[i].is_queued && h->all[i].is_answered)
			r = fn(&h->all[i].addr, h->all[i].name, arg);
	return r;
}

int hosts_learn(struct hosts *h, const struct addr *a, const char *name)
{
	uint32_t i = 0;

	if (h->len > KEPT_MAX)
		forget_all(h);
	int r = host_get(h, a, &i);
	if (r < 0 || h->all[i].is_answered)
		return r;
	h->all[i].is_answered = true;
	h->all[i].name = name ? strdup(name) : NULL;
	return name && !h->all[i].name ? -ENOMEM : 0;
}

const char *hosts_name(const struct hosts *h, const struct addr *mapped)
{
	const struct addr a = addr_unmap(mapped);
	const uint32_t i = host_find(h, &a);

	return i == MAP_NONE ? NULL : h->all[i].name;
}

/* Whether it can be told from a number, and from what layouts have for any: an address may be
 * called by the number of another. */
static bool is_name(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct in_addr number;

	return strpbrk(text, letters) && !strchr(text, ':') && !inet_aton(text, &number);
}

static void take_answer(void *arg, int status, int timeouts, struct hostent *answer)
{
	struct question *q = arg;
	struct hosts *h = q->hosts;
	struct host *host = &h->all[q->host];

	(void)timeouts;
	h->pending--;
	free(q);
	if (status == ARES_ENOMEM)
		h->error = -ENOMEM;
	/* c-ares answers ARES_ENOTFOUND for an address without name and for a dead server */
	host->is_answered = status == ARES_SUCCESS;
	if (status != ARES_SUCCESS || !answer || !answer->h_name ||
	    !is_name(answer->h_name))
		return;
	host->name = strdup(answer->h_name);
	if (!host->name)
		h->error = -ENOMEM;
}

static int ask(struct hosts *h, size_t i)
{
	struct question *q = malloc(sizeof(*q));
	if (!q)
		return -ENOMEM;

	*q = (struct question){ h, i };
	h->pending++;
	const struct addr *a = &h->all[i].addr;
	ares_gethostbyaddr(channel_ares(h->channel), a->bytes,
			   a->family == AF_INET ? 4 : 16, a->family, take_answer, q);
	return 0;
}

/* The first name of an address on its first line counts. */
static int take_names(const struct addr *a, char *names, void *arg)
{
	struct hosts *h = arg;
	const char *name = hosts_file_name(&names);
	const uint32_t i = host_find(h, a);

	if (i == MAP_NONE || h->all[i].is_answered || !is_name(name))
		return 0;
	h->all[i].name = strdup(name);
	h->all[i].is_answered = true;
	return h->all[i].name ? 0 : -ENOMEM;
}

int hosts_resolve(struct hosts *h)
{
	const int64_t deadline = channel_now_ms() + h->deadline_ms;
	size_t asked = 0;

	int r = h->queue_len ? hosts_file_read(take_names, h) : 0;
	while (r == 0) {
		const int64_t left = deadline - channel_now_ms();

		for (size_t n = 0; r == 0 && n < BATCH && asked < h->queue_len;
		     n++, asked++)
			if (!h->all[h->queue[asked]].is_answered)
				r = ask(h, h->queue[asked]);
		/* a server out of reach answers at once */
		if (left <= 0 || (asked == h->queue_len && !h->pending))
			break;
		if (r == 0)
			r = h->error;
		if (r == 0)
			r = channel_wait(h->channel, asked < h->queue_len ? 0 : left);
	}

	if (r == 0)
		r = h->error;
	ares_cancel(channel_ares(h->channel));
	h->queue_len = 0;
	h->error = 0;
	return r == -EINTR ? 0 : r;
}
