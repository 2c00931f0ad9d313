/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
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
	KEPT_MAX = 65536, /* addresses kept from one listing to the next */
	NS_PER_MS = 1000000,
	US_PER_MS = 1000,
};

struct host {
	struct addr addr;
	char *name;
	bool is_queued; /* in this listing */
	bool is_answered;
	uint32_t next; /* another address under the same key, MAP_NONE at the end */
};

struct hosts {
	ares_channel channel;
	uint32_t deadline_ms;
	struct map by_key;
	struct host *all;
	size_t len, cap;
	uint32_t *queue; /* to be asked for, by index into all */
	size_t queue_len, queue_cap;
	size_t pending; /* asked for, and not answered */
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
	if (h->channel) {
		ares_destroy(h->channel);
		ares_library_cleanup();
	}
	forget_all(h);
	free(h->all);
	free(h->queue);
	free(h->fds);
	free(h);
	return NULL;
}

int hosts_new(uint32_t deadline_ms, struct hosts **ret)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;

	/* c-ares would read the hosts file anew for each address: we read it once for all */
	char lookups[] = "b";
	struct ares_options options = {
		.timeout = (int)(deadline_ms / TRIES) + 1,
		.tries = TRIES,
		.lookups = lookups,
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
					       ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB);
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
	/* c-ares answers ARES_ENOTFOUND for an address without name and for a dead server */
	host->is_answered = status == ARES_SUCCESS;
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

/* One line of hosts(5): an address, its name, other names. The first line of an address
 * counts. */
static int take_hosts_line(struct hosts *h, char *line)
{
	char *rest = NULL;
	uint8_t bytes[sizeof(struct in6_addr)];
	line[strcspn(line, "#\n")] = '\0';
	const char *text = strtok_r(line, " \t\r", &rest);
	const char *name = strtok_r(NULL, " \t\r", &rest);

	if (!text || !name)
		return 0;
	const int af = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(af, text, bytes) != 1)
		return 0;
	const struct addr a = addr_make((uint8_t)af, bytes);
	const uint32_t i = host_find(h, &a);
	if (i == MAP_NONE || h->all[i].is_answered)
		return 0;

	h->all[i].name = strdup(name);
	h->all[i].is_answered = true;
	return h->all[i].name ? 0 : -ENOMEM;
}

static int read_hosts_file(struct hosts *h)
{
	_cleanup_file_ FILE *f = fopen("/etc/hosts", "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (f && r == 0 && getline(&line, &size, f) > 0)
		r = take_hosts_line(h, line);
	return r;
}

int hosts_resolve(struct hosts *h)
{
	const int64_t deadline = now_ms() + h->deadline_ms;
	size_t asked = 0;

	int r = h->queue_len ? read_hosts_file(h) : 0;
	while (r == 0) {
		const int64_t left = deadline - now_ms();

		for (size_t n = 0; r == 0 && n < BATCH && asked < h->queue_len;
		     n++, asked++)
			if (!h->all[h->queue[asked]].is_answered)
				r = ask(h, h->queue[asked]);
		/* a server out of reach answers at once */
		if (left <= 0 || (asked == h->queue_len && !h->pending))
			break;
		if (r == 0)
			r = take_answers(h, asked < h->queue_len ? 0 : left);
	}

	ares_cancel(h->channel);
	h->queue_len = 0;
	return r == -EINTR ? 0 : r;
}
