/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list.h"

#include <string.h>

#include "counter_history.h"
#include "drop_privileges.h"
#include "exit.h"
#include "format/out.h"
#include "format/summary.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "kernel/proc.h"
#include "model/socks.h"
#include "options/dialect.h"
#include "options/options.h"
#include "owner/bpf_cache.h"
#include "owner/cmdline_reader.h"
#include "owner/owner.h"
#include "privilege/child.h"
#include "privilege/priv.h"
#include "query/query.h"
#include "resolve/hosts.h"
#include "resolve/hosts_handover.h"
#include "resolve/interfaces.h"
#include "resolve/lookup_child.h"
#include "resolve/services.h"
#include "resolve/users.h"
#include "signal_wait.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "warnings.h"

struct list {
	const struct options *options;
	struct context context;
	struct out out;
	struct warnings notes;
	struct identity identity;
	struct query *query; /* of the listing under way */
	struct bpf_cache keep;
	struct cmdline_reader *readers; /* of their owners, for the next listing */
	struct socks waiting; /* for the names of their hosts */
	struct counter_history rates;
	const char *unread; /* the file of them that could not be */
	int unwritten; /* -errno of the write that ended the listing, 0: none did */
	bool is_of_owners, is_of_names; /* or the finding of these */
	bool is_giving_up; /* or the giving up of capabilities */
	bool is_apart; /* we are a child, for this listing alone */
	bool is_forking; /* and its parent, who keeps what owners take */
	bool is_childless; /* and there can be no child */
	bool is_begun; /* the listing under way: nothing is read by privileges any more */
	bool is_shut; /* in the sandbox, without privileges */
	bool is_noted; /* what the layout is not */
	bool has_owners; /* they are shown, or select what is listed */
};

static int list_write(struct list *l, int r)
{
	l->unwritten = r < 0 ? r : 0;
	return r;
}

static int list_row(const struct sock *s, void *arg)
{
	struct list *l = arg;

	return list_write(l, out_row(&l->out, s, query_holders(l->query)));
}

static int list_wait_for_names(const struct sock *s, void *arg)
{
	struct list *l = arg;
	struct hosts *hosts = l->out.spec.hosts;
	int r = 0;

	if (s->has & SOCK_HAS_INET)
		r = hosts_add(hosts, &s->local);
	if (r == 0 && s->has & SOCK_HAS_INET)
		r = hosts_add(hosts, &s->peer);
	return r ? r : socks_add(&l->waiting, s);
}

/* Who calls us by another program's name may read its summary with another program. */
static void list_note_summary(struct list *l)
{
	const struct options *o = l->options;

	if (!l->is_noted && o->layout == &out_summary &&
	    o->dialect != &dialect_sockstat && !o->quiet)
		log_message("this is the summary of sockstat, not in the layout of %s",
			    o->dialect->name);
	l->is_noted = true;
}

/* Databases of names may be anything, and ask anybody. */
static enum sandbox_scope list_scope(const struct list *l)
{
	const struct out_spec *spec = &l->out.spec;

	/* without privileges to give up the next listing is made in here, too */
	if (l->options->continuous && !l->is_apart && l->has_owners)
		return SANDBOX_FOLLOW;
	return spec->hosts || spec->services || spec->users ? SANDBOX_NAMES
							    : SANDBOX_BARE;
}

/* Nothing is read any more that takes privileges: they end before the first word. */
static int list_collected(void *arg)
{
	struct list *l = arg;

	if (l->is_begun)
		return 0;
	int r = l->is_shut ? 0 : drop_privileges(list_scope(l), l->readers);
	if (r < 0) {
		l->is_giving_up = true;
		return r;
	}
	l->is_shut = true;
	list_note_summary(l);
	l->is_begun = true;
	return list_write(l, out_begin(&l->out));
}

/* Where the layout wants them. They are taken once the sockets have been. */
static int list_read_counters(struct list *l)
{
	struct out_spec *spec = &l->out.spec;

	spec->counters = NULL;
	spec->since = NULL;
	if (!l->out.ops->wants.counters || !counters_concern(spec->pairs) ||
	    l->context.proc_fd < 0)
		return 0;
	int r = counter_history_read(&l->rates, l->context.proc_fd, &l->unread);
	if (r < 0)
		return r;
	spec->counters = &l->rates.now;
	spec->since = l->rates.has_since ? &l->rates.since : NULL;
	return 0;
}

/* What could not be seen, of sockets and counters. */
static struct query_gaps list_gaps(const struct list *l)
{
	struct query_gaps gaps = *query_gaps(l->query);

