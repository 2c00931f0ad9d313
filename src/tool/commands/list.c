/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "listing.h"
#include "options/dialect.h"
#include "options/options.h"
#include "privilege/child.h"
#include "privilege/priv.h"
#include "resolve/cache.h"
#include "resolve/hosts.h"
#include "session/exit.h"
#include "session/session.h"
#include "session/signal_wait.h"
#include "session/terminal.h"
#include "verbs.h"
#include "view.h"

/* Creates the caches in l->out.spec for names of hosts, ports, users and interfaces, as
 * far as the options ask for these names. Returns 0 or -errno, which is recorded in the
 * session. */
static int open_names(struct listing *l)
{
	const struct options *o = l->session->options;
	struct lookup_child *lookup = l->session->lookup;
	int r = 0;

	if (lookup)
		r = hosts_new(o->resolve_ms, lookup, &l->out.spec.hosts);
	if (r == 0 && !o->numeric_ports)
		r = cache_new(&l->out.spec.services);
	if (r == 0 && !o->numeric_users)
		r = cache_new(&l->out.spec.users);
	if (r == 0 && o->layout->wants.links)
		r = cache_new(&l->out.spec.links);
	return failure_check(&l->session->failure, STAGE_NAMES, r);
}

/* Sets s->role. If listings are repeated and this process has privileges, it keeps the
 * privileges and starts a child process for each listing. If owners may be found by BPF,
 * the BPF program is then loaded here, and the privileges that only its loading needs are
 * dropped. Returns 0 or -errno, which is recorded in the session. */
static int choose_role(struct session *s)
{
	if (s->options->continuous)
		s->context.bpf_cache = &s->bpf;
	s->role = s->options->continuous && priv_has_any() ? ROLE_PARENT : ROLE_SINGLE;
	if (s->role != ROLE_PARENT || !session_may_use_bpf(s) || !priv_has_bpf_caps())
		return 0;
	bpf_cache_load(&s->context);
	return failure_check(&s->failure, STAGE_PRIVILEGES,
			     s->bpf.is_enough ? priv_keep(true, false, false) : 0);
}

/* Makes one listing, in a child process if this process keeps privileges. If the child
 * process cannot be started, the listing fails: this process would have to write output
 * with privileges, or to drop them and show fewer owners in later listings. */
static int list_next(struct listing *l)
{
	view_resize(&l->out.spec.screen, STDOUT_FILENO);
	return l->session->role == ROLE_PARENT ? list_child_run(l) : listing_run(l);
}

static int list_repeatedly(struct listing *l)
{
	const struct options *o = l->session->options;
	int r = choose_role(l->session);

	if (r == 0)
		r = open_names(l);
	if (o->continuous)
		signal_wait_begin(SIGINT, (int)SA_RESETHAND);
	if (r == 0)
		r = list_next(l);
	while (r == 0 && o->continuous && (l->out.rows || !o->ends_empty) &&
	       signal_wait_on(NULL, 0, (int)o->interval_ms))
		r = list_next(l);
	return r ? r : session_finish(l->session, &l->out.buffer);
}

/* Returns the end of the warning about missing owners, which names the option that shows
 * why owners are missing; NULL: the output already shows why owners are missing, or shows
 * no owners. */
static const char *find_hint(const struct options *o, bool has_reasons)
{
	if (has_reasons || !o->query.owners)
		return NULL;
	return o->dialect == &dialect_sockstat ? "; -pe shows why"
					       : "; sockstat -pe shows why";
}

static void set_warnings(struct warnings *warnings, const struct options *o)
{
	const bool has_reasons = o->query.reasons && o->layout->has_reasons;

	/* with --peer, warnings are needed, because rows do not state why the owner of
	 * the peer of a socket is missing */
	warnings->rows_tell_why = has_reasons && !o->query.peers;
	warnings->is_about_unknown = has_reasons;
	warnings->hint = find_hint(o, has_reasons);
}

/* Returns which kinds of sockets the titles of the layout netstat name: listening sockets
 * (servers), other sockets or both. If the user has selected states, a kind is only named
 * if its sockets can have a selected state. */
