/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "session.h"

#include <unistd.h>

#include "diag/netcounters.h"
#include "exit.h"
#include "format/out_buffer.h"
#include "kernel/proc.h"
#include "named_hosts.h"
#include "named_pids.h"
#include "options/options.h"
#include "owner/cmdline_reader.h"
#include "owner/owner.h"
#include "privilege/child.h"
#include "privilege/priv.h"
#include "resolve/lookup_child.h"
#include "signal_wait.h"
#include "tables/tables.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "util/clock.h"

int session_drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers)
{
	int r = 0;

	if (readers && cmdline_reader_abandon(readers)) {
		r = child_go_on(0, 0);
		if (r < 0)
			log_message(
				"the command line of a process cannot be read, and no "
				"process can be started to continue without the "
				"blocked thread: %s",
				log_error_text(r).text);
	}
	if (r == 0)
		r = priv_drop();
	/* the sandbox is entered after capabilities were dropped, because the sandbox
	 * does not permit the program to drop capabilities */
	if (r == 0)
		sandbox_enter(scope);
	return r;
}

void session_init(struct session *s, struct options *options)
{
	*s = (struct session){
		.options = options,
		.context = { .proc_fd = -1, .hooks = &priv_hooks, .state_root = "" },
		.select = options->select,
		.netns = {
			.all = options->has_all_netns,
			.words = options->netns_words,
			.count = options->netns_count,
		},
		.bpf = BPF_CACHE_INIT,
		.warnings = {
			.options = options,
			.is_privileged = priv_has_owner_caps(),
			.lacks = priv_lacks_owner_cap(),
		},
	};
	progress_init(&s->progress, !options->quiet);
	s->context.progress = s->progress.hook.add ? &s->progress.hook : NULL;
}

bool session_may_use_bpf(const struct session *s)
{
	const struct query_spec *query = &s->options->query;
	const struct owner_scope scope = query_scope(query, &s->select);

	/* --events loads its own BPF programs, so --events may use BPF even if --pid
	 * selects so few processes that a search for owners needs no BPF. Therefore the
	 * scope of --pid is not passed. */
	return owner_may_use_bpf(query->source,
				 s->options->command == COMMAND_EVENTS ? NULL : &scope);
}

/* Drops the capabilities that the command of the program does not need, and creates the
 * parts of the session that `needs` names, a mask of enum session_needs. Returns 0 or
 * -errno, which is recorded in the session. */
static int prepare(struct session *s, unsigned int needs)
{
	struct failure *f = &s->failure;

	int r = needs & SESSION_TABLES ? session_open_tables(s) : 0;
	if (r < 0)
		return r;
	r = priv_keep(needs & (SESSION_OWNERS | SESSION_NETNS), session_may_use_bpf(s),
		      needs & SESSION_NETNS);
	if (r < 0)
		return failure_set(f, STAGE_PRIVILEGES, r);
	s->netns.may_use_bpf = session_may_use_bpf(s);
	if (needs & SESSION_PROC && s->context.proc_fd < 0)
		return failure_set(f, STAGE_PROC, s->warnings.proc_error);
	if (needs & SESSION_READERS) {
		r = cmdline_reader_new(&s->readers);
		if (r < 0)
			return failure_set(f, STAGE_BEGIN, r);
		s->select.readers = s->readers;
	}
	return needs & SESSION_IDENTITY
		       ? failure_check(f, STAGE_IDENTITY,
				       identity_read(s->context.proc_fd, &s->identity))
		       : 0;
}

int session_open(struct session *s, unsigned int needs)
{
	const int r = proc_open("/proc", &s->context.proc_fd);

	s->warnings.proc_error = r < 0 ? r : 0;
	const int status = named_pids_check(s->options, &s->context);
	if (status != EXIT_LISTED) {
		(void)session_confine(s, SANDBOX_BARE);
		return status;
	}
	if (named_hosts_find(s->options, &s->lookup, &s->failure) < 0 ||
	    prepare(s, needs) < 0)
		return session_fail(s);
	return EXIT_LISTED;
}

void session_close(struct session *s)
{
	s->lookup = lookup_child_end(s->lookup);
	s->readers = cmdline_reader_free(s->readers);
	bpf_cache_release(&s->bpf);
	s->context.tables = tables_free(s->context.tables);
	cleanup_close(&s->context.proc_fd);
}

struct query_spec session_request(const struct session *s)
{
	struct query_spec spec = s->options->query;

	const struct filter_needs needs = options_needs(s->options);

	spec.filter = &s->options->filter;
	spec.netns = s->netns.all || s->netns.count ? &s->netns : NULL;
	if (s->options->sockets == SOCKETS_PROC)
		spec.sockets = QUERY_SOCKETS_PROC;
	spec.owners |= needs.owners;
	spec.wanted.comm |= needs.owners;
	spec.wanted.executable |= needs.executables;
	spec.wanted.cgroup |= needs.cgroups;
	spec.wants.tcp_info |= needs.tcp_info;
	spec.wants.memory |= needs.memory;
	spec.wants.refcnt |= needs.refcnt;
	spec.select = process_select_is_set(&s->select) ? &s->select : NULL;
	spec.can_see_all = s->warnings.is_privileged;
	spec.helper = (uint32_t)lookup_child_pid(s->lookup);
	spec.readers = s->readers;
	spec.is_over = signal_wait_is_over();
	return spec;
}

int session_run(struct session *s, struct query *query, sock_fn fn, void *arg)
{
	const struct query_gaps *gaps = query_gaps(query);

	progress_begin(&s->progress);
	const int r = query_run(query, fn, arg);
	progress_end(&s->progress);

	if (gaps->saw_all)
		s->warnings.is_privileged = true;
	if (r < 0 && !s->failure.err)
		failure_set(&s->failure,
			    gaps->is_of_owners ? STAGE_OWNERS : STAGE_SOCKETS, r);
	return r;
}

int session_confine(struct session *s, enum sandbox_scope scope)
{
	if (s->phase == PHASE_CONFINED)
		return 0;
	const int r = session_drop_privileges(scope, s->readers);
	if (r == 0)
		s->phase = PHASE_CONFINED;
	return failure_check(&s->failure, STAGE_PRIVILEGES, r);
}

int session_read_counters(struct session *s, struct counters *ret)
{
	const char *file = NULL;
	const int r = netcounters_read(s->context.proc_fd, clock_ns(CLOCK_MONOTONIC), ret,
				       &file);

	if (r < 0 && !s->failure.err)
		s->failure = (struct failure){ STAGE_COUNTERS, r, file };
	return r;
}

int session_wrote(struct session *s, const struct out_buffer *buffer, int r)
{
	return failure_check(&s->failure, buffer->text.error ? STAGE_FORMAT : STAGE_WRITE,
			     r);
}

int session_finish(struct session *s, struct out_buffer *buffer)
{
	int r = session_wrote(s, buffer, out_buffer_flush(buffer));

	/* some file systems report that a write(2) has failed only at close(2) */
	if (r == 0 && close(buffer->fd) < 0)
		r = failure_set(&s->failure, STAGE_WRITE, -errno);
	return r;
}

int session_fail(struct session *s)
{
	/* An error of dropping privileges is ignored here, because the failure that was
	 * recorded earlier must be logged. */
	if (s->phase == PHASE_COLLECT)
		(void)session_drop_privileges(SANDBOX_BARE, s->readers);
	s->phase = PHASE_CONFINED;
	return failure_log(s);
}
