/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_hosts.h"

#include <errno.h>
#include <string.h>

#include "exit.h"
#include "giveup.h"
#include "options.h"
#include "resolve/apart.h"
#include "say.h"
#include "sys/proc.h"

static int add_addr(const struct addr *a, void *arg)
{
	return endpoint_add_addr(arg, a);
}

static const char *why(int r)
{
	return r == -ENOENT         ? "not known"
	       : r == -ETIMEDOUT    ? "no name server has answered in time"
	       : r == -ECONNREFUSED ? "there is no name server"
	       : r == -EREMOTEIO    ? "the name server will not, or cannot, tell"
				    : strerror(-r);
}

int named_hosts_find(struct options *o)
{
	struct endpoint *e = NULL;
	size_t at = 0;

	while ((e = filter_next_host(&o->filter, &at))) {
		int r = apart_lookup_host(e->host, o->resolve_ms, add_addr, e);
		if (r < 0) {
			(void)give_up(SANDBOX_BARE, NULL);
			say("no address of host '%s': %s", e->host, why(r));
			return proc_is_exhausted(r) || r == -EPIPE ? EXIT_UNREAD
								   : EXIT_USAGE;
		}
	}
	return EXIT_LISTED;
}
