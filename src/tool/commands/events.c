/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <poll.h>

#include "events/events.h"
#include "events/total.h"
#include "format/events.h"
#include "format/out.h"
#include "format/out_buffer.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "resolve/cache.h"
#include "session/exit.h"
#include "session/session.h"
#include "session/signal_wait.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "verbs.h"

/* The number of milliseconds for which events are collected before they are read and
 * written together. At a thousand events per second, reading and writing ten events
 * together costs about as much as reading and writing one event. */
enum { TOGETHER_MS = 10 };

/* The value that view_event returns when as many events have been written as the option
 * --count allows. */
enum { ENOUGH = 1 };

struct view {
	struct session *session;
	const struct out_events_ops *ops;
	struct out_events out;
	struct out_buffer buffer;
	struct total total;
	struct events *events;
	/* The time of CLOCK_MONOTONIC at which --events ends, in nanoseconds; 0: no time
	 * limit. */
	uint64_t end_ns;
	/* Whether log_late has logged that the search for owners was ended by its
	 * deadline. */
	bool is_late;
};

static int view_event(const struct event *e, void *arg)
{
	struct view *v = arg;

	total_add(&v->total, e);
	v->ops->event(&v->buffer.text, &v->out, e);
	int r = session_wrote(v->session, &v->buffer, out_buffer_turn(&v->buffer));
	return r == 0 && v->total.events == v->session->options->count ? ENOUGH : r;
}

static int view_flush(struct view *v)
{
	return session_wrote(v->session, &v->buffer, out_buffer_flush(&v->buffer));
}

/* Reads the events that have arrived and passes each event to view_event. is_last: events
 * that wait for more data are passed, too. Returns 0, ENOUGH if --count events have been
 * written, or -errno, which is recorded in the session. */
static int view_read(struct view *v, bool is_last)
{
	struct failure *f = &v->session->failure;
	int r = events_read(v->events, is_last);

	return f->err ? r : failure_check(f, STAGE_EVENTS, r);
}

/* Logs which events --events cannot see on this system, and for what reason. */
static void log_gaps(const struct events_gaps *gaps)
{
	if (gaps->lacks_bpf)
		log_message(
			"no BPF (%s): connections are polled; handshake times, resets, "
			"retransmitted data, reasons of failures and short states are "
			"not seen%s",
			gaps->bpf_error ? log_bpf_error_text(gaps->bpf_error).text
					: "--owners=proc",
			gaps->lacks_bytes ? ", nor short connections and bytes" : "");
	if (gaps->lacks_resets)
		log_message("the BPF programs for resets and retransmissions cannot be "
			    "loaded: these are not seen");
}

static void log_lost(struct view *v)
{
	const uint64_t lost = events_gaps(v->events)->lost;

	/* The loss of events is logged even with -q, because the output is incomplete.
	 * Without BPF, the number of lost events is a minimum, because netlink reports
	 * that messages were lost, but not how many. */
	if (lost > v->total.lost)
		log_message("%s%" PRIu64 " event%s lost: the buffer was full",
			    v->out.lacks_bpf ? "at least " : "", lost - v->total.lost,
			    lost - v->total.lost == 1 ? "" : "s");
	v->total.lost = lost;
}

/* Logs, once and even with -q, that the search for owners was ended by its deadline. */
static void log_late(struct view *v)
{
	const bool is_late = events_gaps(v->events)->is_late;

	if (is_late && !v->is_late)
		log_message("the search for owners took too long and was ended (see "
			    "--owners-timeout): owners may be missing");
	v->is_late = is_late;
}

/* Waits for the first event, at most as long as events_timeout says, and then waits
 * TOGETHER_MS milliseconds in which more events are collected. Returns false if --events
 * must end: at its time limit, after a signal, or when the reader of the output has
 * closed its end. */
static bool view_wait(struct view *v)
{
	struct pollfd fds[] = {
		{ .fd = events_fd(v->events), .events = POLLIN },
		/* poll(2) reports POLLERR when the reader of the output closes its end */
		{ .fd = v->buffer.fd },
	};
	int ms = events_timeout(v->events);

	if (v->end_ns) {
		const uint64_t now = clock_ns(CLOCK_MONOTONIC);
		const uint64_t left =
			now < v->end_ns ? (v->end_ns - now + NS_PER_MS - 1) / NS_PER_MS
					: 0;

		if (!left)
			return false;
		if (ms < 0 || left < (uint64_t)ms)
			ms = (int)left;
	}
	if (!signal_wait_on(fds, ARRAY_SIZE(fds), ms) ||
	    fds[1].revents & (POLLERR | POLLNVAL))
		return false;
	return !fds[0].revents || signal_wait_on(&fds[1], 1, TOGETHER_MS);
}

