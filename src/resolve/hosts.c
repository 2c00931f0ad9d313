/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include <ares.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
#include "model/addr.h"

enum {
	TRIES = 3, /* a lost datagram is asked for again within the deadline */
	BATCH = 128, /* questions between two looks at the answers: buffers are finite */
	MS = 1000,
	NS_PER_MS = 1000000,
	US_PER_MS = 1000,
};

struct host {
	struct addr addr;
	char *name;
	uint32_t next; /* another address under the same key, MAP_NONE at the end */
};

struct hosts {
	ares_channel channel;
	uint32_t deadline_ms;
	struct map by_key;
	struct host *all;
	size_t len, cap;
	size_t asked; /* the first so many of all */
	size_t pending;
	int error; /* of a callback */
	struct pollfd *fds; /* sockets that the channel wants watched */
	size_t fds_len, fds_cap;
};

/* What a question's callback is given, and frees: all may move while it is under way. */
struct question {
	struct hosts *hosts;
	size_t host;
};

static void watch_socket(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct hosts *h = arg;
	const short events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
	size_t i = 0;

	while (i < h->fds_len && h->fds[i].fd != fd)
		i++;
	if (!events) {
		if (i < h->fds_len)
			h->fds[i] = h->fds[--h->fds_len];
		return;
	}
	if (i == h->fds_len) {
		int r = grow(&h->fds, &h->fds_cap, h->fds_len + 1, sizeof(*h->fds));
		if (r < 0) {
			h->error = r;
			return;
		}
		h->fds_len++;
	}
	h->fds[i] = (struct pollfd){ .fd = fd, .events = events };
}

struct hosts *hosts_free(struct hosts *h)
{
	if (!h)
		return NULL;
	if (h->channel) {
		ares_destroy(h->channel);
		ares_library_cleanup();
	}
	for (size_t i = 0; i < h->len; i++)
		free(h->all[i].name);
	free(h->all);
	free(h->fds);
	map_release(&h->by_key);
	free(h);
	return NULL;
}

int hosts_new(uint32_t deadline_ms, struct hosts **ret)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;

	struct ares_options options = {
		.timeout = (int)(deadline_ms / TRIES) + 1,
		.tries = TRIES,
		.sock_state_cb = watch_socket,
		.sock_state_cb_data = h,
	};
	h->deadline_ms = deadline_ms;
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
		hosts_free(h);
		return -ENOMEM;
	}
	int status = ares_init_options(&h->channel, &options,
				       ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
					       ARES_OPT_SOCK_STATE_CB);
	if (status != ARES_SUCCESS) {
		ares_library_cleanup();
		h->channel = NULL;
		hosts_free(h);
		return status == ARES_ENOMEM ? -ENOMEM : -EIO;
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

int hosts_add(struct hosts *h, const struct addr *mapped)
{
	const struct addr a = addr_unmap(mapped);

	if (addr_is_any(&a) || host_find(h, &a) != MAP_NONE)
		return 0;

	int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
	if (r < 0)
		return r;
	const uint32_t next = map_get(&h->by_key, host_key(&a));
	r = map_set(&h->by_key, host_key(&a), (uint32_t)h->len);
	if (r < 0)
		return r;
	h->all[h->len++] = (struct host){ .addr = a, .next = next };
	return 0;
}

const char *hosts_name(const struct hosts *h, const struct addr *mapped)
{
	const struct addr a = addr_unmap(mapped);
	const uint32_t i = host_find(h, &a);

	return i == MAP_NONE ? NULL : h->all[i].name;
}

static void take_answer(void *arg, int status, int timeouts, struct hostent *answer)
{
	struct question *q = arg;
	struct hosts *h = q->hosts;
	struct host *host = &h->all[q->host];

	(void)timeouts;
	h->pending--;
	free(q);
	/* an empty name would be an empty column */
	if (status != ARES_SUCCESS || !answer || !answer->h_name || !*answer->h_name)
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
	ares_gethostbyaddr(h->channel, a->bytes, a->family == AF_INET ? 4 : 16, a->family,
			   take_answer, q);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * MS + ts.tv_nsec / NS_PER_MS;
}

/* Takes what answers there are, or waits for the first of them, at most wait_ms. */
static int take_answers(struct hosts *h, int64_t wait_ms)
{
	struct timeval limit = { wait_ms / MS, wait_ms % MS * US_PER_MS };
	struct timeval buffer;
	const struct timeval *next = ares_timeout(h->channel, &limit, &buffer);
	const int64_t ms =
		(int64_t)next->tv_sec * MS + (next->tv_usec + US_PER_MS - 1) / US_PER_MS;

	if (poll(h->fds, h->fds_len, (int)ms) < 0)
		return -errno;

	/* processing changes the list: work on a copy of what is ready */
	_cleanup_free_ struct pollfd *ready = NULL;
	size_t cap = 0;
	const size_t n = h->fds_len;
	int r = grow(&ready, &cap, n, sizeof(*ready));
	if (r < 0)
		return r;
	if (n)
		memcpy(ready, h->fds, n * sizeof(*ready));
	for (size_t i = 0; i < n; i++) {
		const short seen = ready[i].revents;
		const bool in = seen & (POLLIN | POLLERR | POLLHUP);
		const bool out = seen & POLLOUT;

		if (seen)
			ares_process_fd(h->channel, in ? ready[i].fd : ARES_SOCKET_BAD,
					out ? ready[i].fd : ARES_SOCKET_BAD);
	}
	ares_process_fd(h->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	return h->error;
}

int hosts_resolve(struct hosts *h)
{
	const int64_t deadline = now_ms() + h->deadline_ms;
	int r = 0;

	while (r == 0) {
		const int64_t left = deadline - now_ms();

		for (size_t n = 0; r == 0 && n < BATCH && h->asked < h->len; n++)
			r = ask(h, h->asked++);
		/* the hosts file answers at once, and so does a server out of reach */
		if (left <= 0 || (h->asked == h->len && !h->pending))
			break;
		if (r == 0)
			r = take_answers(h, h->asked < h->len ? 0 : left);
	}

	ares_cancel(h->channel);
	h->asked = h->len; /* too late to ask is asked */
	return r == -EINTR ? 0 : r;
}
