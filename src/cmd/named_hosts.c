/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_hosts.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "exit.h"
#include "giveup.h"
#include "options.h"
#include "resolve/apart.h"
#include "say.h"
#include "sys/priv.h"

static int add_addr(const struct addr *a, void *arg)
{
	return endpoint_add_addr(arg, a);
}

/* What the answer says of the name, or of who was to answer; any other error is ours. */
static const struct {
	int error;
	const char *words;
} answers[] = {
	{ -ENOENT, "not known" },
	{ -ETIMEDOUT, "no name server has answered in time" },
	{ -ECONNREFUSED, "there is no name server" },
	{ -EREMOTEIO, "the name server will not, or cannot, tell" },
};

static int fail(const char *host, int r)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(answers) && answers[i].error != r)
		i++;
	const bool is_answered = i < ARRAY_SIZE(answers);
	say("no address of host '%s': %s", host,
	    is_answered ? answers[i].words : strerror(-r));
	return is_answered ? EXIT_USAGE : EXIT_UNREAD;
}

int named_hosts_find(struct options *o)
{
	struct endpoint *e = NULL;
	size_t at = 0;

	while ((e = filter_next_host(&o->filter, &at))) {
		/* no more than any command keeps, while answers from outside are read */
		int r = priv_keep(true, true);
		if (r < 0) {
			say("cannot give up capabilities: %s", strerror(-r));
			return EXIT_UNREAD;
		}
		r = apart_lookup_host(e->host, o->resolve_ms, add_addr, e);
		if (r < 0) {
			(void)give_up(SANDBOX_BARE, NULL);
			return fail(e->host, r);
		}
	}
	return EXIT_LISTED;
}