	gaps.malformed += l->rates.now.malformed;
	gaps.no_counters = l->context.proc_fd < 0 && l->out.ops->wants.counters;
	return gaps;
}

/* Rows as they arrive; those of a listing with host names once the names are there. What was
 * read before reading failed is shown all the same. */
static int list_rows(struct list *l)
{
	struct hosts *hosts = l->out.spec.hosts;
	struct sock s;

	const int read = query_run(l->query, hosts ? list_wait_for_names : list_row, l);
	/* by the signal that ends the repetition: what was not begun need not be */
	if (read == -ECANCELED && !l->is_begun)
		return read;
	l->is_of_owners = query_gaps(l->query)->is_of_owners;
	if (l->is_giving_up || l->unwritten)
		return read;
	int r = list_collected(l);
	if (r < 0 || l->is_of_owners)
		return r ? r : read;
	if (hosts) {
		r = hosts_resolve(hosts, &l->notes.hosts_error);
		l->is_of_names = r < 0;
		if (!l->options->continuous)
			lookup_child_dismiss(l->options->lookup);
	}
	for (size_t at = 0; r == 0 && socks_next(&l->waiting, &at, &s);)
		r = list_row(&s, l);
	socks_clear(&l->waiting);
	const int counted = list_read_counters(l);
	const struct query_gaps gaps = list_gaps(l);
	if (r == 0)
		r = list_write(l, out_end(&l->out, &gaps));
	if (r == 0)
		r = read;
	return r ? r : counted;
}

static int list_once(struct list *l)
{
	const struct options *o = l->options;
	struct query_spec spec = o->query;

	spec.filter = &o->filter;
	spec.can_see_all = l->notes.is_privileged;
	spec.collected = list_collected;
	spec.collected_arg = l;
	spec.helper = (uint32_t)lookup_child_pid(o->lookup);
	spec.readers = l->readers;
	spec.is_over = signal_wait_is_over();
	if (process_select_is_set(&o->select)) {
		spec.select = &o->select;
		spec.owners = true;
	}
	if (o->continuous)
		spec.keep = &l->keep;
	if (l->out.spec.hosts)
		hosts_begin(l->out.spec.hosts);
	int r = query_new(&l->context, &spec, &l->query);
	if (r < 0)
		return r;

	l->out.gaps = query_gaps(l->query);
	l->is_begun = false;
	l->out.spec.time_ns = clock_ns(CLOCK_REALTIME);
	r = list_rows(l);
	if (query_gaps(l->query)->saw_all)
		l->notes.is_privileged = true;
	const struct query_gaps gaps = list_gaps(l);
	const bool is_cut = r == -ECANCELED && !l->is_begun;
	if (!l->unwritten && !l->is_giving_up && !is_cut)
		warnings_log(&l->notes, &gaps);
	l->out.gaps = NULL;
	l->query = query_free(l->query);
	return r;
}

/* What a child tells of its listing, behind the names that it has found. These are truths, but
 * not of type bool: which byte there is the child may choose. */
struct list_state {
	int32_t r;
	uint32_t said;
	uint8_t has_rows, is_noted, is_privileged, is_incomplete, is_missing, is_begun;
	int32_t unwritten;
	uint8_t is_of_owners, is_of_names, is_giving_up;
	struct cmdline_reader_stuck stuck;
};

static void list_apart(int fd, void *arg)
{
	struct list *l = arg;

	l->is_apart = true;
	signal_wait_begin_child();
	int r = list_once(l);
	/* what a file system has to say may come but now */
	if (r == 0 && close(l->out.page.fd) < 0)
		r = list_write(l, -errno);
	struct list_state state = {
		.r = r,
		.said = l->notes.said,
		.has_rows = l->out.rows != 0,
		.is_noted = l->is_noted,
		.is_privileged = l->notes.is_privileged,
		.is_incomplete = l->notes.is_incomplete,
		.is_missing = l->notes.is_missing,
		.is_begun = l->is_begun,
		.unwritten = l->unwritten,
		.is_of_names = l->is_of_names,
		.is_of_owners = l->is_of_owners,
		.is_giving_up = l->is_giving_up,
	};
	cmdline_reader_get_stuck(l->readers, &state.stuck);
	r = l->out.spec.hosts ? hosts_handover_write(l->out.spec.hosts, fd) : 0;
	if (r == 0)
		r = counter_history_write(&l->rates, fd);
	if (r == 0)
		(void)child_write(fd, &state, sizeof(state));
}

