/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <unistd.h>

#include "diag/netlimits.h"
#include "diagnose/doctor.h"
#include "filter/expr.h"
#include "format/doctor.h"
#include "format/out.h"
#include "format/out_buffer.h"
#include "hint.h"
#include "model/counters.h"
#include "options/options.h"
#include "query/query.h"
#include "session/exit.h"
#include "session/session.h"
#include "session/signal_wait.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "verbs.h"

struct examination {
	struct session *session;
	/* The time of CLOCK_REALTIME at which the sockets were read, in nanoseconds. */
	uint64_t time_ns;
	/* The growth of the counters from their first to their second reading; all
	 * zeros if the counters are not read, because the user has selected only some
	 * sockets. */
	struct counters since;
	struct doctor *doctor;
	struct query *query;
};

static int judge_socket(const struct sock *s, void *arg)
{
	struct examination *e = arg;

	return doctor_add(e->doctor, s, query_owners(e->query));
}

/* Passes a socket to doctor_note, which records listeners and the connections in their
 * accept queues. Called for every socket that is read, because sockets that the user has
 * not selected fill accept queues, too. */
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
	spec.wants.tcp_info = spec.wants.memory = spec.owners = spec.reasons = true;
	spec.seen = note_socket;
	spec.seen_arg = e;

	e->time_ns = clock_ns(CLOCK_REALTIME);
	const int r = query_new(&session->context, &spec, &e->query);
	if (r < 0)
		return failure_set(&session->failure, STAGE_SOCKETS, r);
	return session_run(session, e->query, judge_socket, e);
}

/* Reads the counters of the network namespace twice, options.interval_ms milliseconds
 * apart, and sets e->since to their growth. Returns 0 or -errno, which is recorded in the
 * session. */
static int examine_counters(struct examination *e)
{
	struct session *s = e->session;
	struct counters before;
	struct counters after;

	int r = session_read_counters(s, &before);
	if (r < 0)
		return r;
	signal_wait_begin(SIGINT, (int)SA_RESETHAND);
	if (!signal_wait_on(NULL, 0, (int)s->options->interval_ms))
		return failure_set(&s->failure, STAGE_COUNTERS, -ECANCELED);
	r = session_read_counters(s, &after);
	if (r == 0)
		counters_diff(&before, &after, &e->since);
	return r;
}

/* Returns whether the option -i accepts all sockets of a protocol and IP version: -i is
 * not given, or one of its arguments includes this protocol and IP version and names no
 * address, port or host. bit: 1 << the number of the pair of protocol and IP version. */
static bool endpoints_accept(const struct filter *filter, uint32_t bit)
{
	size_t i = 0;

	for (; i < filter->endpoints_len; i++) {
		const struct endpoint *e = &filter->endpoints[i];

		if (e->pairs & bit && !e->prefixes_len && !e->ports_len && !e->host)
			return true;
	}
	return i == 0;
}

static unsigned int values_for_pair(const struct expr_node *node, const void *arg)
{
	const int known = expr_node_known(node, *(const unsigned int *)arg);

	return known < 0 ? CAN_BE_BOTH : known ? CAN_BE_TRUE : CAN_BE_FALSE;
}

/* Returns whether the filter of the command line accepts every TCP socket and every UDP
 * socket. */
static bool accepts_all(const struct filter *filter)
{
	static const enum proto protos[] = { PROTO_TCP, PROTO_UDP };
	bool accepts = true;

	for (size_t i = 0; i < ARRAY_SIZE(protos) * IP_MAX_; i++) {
		const enum proto proto = protos[i / IP_MAX_];
		const unsigned int pair = proto * IP_MAX_ + (unsigned int)(i % IP_MAX_);

		accepts &= filter_states(filter, proto) == STATE_ALL &&
			   !filter->types[proto] &&
			   endpoints_accept(filter, UINT32_C(1) << pair) &&
			   (!filter->expr || expr_values(filter->expr, values_for_pair,
							 &pair) == CAN_BE_TRUE);
	}
	return accepts;
}

static bool is_selective(const struct session *s)
{
	return process_select_is_set(&s->select) || !accepts_all(&s->options->filter);
}

/* Reads the counters and the sockets, and makes the findings of --doctor. The sockets are
 * read once only, because the kernel reports how long a socket has been in its state. If
 * only some sockets are selected, the counters are not read, because they count all
 * sockets of the namespace. Returns 0 or -errno, which is recorded in the session. */
static int examine(struct examination *e)
{
	struct session *s = e->session;
	const bool has_counters = !is_selective(s);
	struct netlimits limits;

	int r = netlimits_read(s->context.proc_fd, &limits);
	if (r == 0)
		r = doctor_new(&s->options->thresholds, &limits, &e->doctor);
	if (r < 0)
		return failure_set(&s->failure, STAGE_BEGIN, r);
	if (has_counters)
		r = examine_counters(e);
	if (r == 0)
		r = read_sockets(e);
	if (r == 0)
		r = session_confine(s, SANDBOX_BARE);
	if (r < 0)
		return r;
	return failure_check(&s->failure, STAGE_FORMAT,
			     doctor_judge(e->doctor, has_counters ? &e->since : NULL));
}

/* Returns whether the user has selected only some sockets and no socket matched, perhaps
 * because of a typing error. */
static bool selects_nothing(const struct examination *e)
{
	return is_selective(e->session) && !doctor_count(e->doctor, PROTO_TCP) &&
	       !doctor_count(e->doctor, PROTO_UDP);
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

/* Writes the report of --doctor. Returns the exit status of the program. */
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
		/* gaps.fallback is set if sockets were read from /proc/net, which reports
		 * no ages of sockets: checks that need the age of a socket then find no
		 * trouble */
		.is_partial = session->warnings.is_incomplete || gaps.fallback,
	};
	if (report.is_empty)
		hint_at_words(o, &gaps);
	/* if the reader of the output has closed its end, findings of --doctor still set
	 * the exit status */
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

	/* each finding of --doctor states why its sockets have no owner, so no warning
	 * about missing owners is needed */
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
