/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides whether TCP sockets are read from the kernel's tables, by BPF, in place of
 * sock_diag. */
#include "tables/tables.h"

#include <errno.h>

#include "format/out.h"
#include "options/options.h"
#include "session.h"
#include "util/cleanup.h"

/* The minimum number of TCP sockets at which reading the kernel's tables is faster than
 * sock_diag, including the time to load the BPF program. */
enum { SOCKETS_MIN = 32768 };

/* Returns whether the output may contain the cookies of sockets, which only sock_diag
 * assigns. */
static bool can_show_cookies(const struct options *o)
{
	const bool has_plain_rows = o->layout == &out_netstat ||
				    o->layout == &out_screen ||
				    (o->layout == &out_ss && !o->extend);

	return !has_plain_rows || o->columns.len || o->group.len || o->sort.len;
}

/* Returns whether the kernel's tables of TCP sockets are a faster source than sock_diag,
 * and have all data that the options ask for. The tables lack TCP info, memory use and
 * cookies. If only few sockets or only listening sockets are selected, sock_diag is
 * faster, because sock_diag then reports fewer sockets. */
static bool are_tables_better(const struct session *s)
{
	const struct options *o = s->options;
	const struct filter_needs needs = options_needs(o);

	return tables_are_built() && s->context.proc_fd >= 0 &&
	       o->query.pairs & proto_pairs(PROTO_TCP) &&
	       o->query.which != WHICH_LISTENING && !filter_is_narrow(&o->filter) &&
	       !s->netns.all && !s->netns.count && !o->query.wants.tcp_info &&
	       !o->query.wants.memory && !needs.tcp_info && !needs.memory &&
	       !can_show_cookies(o) && context_has_bpf(&s->context) &&
	       tables_count(s->context.proc_fd) >= SOCKETS_MIN;
}

int session_open_tables(struct session *s)
{
	const enum sockets source = s->options->sockets;

	if (source != SOCKETS_TABLES && (source != SOCKETS_AUTO || !are_tables_better(s)))
		return 0;
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(&s->context);
	const int r = tables_open(&s->context.tables);

	/* If the user did not ask for the kernel's tables, a failure to open them is
	 * ignored, and sock_diag is read in their place. */
	return source == SOCKETS_TABLES ? failure_check(&s->failure, STAGE_TABLES, r) : 0;
}