static int list_hear(const struct child *child, void *arg)
{
	struct list *l = arg;
	struct list_state state = { 0 };

	l->is_childless = false;
	int r = l->out.spec.hosts ? hosts_handover_read(l->out.spec.hosts, child) : 0;
	if (r == 0)
		r = counter_history_hear(&l->rates, child);
	if (r == 0)
		r = child_read(child, &state, sizeof(state));
	if (r < 0)
		return r;
	l->notes.said = state.said;
	l->notes.is_privileged = state.is_privileged;
	l->notes.is_incomplete |= state.is_incomplete;
	l->notes.is_missing |= state.is_missing;
	l->is_begun = state.is_begun;
	l->out.rows = state.has_rows;
	l->is_noted = state.is_noted;
	l->unwritten = state.unwritten;
	l->is_of_names = state.is_of_names;
	l->is_of_owners = state.is_of_owners;
	l->is_giving_up = state.is_giving_up;
	cmdline_reader_expect_stuck(l->readers, &state.stuck);
	return child_result(state.r);
}

/* One listing. A process that keeps privileges for the next listing has a child do each of them, which
 * gives them up before it writes. Without a child, either this process would write with privileges, or
 * the next listing would lack them and see fewer owners: so that is an error. */
static int list_next(struct list *l)
{
	if (!l->is_forking)
		return list_once(l);
	l->is_childless = true;
	int r = child_run(list_apart, list_hear, signal_wait_is_over(), l);
	/* the child has its own say, or has been killed */
	return r == -EPIPE && !l->unwritten ? -ECHILD : r;
}

static int list_names(struct list *l)
{
	const struct options *o = l->options;
	int r = 0;

	if (o->lookup)
		r = hosts_new(o->resolve_ms, o->lookup, &l->out.spec.hosts);
	if (r == 0 && !o->numeric_ports)
		r = services_new(&l->out.spec.services);
	if (r == 0 && !o->numeric_users)
		r = users_new(&l->out.spec.users);
	if (r == 0 && o->layout->wants.links)
		r = interfaces_new(&l->out.spec.links);
	return r;
}

/* The source of owners, where it was asked for by name. */
static const char *list_source(const struct list *l)
{
	const struct owner_source_ops *source = l->options->query.source;

	return source == &owner_source_bpf    ? " by BPF"
	       : source == &owner_source_proc ? " by /proc"
					      : "";
}

/* Puts an error into words; the exit status. A reader that wants no more, as head and
 * grep -q do, is no error. */
static int list_fail(const struct list *l, int r)
{
	/* reading may have failed first, and what was read by then could not be written */
	const bool is_writing = l->unwritten && r == l->unwritten;

	if (is_writing && r == -EPIPE)
		return EXIT_LISTED;
	if (l->is_giving_up)
		log_message("cannot give up capabilities: %s", strerror(-r));
	else if (is_writing && l->out.page.text.error)
		log_message("cannot make the list: %s", strerror(-r));
	else if (is_writing)
		log_write_error(r);
	else if (l->unread)
		log_message("cannot read counters: /proc/%s: %s", l->unread,
			    say_why(r).text);
	else if (l->is_childless)
		log_message("cannot list repeatedly: no process can be started: %s; "
			    "without -c, "
			    "none is needed",
			    say_why(r).text);
	else if (r == -ECANCELED)
		log_message("interrupted: the last list is not whole");
	else if (r == -ECHILD)
		log_message("cannot list: the listing process has died");
	else if (l->is_of_names)
		log_message("cannot look up names: %s", say_why(r).text);
	else if (l->is_of_owners)
		log_message("cannot find owners%s: %s", list_source(l),
			    l->options->query.source == &owner_source_bpf
				    ? why_no_bpf(r).text
				    : say_why(r).text);
	else if (r == -ENOENT && !l->notes.said)
		log_message(
			"cannot read sockets: the kernel lists none of these protocols");
	else if (r == -ENOENT)
		return EXIT_UNREAD;
	else
		log_message("cannot read sockets: %s%s", say_why(r).text,
			    l->context.proc_fd < 0 ? ", and there is no /proc" : "");
	return EXIT_UNREAD;
}

/* Whether there are privileges to be kept from one listing to the next; of those for BPF, where its
 * program does without once it is loaded, there are none. */
static int list_fork(struct list *l, bool may_use_bpf)
{
	l->is_forking = l->options->continuous && priv_has_any();
	if (!l->is_forking || !may_use_bpf || !priv_has_bpf_caps())
		return 0;
	bpf_cache_load(&l->context, &l->keep);
	const int r = l->keep.is_enough ? priv_keep(true, false) : 0;
	l->is_giving_up = r < 0;
	return r;
}

