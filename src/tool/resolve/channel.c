/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CARES_NO_DEPRECATED turns off the warning of newer versions of c-ares that
 * ares_get_servers_ports is deprecated. c-ares 1.18 lacks the function by which newer
 * versions replace ares_get_servers_ports. */
#define CARES_NO_DEPRECATED
#include "channel.h"

#include <arpa/nameser.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/grow.h"

enum {
	/* The number of times that each DNS query is sent before the deadline, because
	 * datagrams may be lost. */
	TRIES = 3,
	MS_PER_S = 1000,
	US_PER_MS = 1000,
};

struct channel {
	ares_channel ares;
	/* The error of the callback watch_socket, as -errno, because watch_socket returns
	 * no value; 0: watch_socket has not failed. */
	int error;
	/* The sockets of c-ares and the events for which c-ares waits on them, as poll(2)
	 * takes them. */
	struct pollfd *fds;
	size_t fds_len, fds_cap;
};

/* Called by c-ares to state for which events it waits on the socket fd: readable,
 * writable, or neither, if c-ares no longer uses the socket. */
static void watch_socket(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct channel *c = arg;
	const short events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
	size_t i = 0;

	while (i < c->fds_len && c->fds[i].fd != fd)
		i++;
	if (!events) {
		if (i < c->fds_len)
			c->fds[i] = c->fds[--c->fds_len];
		return;
	}
	if (i == c->fds_len) {
		int r = grow(&c->fds, &c->fds_cap, c->fds_len + 1, sizeof(*c->fds));
		if (r < 0) {
			c->error = r;
			return;
		}
		c->fds_len++;
	}
	c->fds[i] = (struct pollfd){ .fd = fd, .events = events };
}

struct channel *channel_free(struct channel *c)
{
	if (!c)
		return NULL;
	if (c->ares) {
		ares_destroy(c->ares);
		ares_library_cleanup();
	}
	free(c->fds);
	free(c);
	return NULL;
}

int channel_new(uint32_t deadline_ms, struct channel **ret)
{
	struct channel *c = calloc(1, sizeof(*c));
	char lookups[] = "b";
	if (!c)
		return -ENOMEM;

	struct ares_options options = {
		.timeout = (int)(deadline_ms / TRIES) + 1,
		.tries = TRIES,
		.lookups = lookups,
		.sock_state_cb = watch_socket,
		.sock_state_cb_data = c,
	};
	int status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status == ARES_SUCCESS) {
		status = ares_init_options(&c->ares, &options,
					   ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
						   ARES_OPT_LOOKUPS |
						   ARES_OPT_SOCK_STATE_CB);
		if (status != ARES_SUCCESS) {
			c->ares = NULL;
			ares_library_cleanup();
		}
	}
	if (status != ARES_SUCCESS) {
		channel_free(c);
		return status == ARES_ENOMEM ? -ENOMEM : -EIO;
	}
	*ret = c;
	return 0;
}

ares_channel channel_ares(struct channel *c)
{
	return c->ares;
}

int64_t channel_now_ms(void)
{
	return (int64_t)(clock_ns(CLOCK_MONOTONIC) / NS_PER_MS);
}

size_t channel_ports(struct channel *c, uint16_t ports[], size_t max)
{
	struct ares_addr_port_node *servers = NULL;
	size_t n = 0;

	if (ares_get_servers_ports(c->ares, &servers) != ARES_SUCCESS)
		return 0;
	for (const struct ares_addr_port_node *s = servers; s && n < max; s = s->next)
		ports[n++] = s->tcp_port ? (uint16_t)s->tcp_port : NAMESERVER_PORT;
	ares_free_data(servers);
	return n;
}

int channel_wait(struct channel *c, int other, int64_t wait_ms)
{
	struct timeval limit = { wait_ms / MS_PER_S, wait_ms % MS_PER_S * US_PER_MS };
	struct timeval buffer;
	const struct timeval *next = ares_timeout(c->ares, &limit, &buffer);
	const int64_t ms = (int64_t)next->tv_sec * MS_PER_S +
			   (next->tv_usec + US_PER_MS - 1) / US_PER_MS;

	/* poll(2) gets a copy of the list of sockets, because ares_process_fd changes the
	 * list. The copy has one more element, for the descriptor that the caller of
	 * channel_wait has passed. */
	const size_t n = c->fds_len;
	_cleanup_free_ struct pollfd *ready = calloc(n + 1, sizeof(*ready));
	if (!ready)
		return -ENOMEM;

	if (n)
		memcpy(ready, c->fds, n * sizeof(*ready));
	ready[n] = (struct pollfd){ .fd = other, .events = POLLIN };
	if (poll(ready, n + 1, (int)ms) < 0)
		return -errno;

	for (size_t i = 0; i < n; i++) {
		const short seen = ready[i].revents;
		const bool in = seen & (POLLIN | POLLERR | POLLHUP);
		const bool out = seen & POLLOUT;

		if (seen)
			ares_process_fd(c->ares, in ? ready[i].fd : ARES_SOCKET_BAD,
					out ? ready[i].fd : ARES_SOCKET_BAD);
	}
	ares_process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	return c->error ? c->error : ready[n].revents != 0;
}