static int view_loop(struct view *v)
{
	int r = 0;

	v->out.start_ns = clock_ns(CLOCK_MONOTONIC);
	v->out.epoch_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
	v->ops->begin(&v->buffer.text, &v->out);
	r = view_flush(v);
	while (r == 0 && view_wait(v)) {
		/* CLOCK_REALTIME may have been set since the last reading of events, so
		 * its difference from CLOCK_MONOTONIC is computed anew */
		v->out.epoch_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
		r = view_read(v, false);
		log_lost(v);
		log_late(v);
		if (r >= 0) {
			const int flushed = view_flush(v);

			r = flushed < 0 ? flushed : r;
		}
	}
	if (r == 0)
		r = view_read(v, true);
	log_lost(v);
	log_late(v);
	if (r < 0)
		return r;
	v->ops->total(&v->buffer.text, &v->out, &v->total);
	return view_flush(v);
}

/* Enters the sandbox and drops the privileges that are not needed to search for owners of
 * new connections. Returns 0 or -errno, which is recorded in the session. */
static int view_confine(struct view *v)
{
	struct session *s = v->session;

	if (!events_need_privileges(v->events))
		return session_confine(s, SANDBOX_FOLLOW);
	const int r = priv_keep(
		true, events_need_bpf(v->events) && session_may_use_bpf(s), false);
	if (r < 0)
		return failure_set(&s->failure, STAGE_PRIVILEGES, r);
	sandbox_enter(SANDBOX_FOLLOW);
	s->phase = PHASE_CONFINED;
	return 0;
}

static int view_begin(struct view *v)
{
	struct session *s = v->session;
	const struct options *o = s->options;
	const struct events_spec spec = {
		.context = &s->context,
		.pairs = o->query.pairs,
		.filter = &o->filter,
		.select = process_select_is_set(&s->select) ? &s->select : NULL,
		.owners = o->query.source,
		.owners_ms = o->query.owners_ms,
		.is_over = signal_wait_is_over(),
		.labels = o->layout == &out_json,
	};
	int r = o->numeric_ports || o->layout == &out_json ? 0
							   : cache_new(&v->out.services);

	if (r == 0)
		r = events_open(&spec, view_event, v, &v->events);
	if (r < 0)
		return s->failure.err ? r : failure_set(&s->failure, STAGE_EVENTS, r);
	r = view_confine(v);
	if (r < 0)
		return r;
	v->out.source = events_source(v->events);
	v->out.lacks_bpf = events_gaps(v->events)->lacks_bpf;
	v->out.lacks_resets = v->out.lacks_bpf || events_gaps(v->events)->lacks_resets;
	if (!o->quiet)
		log_gaps(events_gaps(v->events));
	if (o->for_ms)
		v->end_ns = clock_ns(CLOCK_MONOTONIC) + o->for_ms * NS_PER_MS;
	return 0;
}

static int view_run(struct view *v)
{
	int r = view_begin(v);

	if (r == 0)
		r = view_loop(v);
	if (r == 0)
		r = session_finish(v->session, &v->buffer);
	return r;
}

/* Returns whether the failure f only means that a signal has ended --events before any
 * output was written. */
static bool view_is_cut(const struct failure *f)
{
	return f->err == -ECANCELED && f->stage == STAGE_EVENTS;
}

int events_run(struct session *s)
{
	const struct options *o = s->options;
	const bool is_json = o->layout == &out_json;
	_cleanup_free_ struct view *v = calloc(1, sizeof(*v));

	if (!v) {
		failure_set(&s->failure, STAGE_BEGIN, -ENOMEM);
		return session_fail(s);
	}
	v->session = s;
	v->ops = is_json ? &out_events_json : &out_events_text;
	v->out.header = !o->no_header;
	v->buffer.fd = STDOUT_FILENO;
	v->buffer.is_over = signal_wait_is_over();

	int status = session_open(s, SESSION_OWNERS | SESSION_PROC |
					     (is_json ? SESSION_IDENTITY : 0));
	if (status != EXIT_LISTED)
		return status;
	if (is_json)
		v->out.identity = &s->identity;
	signal_wait_begin(SIGINT, (int)SA_RESETHAND);
	signal_wait_begin(SIGTERM, (int)SA_RESETHAND);
	if (view_run(v) < 0 && !view_is_cut(&s->failure))
		status = session_fail(s);
	else if (v->total.lost || v->is_late)
		status = EXIT_UNREAD;
	else if (o->fail_empty && !v->total.events)
		status = EXIT_EMPTY;
	events_close(v->events);
	cache_free(v->out.services);
	out_buffer_release(&v->buffer);
	return status;
}
