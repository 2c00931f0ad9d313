/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor.h"

#include <errno.h>
#include <unistd.h>

#include "diag/netcounters.h"
#include "diag/netlimits.h"
#include "diagnose/doctor.h"
#include "format/doctor.h"
#include "format/out.h"
#include "format/out_buffer.h"
#include "options/options.h"
#include "query/query.h"
#include "session/exit.h"
#include "session/session.h"
#include "session/signal_wait.h"
#include "util/clock.h"

struct examination {
	struct session *session;
	/* CLOCK_REALTIME when the sockets were read. */
	uint64_t time_ns;
	struct counters before, after, since;
	struct doctor *doctor;
	struct query *query;
};

static int examination_fail(struct examination *e, enum stage stage, int r)
{
	return r < 0 ? failure_set(&e->session->failure, stage, r) : r;
}

static int read_namespace_counters(struct examination *e, struct counters *ret)
{
	const char *file = NULL;
	const int r = netcounters_read(e->session->context.proc_fd,
				       clock_ns(CLOCK_MONOTONIC), ret, &file);

	if (r < 0) {
		examination_fail(e, STAGE_COUNTERS, r);
		e->session->failure.on = file;
	}
	return r;
}

static int judge_socket(const struct sock *s, void *arg)
{
	struct examination *e = arg;

	return doctor_add(e->doctor, s, query_owners(e->query));
}

/* Sockets that are not selected matter, too: they fill the queue of a listener. */
static int note_socket(const struct sock *s, void *arg)
{
	struct examination *e = arg;

	return doctor_note(e->doctor, s);
}

static int read_sockets(struct examination *e)
{
	struct session *session = e->session;
	struct query_spec spec = session_request(session);

	spec.which = WHICH_ALL;
	spec.tcp_info = true;
	spec.memory = true;
	spec.owners = true;
	spec.reasons = true;
	spec.seen = note_socket;
	spec.seen_arg = e;

	e->time_ns = clock_ns(CLOCK_REALTIME);
	const int r = query_new(&session->context, &spec, &e->query);
	if (r < 0)
		return examination_fail(e, STAGE_SOCKETS, r);
	return session_run(session, e->query, judge_socket, e);
}

/* Reads the counters twice, an interval apart, and then the sockets once: the kernel itself tells
 * how long they have been in their state. */
static int examine(struct examination *e)
{
	const struct options *o = e->session->options;
	struct netlimits limits;

	int r = netlimits_read(e->session->context.proc_fd, &limits);
	if (r == 0)
		r = doctor_new(&o->thresholds, &limits, &e->doctor);
	if (r < 0)
		return examination_fail(e, STAGE_BEGIN, r);
	r = read_namespace_counters(e, &e->before);
	if (r < 0)
		return r;
	signal_wait_begin();
	if (!signal_wait_for(o->interval_ms))
		return examination_fail(e, STAGE_COUNTERS, -ECANCELED);
	r = read_namespace_counters(e, &e->after);
	if (r < 0)
		return r;
	counters_diff(&e->before, &e->after, &e->since);
	r = read_sockets(e);
	if (r == 0)
		r = session_confine(e->session, SANDBOX_BARE);
	return r < 0 ? r
		     : examination_fail(e, STAGE_FORMAT,
					doctor_judge(e->doctor, &e->since));
}

/* Whether a selection, which may be mistyped, selects nothing. */
static bool selects_nothing(const struct examination *e)
{
	const struct session *s = e->session;

	return (process_select_is_set(&s->select) ||
		filter_is_narrow(&s->options->filter)) &&
	       !doctor_count(e->doctor, PROTO_TCP) && !doctor_count(e->doctor, PROTO_UDP);
}

static int write_report(struct examination *e, const struct doctor_report *report)
{
	struct session *session = e->session;
	struct out_buffer buffer = { .fd = STDOUT_FILENO,
				     .is_over = signal_wait_is_over() };

	if (session->options->layout == &out_json)
		doctor_put_json(&buffer.text, report);
	else
		doctor_put_text(&buffer.text, report);
	const int r = session_finish(session, &buffer);
	out_buffer_release(&buffer);
	return r;
}

/* Writes the report. Returns the exit status. */
static int report_findings(struct examination *e)
{
	struct session *session = e->session;
	const struct options *o = session->options;
	struct query_gaps gaps = *query_gaps(e->query);
	size_t count = 0;

	gaps.malformed += e->since.malformed;
	warnings_log(&session->warnings, &gaps);
	const struct doctor_report report = {
		.doctor = e->doctor,
		.holders = query_owners(e->query),
		.thresholds = &o->thresholds,
		.gaps = &gaps,
		.identity = &session->identity,
		.time_ns = e->time_ns,
		.interval_ns = e->since.at_ns,
		.pairs = o->query.pairs,
		.is_empty = selects_nothing(e),
		/* /proc/net does not tell ages */
		.is_partial = session->warnings.is_incomplete || gaps.fallback,
	};
	/* findings count even if the reader closed its end before it read them all */
	if (write_report(e, &report) < 0 &&
	    (session->failure.stage != STAGE_WRITE || session->failure.err != -EPIPE))
		return session_fail(session);
	doctor_findings(e->doctor, &count);
	if (count)
		return EXIT_FINDINGS;
	if (report.is_partial)
		return EXIT_UNREAD;
	return report.is_empty && o->fail_empty ? EXIT_EMPTY : EXIT_LISTED;
}

int doctor_run(struct session *s)
{
	const bool is_json = s->options->layout == &out_json;
	struct examination e = { .session = s };

	/* each finding states why its sockets have no owner */
	s->warnings.rows_tell_why = true;
	int status = session_open(s, SESSION_OWNERS | SESSION_PROC | SESSION_READERS |
					     (is_json ? SESSION_IDENTITY : 0));
	if (status != EXIT_LISTED)
		return status;
	status = examine(&e) < 0 ? session_fail(s) : report_findings(&e);
	doctor_free(e.doctor);
	query_free(e.query);
	return status;
}
