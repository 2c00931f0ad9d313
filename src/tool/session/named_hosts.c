/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named_hosts.h"

#include "failure.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "resolve/lookup_child.h"

static int add_endpoint_addr(const struct addr *a, void *arg)
{
	return endpoint_add_addr(arg, a);
}

static bool has_addresses(uint32_t pairs)
{
	enum proto proto = 0;

	while (proto < PROTO_MAX_ &&
	       (proto_desc(proto)->family || !(pairs & proto_pairs(proto))))
		proto++;
	return proto < PROTO_MAX_;
}

/* Returns whether the output shows names of hosts, so that a process that looks up these
 * names is needed. */
static bool shows_hosts(const struct options *o)
{
	return o->command == COMMAND_LIST && !o->numeric_hosts && o->resolve_ms &&
	       has_addresses(o->query.pairs);
}

static int find_endpoints(const struct options *o, struct filter *filter,
			  struct lookup_child *lookup, struct failure *f)
{
	struct endpoint *e = NULL;
	size_t at = 0;

	while ((e = filter_next_host(filter, &at))) {
		/* answers of name servers are untrusted data: before such answers are
		 * read, the capabilities that no command needs later are dropped */
		int r = priv_keep(true, true, o->has_all_netns || o->netns_count);
		if (r < 0)
			return failure_set(f, STAGE_PRIVILEGES, r);
		r = lookup_child_find(lookup, e->host, add_endpoint_addr, e);
		if (r < 0) {
			failure_set(f, STAGE_HOST, r);
			f->on = e->host;
			return r;
		}
	}
	return 0;
}

int named_hosts_find(struct options *o, struct lookup_child **ret, struct failure *f)
{
	const bool is_for_rows = shows_hosts(o);
	struct lookup_child *lookup = NULL;
	size_t at = 0;

	if (!is_for_rows && !filter_next_host(&o->filter, &at))
		return 0;
	int r = lookup_child_start(o->resolve_ms, &lookup);
	if (r < 0)
		return failure_set(f, STAGE_BEGIN, r);
	r = find_endpoints(o, &o->filter, lookup, f);
	if (r < 0 || !is_for_rows)
		lookup = lookup_child_end(lookup);
	if (r == 0)
		*ret = lookup;
	return r;
}
