/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup.h"

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

#include "channel.h"
#include "hosts_file.h"
#include "model/addr.h"
#include "util/cleanup.h"

struct lookup {
	const char *host;
	bool is_answered;
	/* The result of the look-up: 0, -errno, or the value other than 0 by which the
	 * function of the caller has stopped the look-up. */
	int r;
	int (*fn)(const struct addr *a, void *arg);
	void *arg;
};

/* Returns 0 or -errno for a status of c-ares. The result is -ENOENT for any status that
 * is not in the table, because a name server then does not know the host. */
static int error_of(int status)
{
	static const struct {
		int status, error;
	} table[] = {
		{ ARES_SUCCESS, 0 },
		{ ARES_ENOMEM, -ENOMEM },
		{ ARES_ECANCELLED, -ETIMEDOUT },
		{ ARES_ETIMEOUT, -ETIMEDOUT },
		{ ARES_ECONNREFUSED, -ECONNREFUSED },
		{ ARES_ESERVFAIL, -EREMOTEIO },
		{ ARES_EREFUSED, -EREMOTEIO },
		{ ARES_EBADRESP, -EREMOTEIO },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].status == status)
			return table[i].error;
	return -ENOENT;
}

static void take_addresses(void *arg, int status, int timeouts,
			   struct ares_addrinfo *found)
{
	struct lookup *l = arg;

	(void)timeouts;
	l->is_answered = true;
	l->r = error_of(status);
	for (struct ares_addrinfo_node *n = found ? found->nodes : NULL; n && l->r == 0;
	     n = n->ai_next) {
		const size_t at = n->ai_family == AF_INET
					  ? offsetof(struct sockaddr_in, sin_addr)
					  : offsetof(struct sockaddr_in6, sin6_addr);
		const struct addr a = addr_make((uint8_t)n->ai_family,
						(const uint8_t *)n->ai_addr + at);

		l->r = l->fn(&a, l->arg);
	}
	if (found)
		ares_freeaddrinfo(found);
}

static int lookup_take_names(const struct addr *a, char *names, void *arg)
{
	struct lookup *l = arg;
	const char *name = NULL;

	while ((name = hosts_file_name(&names)))
		if (strcasecmp(name, l->host) == 0) {
			l->is_answered = true;
			return l->fn(a, l->arg);
		}
	return 0;
}

int lookup_host(struct channel *c, const char *host, int64_t deadline, int other,
		int (*fn)(const struct addr *a, void *arg), void *arg)
{
	const struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC };
	struct lookup l = { .host = host, .fn = fn, .arg = arg };

	int r = hosts_file_read(lookup_take_names, &l);
	if (r < 0 || l.is_answered)
		return r;
	if (!c)
		return -EIO;
	ares_getaddrinfo(channel_ares(c), host, NULL, &hints, take_addresses, &l);
	while (!l.is_answered && r == 0) {
		const int64_t left = deadline - channel_now_ms();

		if (left <= 0)
			break;
		r = channel_wait(c, other, left);
	}
	if (!l.is_answered)
		ares_cancel(channel_ares(c));
	if (l.r == -ETIMEDOUT && r)
		return r > 0 ? -ECANCELED : r;
	return l.r;
}
