/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_hosts.h"

#include <errno.h>
#include <string.h>

#include "drop_privileges.h"
#include "exit.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "resolve/lookup_child.h"
#include "text/log.h"
#include "util/cleanup.h"

static int add_addr(const struct addr *a, void *arg)
{
	return endpoint_add_addr(arg, a);
}

/* What the answer says of the name, or of the name server; any other error is one of the program. */
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
	log_message("no address of host '%s': %s", host,
		    is_answered ? answers[i].words : lookup_child_why(r));
	return is_answered ? EXIT_USAGE : EXIT_UNREAD;
}

static bool has_addresses(uint32_t pairs)
{
	enum proto proto = 0;

	while (proto < PROTO_MAX_ &&
	       (proto_desc(proto)->family || !(pairs & proto_pairs(proto))))
		proto++;
	return proto < PROTO_MAX_;
}

/* Whether rows are to have names of hosts. */
static bool shows_hosts(const struct options *o)
{
	return o->command == COMMAND_LIST && !o->numeric_hosts && o->resolve_ms &&
	       has_addresses(o->query.pairs);
}

static int find_all(struct options *o)
{
	struct endpoint *e = NULL;
	size_t at = 0;

	while ((e = filter_next_host(&o->filter, &at))) {
		/* no more than any command keeps, while answers from outside are read */
		int r = priv_keep(true, true);
		if (r < 0) {
			log_message("cannot give up capabilities: %s", strerror(-r));
			return EXIT_UNREAD;
		}
		r = lookup_child_find(o->lookup, e->host, add_addr, e);
		if (r < 0) {
			(void)drop_privileges(SANDBOX_BARE, NULL);
			return fail(e->host, r);
		}
	}
	return EXIT_LISTED;
}

int named_hosts_find(struct options *o)
{
	const bool is_for_rows = shows_hosts(o);
	size_t at = 0;

	if (!is_for_rows && !filter_next_host(&o->filter, &at))
		return EXIT_LISTED;
	const int r = lookup_child_start(o->resolve_ms, &o->lookup);
	if (r < 0) {
		(void)drop_privileges(SANDBOX_BARE, NULL);
		log_message("cannot begin: %s", strerror(-r));
		return EXIT_UNREAD;
	}
	const int status = find_all(o);
	if (status == EXIT_LISTED && !is_for_rows)
		o->lookup = lookup_child_end(o->lookup);
	return status;
}
