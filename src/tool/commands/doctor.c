/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor.h"

#include <string.h>

#include "diag/netcounters.h"
#include "diag/netlimits.h"
#include "diagnose/doctor.h"
#include "drop_privileges.h"
#include "exit.h"
#include "format/doctor.h"
#include "format/json.h"
#include "format/out.h"
#include "format/out_buffer.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "kernel/proc.h"
#include "options/options.h"
#include "owner/cmdline_reader.h"
#include "owner/owner.h"
#include "privilege/priv.h"
#include "query/query.h"
#include "signal_wait.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "warnings.h"

struct examination {
	const struct options *options;
	struct context context;
	struct warnings notes;
	struct identity identity;
	uint64_t time_ns;
	struct counters before, after, since;
	struct doctor *doctor;
	struct query *query;
	struct cmdline_reader *readers;
	const char *doing; /* what failed last, in words */
};

static int read_counters(struct examination *e, struct counters *ret)
{
	const char *file = NULL;

	e->doing = "read the counters of /proc/net";
	return netcounters_read(e->context.proc_fd, clock_ns(CLOCK_MONOTONIC), ret,
				&file);
}

static int add(const struct sock *s, void *arg)
{
	struct examination *e = arg;

	return doctor_add(e->doctor, s, query_holders(e->query));
}

/* A queue is known by all that is in it, whoever was asked for. */
static int note(const struct sock *s, void *arg)
{
	struct examination *e = arg;

	return doctor_note(e->doctor, s);
}

static int read_sockets(struct examination *e)
{
	struct query_spec spec = e->options->query;

	spec.filter = &e->options->filter;
	spec.which = WHICH_ALL;
	spec.tcp_info = true;
	spec.memory = true;
	spec.owners = true;
	spec.reasons = true;
	spec.can_see_all = e->notes.is_privileged;
	spec.readers = e->readers;
	spec.is_over = signal_wait_is_over();
	spec.seen = note;
	spec.seen_arg = e;
	if (process_select_is_set(&e->options->select))
		spec.select = &e->options->select;

	e->time_ns = clock_ns(CLOCK_REALTIME);
	e->doing = "read sockets";
	int r = query_new(&e->context, &spec, &e->query);
	if (r < 0)
		return r;
	r = query_run(e->query, add, e);
	if (query_gaps(e->query)->is_of_owners)
		e->doing = "find owners";
	if (query_gaps(e->query)->saw_all)
		e->notes.is_privileged = true;
	return r;
}

/* What was counted, and behind it the sockets, once: how long they have been so the kernel tells
 * by itself. */
static int examine(struct examination *e)
{
	struct netlimits limits;

	int r = netlimits_read(e->context.proc_fd, &limits);
	if (r == 0)
		r = doctor_new(&e->options->thresholds, &limits, &e->doctor);
	if (r == 0)
		r = read_counters(e, &e->before);
	if (r < 0)
		return r;
	signal_wait_begin();
	e->doing = "wait";
	if (!signal_wait_for(e->options->interval_ms))
		return -ECANCELED;
	r = read_counters(e, &e->after);
	if (r < 0)
		return r;
	counters_diff(&e->before, &e->after, &e->since);
	r = read_sockets(e);
	if (r == 0) {
		e->doing = "give up capabilities";
		r = drop_privileges(SANDBOX_BARE, e->readers);
	}
	return r < 0 ? r : doctor_judge(e->doctor, &e->since);
}

/* Whether a selection, which may be mistyped, has selected nothing. */
static bool is_empty(const struct examination *e)
{
	return (e->notes.is_selective || filter_is_narrow(&e->options->filter)) &&
	       !doctor_count(e->doctor, PROTO_TCP) && !doctor_count(e->doctor, PROTO_UDP);
}

/* Writes the report; the exit status. */
static int tell(struct examination *e)
{
	const struct options *o = e->options;
	struct query_gaps gaps = *query_gaps(e->query);
	struct out_buffer page = { .fd = STDOUT_FILENO,
				   .is_over = signal_wait_is_over() };
	size_t count = 0;

	gaps.malformed += e->since.malformed;
	warnings_log(&e->notes, &gaps);
	const struct doctor_report report = {
		.doctor = e->doctor,
		.holders = query_holders(e->query),
		.thresholds = &o->thresholds,
		.gaps = &gaps,
		.identity = &e->identity,
		.time_ns = e->time_ns,
		.interval_ns = e->since.at_ns,
		.pairs = o->query.pairs,
		.is_empty = is_empty(e),
		/* /proc/net tells no ages */
		.is_partial = e->notes.is_incomplete || gaps.fallback,
	};
	if (o->layout == &out_json)
		doctor_put_json(&page.text, &report);
	else
		doctor_put_text(&page.text, &report);
	int r = out_buffer_flush(&page);
	out_buffer_release(&page);
	if (r == 0 && close(STDOUT_FILENO) < 0)
		r = -errno;
	if (r < 0 && r != -EPIPE) {
		log_write_error(r);
		return EXIT_UNREAD;
	}
	doctor_findings(e->doctor, &count);
	if (count)
		return EXIT_FINDINGS;
	if (report.is_partial)
		return EXIT_UNREAD;
	return report.is_empty && o->fail_empty ? EXIT_EMPTY : EXIT_LISTED;
}

int doctor_run(struct options *o)
{
	const struct owner_scope scope = query_scope(&o->query, &o->select);
	struct examination e = {
		.options = o,
		.context = { .proc_fd = -1, .hooks = &priv_hooks },
		.notes = {
			.is_quiet = o->quiet,
			.is_selective = process_select_is_set(&o->select),
			.is_privileged = priv_has_owner_caps(),
			/* a finding says why its sockets have no owner */
			.rows_tell_why = true,
			.lacks = priv_lacks_owner_cap(),
			.named = o->named,
		},
		.doing = "begin",
	};
	int status = EXIT_UNREAD;

	int r = priv_keep(true, owner_may_use_bpf(o->query.source, &scope));
	if (r == 0) {
		e.doing = "open /proc";
		r = proc_open("/proc", &e.context.proc_fd);
	}
	if (r == 0 && o->layout == &out_json) {
		e.doing = "find out which host this is";
		r = identity_read(e.context.proc_fd, &e.identity);
	}
	if (r == 0)
		r = cmdline_reader_new(&e.readers);
	o->select.readers = e.readers;
	if (r == 0)
		r = examine(&e);
	if (r < 0) {
		(void)drop_privileges(SANDBOX_BARE, e.readers);
		if (r == -ECANCELED)
			log_message("interrupted: nothing is known yet");
		else
			log_message("cannot %s: %s", e.doing, say_why(r).text);
	} else {
		status = tell(&e);
	}
	doctor_free(e.doctor);
	query_free(e.query);
	cmdline_reader_free(e.readers);
	cleanup_close(&e.context.proc_fd);
	return status;
}