static int list_loop(struct list *l)
{
	int r = list_names(l);

	if (l->options->continuous)
		signal_wait_begin();
	if (r == 0)
		r = list_next(l);
	while (r == 0 && l->options->continuous &&
	       (l->out.rows || !l->options->ends_empty) &&
	       signal_wait_for(l->options->interval_ms))
		r = list_next(l);
	if (r == 0 && close(l->out.page.fd) < 0)
		r = list_write(l, -errno);
	return r;
}

/* Lists as often as is asked for; the exit status. */
static int list_all(struct list *l, bool may_use_bpf)
{
	int r = list_fork(l, may_use_bpf);

	if (r == 0)
		r = list_loop(l);
	if (!l->is_shut)
		(void)drop_privileges(SANDBOX_BARE, l->readers);
	if (r < 0 && (r != -ECANCELED || l->is_begun))
		return list_fail(l, r);
	if (l->notes.is_incomplete)
		return EXIT_UNREAD;
	return l->notes.is_missing || (l->options->fail_empty && !l->out.rows)
		       ? EXIT_EMPTY
		       : EXIT_LISTED;
}

/* What lists the reasons for missing owners; they are those of the near ends alone. */
static const char *list_hint(const struct options *o, bool has_reasons)
{
	if (has_reasons || !o->query.owners)
		return NULL;
	return o->dialect == &dialect_sockstat ? "; -pe shows why"
					       : "; sockstat -pe shows why";
}

int list_run(struct options *o)
{
	const bool owners =
		o->query.owners || o->query.peers || process_select_is_set(&o->select);
	const bool can_see_all = priv_has_owner_caps();
	const bool has_reasons = o->query.reasons && o->layout->has_reasons;
	const struct owner_scope scope = query_scope(&o->query, &o->select);
	struct list l = {
		.options = o,
		.context = { .proc_fd = -1, .hooks = &priv_hooks },
		.keep = BPF_CACHE_INIT,
		.has_owners = owners,
		.out = {
			.ops = o->layout,
			.page = { .fd = STDOUT_FILENO, .is_over = signal_wait_is_over() },
			.spec = {
				.which = o->query.which,
				.pairs = o->query.pairs,
				.is_selective = process_select_is_set(&o->select) ||
						filter_is_narrow(&o->filter),
				.header = !o->no_header,
				.extend = o->extend,
				.owners = o->query.owners,
				.executables = o->query.wanted.executable,
				.timers = o->timers,
				.memory = o->query.memory,
				.tcp_info = o->query.tcp_info,
				.lsof = o->lsof,
				.no_netid = o->no_netid,
				.no_state = o->no_state,
				.no_queues = o->no_queues,
				.peers = o->query.peers,
				.reasons = o->query.reasons,
				.fields = o->fields,
				.named = o->named,
			},
		},
		.notes = {
			.is_quiet = o->quiet,
			.is_lenient = o->is_lenient,
			.is_selective = process_select_is_set(&o->select),
			.is_privileged = can_see_all,
			.rows_tell_why = has_reasons && !o->query.peers,
			.is_about_unknown = has_reasons,
			.hint = list_hint(o, has_reasons),
			.lacks = priv_lacks_owner_cap(),
			.named = o->named,
		},
	};

	int r = priv_keep(owners, owner_may_use_bpf(o->query.source, &scope));
	if (r < 0) {
		log_message("cannot give up capabilities: %s", strerror(-r));
		return EXIT_UNREAD;
	}

	r = proc_open("/proc", &l.context.proc_fd);
	if (r < 0 && process_select_is_set(&o->select)) {
		(void)drop_privileges(SANDBOX_BARE, NULL);
		log_message("/proc: %s: cannot select processes", say_why(r).text);
		return EXIT_UNREAD;
	}
	l.notes.proc_error = r;

	r = cmdline_reader_new(&l.readers);
	if (r == 0 && o->layout->wants.identity) {
		r = identity_read(l.context.proc_fd, &l.identity);
		l.out.spec.identity = &l.identity;
	}
	if (r < 0) {
		cleanup_close(&l.context.proc_fd);
		(void)drop_privileges(SANDBOX_BARE, NULL);
		return list_fail(&l, r);
	}
	o->select.readers = l.readers;

	const int status = list_all(&l, owner_may_use_bpf(o->query.source, &scope));

	cmdline_reader_free(l.readers);
	hosts_free(l.out.spec.hosts);
	interfaces_free(l.out.spec.links);
	services_free(l.out.spec.services);
	users_free(l.out.spec.users);
	out_release(&l.out);
	socks_release(&l.waiting);
	bpf_cache_release(&l.keep);
	cleanup_close(&l.context.proc_fd);
	return status;
}
