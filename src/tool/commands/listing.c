/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listing.h"

#include <errno.h>

#include "format/sorter.h"
#include "format/summary.h"
#include "hint.h"
#include "options/dialect.h"
#include "options/options.h"
#include "query/query.h"
#include "resolve/cache.h"
#include "resolve/hosts.h"
#include "resolve/lookup_child.h"
#include "session/session.h"
#include "text/log.h"
#include "util/clock.h"

static int listing_wrote(struct listing *l, int r)
{
	return session_wrote(l->session, &l->out.buffer, r);
}

static int write_row(const struct sock *s, void *arg)
{
	struct listing *l = arg;

	return listing_wrote(l, out_row(&l->out, s, query_owners(l->query)));
}

/* Keeps a socket in l->waiting until the names of all hosts have been looked up, or until
 * all sockets have been read and can be sorted. */
static int keep_row(const struct sock *s, void *arg)
{
	struct listing *l = arg;
	struct hosts *hosts = l->out.spec.hosts;
	int r = 0;

	if (hosts && s->has & SOCK_HAS_INET)
		r = hosts_add(hosts, &s->local);
	if (r == 0 && hosts && s->has & SOCK_HAS_INET)
		r = hosts_add(hosts, &s->peer);
	if (r)
		return r;
	return socks_add(&l->waiting, s);
}

/* Logs once that the summary has the layout of sockstat, if a summary is printed and the
 * program was called by the name of another program, such as ss. A script that calls ss
 * may expect the layout of ss. */
static void note_summary(struct listing *l)
{
	const struct options *o = l->session->options;

	if (!l->has_noted_summary && o->layout == &out_summary &&
	    o->dialect != &dialect_sockstat && !o->quiet)
		log_message("this is the summary of sockstat, not in the layout of %s",
			    o->dialect->name);
	l->has_noted_summary = true;
}

/* Returns which sandbox is entered before rows are written. The result is SANDBOX_NAMES
 * if names are shown: a look-up of a name may run a module of nsswitch.conf(5), and the
 * module may do what SANDBOX_BARE forbids. */
static enum sandbox_scope find_scope(const struct listing *l)
{
	const struct session *session = l->session;
	const struct out_spec *spec = &l->out.spec;

	/* a process that makes all listings itself must be able to search for owners
	 * again after it has entered the sandbox */
	if (session->options->continuous && session->role == ROLE_SINGLE && l->has_owners)
		return SANDBOX_FOLLOW;
	return spec->hosts || spec->services || spec->users ? SANDBOX_NAMES
							    : SANDBOX_BARE;
}

/* Drops privileges, enters the sandbox and writes the head of the output. Called when
 * everything that needs privileges has been read; only the first call in each listing has
 * an effect. */
static int begin_output(void *arg)
{
	struct listing *l = arg;

	if (l->phase == LISTING_WRITES)
		return 0;
	progress_end(&l->session->progress);
	int r = session_confine(l->session, find_scope(l));
	if (r < 0)
		return r;
	note_summary(l);
	l->phase = LISTING_WRITES;
	return listing_wrote(l, out_begin(&l->out));
}

/* Reads the counters of the network namespace, if the layout shows counters. Called after
 * the sockets have been read. */
static int read_counters(struct listing *l)
{
	struct out_spec *spec = &l->out.spec;

	spec->counters = NULL;
	spec->since = NULL;
	if (!l->out.ops->wants.counters || !counters_concern(spec->query.pairs) ||
	    l->session->context.proc_fd < 0)
		return 0;
	int r = counter_history_read(&l->counters, l->session);
	if (r < 0)
		return r;
	spec->counters = &l->counters.now;
	spec->since = l->counters.has_since ? &l->counters.since : NULL;
	return 0;
}

/* Returns what is missing in the listing: the gaps of the query (data that it could not
 * read), and the counters that could not be read. */
static struct query_gaps find_gaps(const struct listing *l)
{
	struct query_gaps gaps = *query_gaps(l->query);

	gaps.malformed += l->counters.now.malformed;
	gaps.no_counters = l->session->context.proc_fd < 0 && l->out.ops->wants.counters;
	return gaps;
}