static enum which find_title(const struct options *o)
{
	uint32_t servers = 0;
	uint32_t others = 0;
	bool is_selected = false;

	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const enum proto proto = pair / IP_MAX_;
		const uint32_t *by_which = proto_desc(proto)->states;
		const uint32_t wanted = filter_pair_states(&o->filter, pair);

		is_selected |= wanted != STATE_ALL;
		/* a protocol is skipped if its listening sockets have the same states as
		 * its other sockets */
		if (!(o->query.pairs & UINT32_C(1) << pair) ||
		    by_which[WHICH_LISTENING] == by_which[WHICH_CONNECTED])
			continue;
		const uint32_t states =
			wanted &
			by_which[o->filter.included[proto] ? WHICH_ALL : o->query.which];
		servers |= states & by_which[WHICH_LISTENING];
		others |= states & ~by_which[WHICH_LISTENING];
	}
	if (!is_selected || o->is_exact || o->query.which == WHICH_LISTENING ||
	    !(servers | others))
		return o->query.which;
	return !others ? WHICH_LISTENING : servers ? WHICH_ALL : WHICH_CONNECTED;
}

static struct out_spec find_out_spec(const struct session *s)
{
	const struct options *o = s->options;

	return (struct out_spec){
		.query = o->query,
		.title = find_title(o),
		.is_selective = process_select_is_set(&s->select) ||
				(!o->is_exact && filter_is_narrow(&o->filter)),
		.header = !o->no_header,
		.extend = o->extend,
		.units = o->units,
		.containers = o->containers,
		.timers = o->timers,
		.lsof = o->lsof,
		.is_exact = o->is_exact,
		.is_wide = o->is_wide,
		.no_netid = o->no_netid,
		.no_state = o->no_state,
		.no_queues = o->no_queues,
		.second_lines = o->second_lines,
		.fields = o->fields,
		.named = o->named,
		.has_netns = (o->has_all_netns || o->netns_count) &&
			     o->dialect == &dialect_sockstat,
		.columns = o->columns,
		.group = o->group,
		.group_style = o->group_style,
		.group_order = o->group_order,
		.identity = o->layout->wants.identity ? &s->identity : NULL,
	};
}

static int list_status(const struct listing *l)
{
	const struct session *s = l->session;

	if (s->warnings.is_incomplete)
		return EXIT_UNREAD;
	return s->warnings.is_missing || (s->options->fail_empty && !l->out.rows)
		       ? EXIT_EMPTY
		       : EXIT_LISTED;
}

int list_run(struct session *s)
{
	const struct options *o = s->options;
	const bool is_selective = process_select_is_set(&s->select);
	const bool is_netns = o->has_all_netns || o->netns_count;
	const struct terminal terminal = terminal_examine(STDOUT_FILENO);
	struct screen_spec screen;

	view_choose(s->options, &terminal, &screen);
	struct listing l = {
		.session = s,
		.has_owners = o->query.owners || o->query.peers || is_selective ||
			      options_needs(o).owners,
		.out = {
			.ops = o->layout,
			.buffer = { .fd = STDOUT_FILENO, .is_over = signal_wait_is_over() },
			.spec = find_out_spec(s),
		},
	};

	l.out.spec.screen = screen;
	set_warnings(&s->warnings, o);
	/* the pager shows the output on the terminal whose properties are stored in
	 * `terminal`, so these properties are also valid if a pager is used */
	int status = o->pager && terminal.is_terminal ? child_page(EXIT_UNREAD) : 0;
	if (status < 0) {
		failure_set(&s->failure, STAGE_BEGIN, status);
		return session_fail(s);
	}
	status = session_open(s, SESSION_READERS | SESSION_TABLES |
					 (l.has_owners ? SESSION_OWNERS : 0) |
					 (is_selective ? SESSION_PROC : 0) |
					 (is_netns ? SESSION_NETNS | SESSION_PROC : 0) |
					 (l.out.spec.identity ? SESSION_IDENTITY : 0));
	if (status != EXIT_LISTED)
		return status;
	if (list_repeatedly(&l) < 0 && !listing_is_cut(&l)) {
		status = session_fail(s);
	} else {
		(void)session_confine(s, SANDBOX_BARE);
		status = list_status(&l);
	}
	listing_release(&l);
	return status;
}