/* Returns whether no more output may be written, because dropping privileges, formatting
 * or writing has failed. */
static bool is_output_over(const struct listing *l)
{
	const enum stage stage = l->session->failure.stage;

	return stage == STAGE_PRIVILEGES || stage == STAGE_FORMAT || stage == STAGE_WRITE;
}

/* Looks up the names of the hosts of all sockets that keep_row has kept in l->waiting. */
static int find_names(struct listing *l)
{
	struct session *session = l->session;
	int *lost = &session->warnings.hosts_error;

	int r = failure_check(&session->failure, STAGE_NAMES,
			      hosts_resolve(l->out.spec.hosts, lost));
	if (!session->options->continuous)
		lookup_child_dismiss(session->lookup);
	return r;
}

/* Writes the rows of the sockets that keep_row has kept in l->waiting. */
static int write_waiting(struct listing *l)
{
	const struct options *o = l->session->options;
	const bool has_sections = o->layout == &out_netstat ||
				  (o->layout == &out_screen && !o->columns.len);
	int r = sort_emit(&o->sort, has_sections, &l->waiting, &l->out.spec,
			  query_owners(l->query), write_row, l);

	if (r < 0 && !l->session->failure.err)
		failure_set(&l->session->failure, STAGE_FORMAT, r);
	return r;
}

static bool is_sorted(const struct listing *l)
{
	const struct sort_spec *sort = &l->session->options->sort;

	return sort->len || sort->top;
}

/* Runs the query and writes a row for each socket. If names of hosts are shown or the
 * sockets are sorted, rows are written after all sockets have been read, otherwise at
 * once. If reading fails, the sockets that were read before the failure are written. */
static int collect_and_write(struct listing *l)
{
	struct hosts *hosts = l->out.spec.hosts;
	const int read = session_run(l->session, l->query,
				     hosts || is_sorted(l) ? keep_row : write_row, l);

	if (listing_is_cut(l) || is_output_over(l))
		return read;
	int r = begin_output(l);
	if (r < 0)
		return r;
	if (query_gaps(l->query)->is_of_owners)
		return read;
	if (hosts)
		r = find_names(l);
	if (r == 0)
		r = write_waiting(l);
	socks_clear(&l->waiting);
	const int counted = read_counters(l);
	const struct query_gaps gaps = find_gaps(l);
	if (r == 0)
		r = listing_wrote(l, out_end(&l->out, &gaps));
	if (r == 0)
		r = read;
	return r ? r : counted;
}

bool listing_is_cut(const struct listing *l)
{
	return l->session->failure.err == -ECANCELED && l->phase == LISTING_COLLECTS;
}

int listing_run(struct listing *l)
{
	struct session *session = l->session;
	struct query_spec spec = session_request(session);

	spec.owners |= spec.select != NULL;
	spec.collected = begin_output;
	spec.collected_arg = l;
	if (l->out.spec.hosts)
		hosts_begin(l->out.spec.hosts);
	int r = query_new(&session->context, &spec, &l->query);
	if (r < 0)
		return failure_check(&l->session->failure, STAGE_SOCKETS, r);

	l->out.gaps = query_gaps(l->query);
	l->out.spec.netns = l->out.gaps->netns;
	l->phase = LISTING_COLLECTS;
	l->out.spec.time_ns = clock_ns(CLOCK_REALTIME);
	r = collect_and_write(l);
	const struct query_gaps gaps = find_gaps(l);
	if (!is_output_over(l) && !listing_is_cut(l))
		warnings_log(&session->warnings, &gaps);
	if (r == 0 && !l->out.rows && !l->has_hinted) {
		hint_at_words(session->options, &gaps);
		l->has_hinted = true;
	}
	l->out.gaps = NULL;
	l->out.spec.netns = NULL;
	l->query = query_free(l->query);
	return r;
}

void listing_release(struct listing *l)
{
	hosts_free(l->out.spec.hosts);
	cache_free(l->out.spec.links);
	cache_free(l->out.spec.services);
	cache_free(l->out.spec.users);
	out_release(&l->out);
	if (l->out.spec.screen.locale)
		freelocale(l->out.spec.screen.locale);
	socks_release(&l->waiting);
}
