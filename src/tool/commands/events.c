/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "drop_privileges.h"
#include "events/events.h"
#include "events/total.h"
#include "exit.h"
#include "format/events.h"
#include "format/out_buffer.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "kernel/proc.h"
#include "options/options.h"
#include "privilege/priv.h"
#include "resolve/services.h"
#include "signal_wait.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* What comes within so many milliseconds is read and written together: at a thousand events a
 * second this is the cost of one. */
enum { TOGETHER_MS = 10 };

/* What events_read answers where enough has been seen. */
enum { ENOUGH = 1 };

struct view {
	const struct options *options;
	struct context context;
	const struct out_events_ops *ops;
	struct out_events out;
	struct out_buffer page;
	struct total total;
	struct identity identity;
	struct events *events;
	uint64_t end_ns; /* 0: none */
	bool is_writing; /* what failed last was a write */
	bool is_late; /* the warning of struct events_gaps was given */
};

static int view_event(const struct event *e, void *arg)
{
	struct view *v = arg;

	total_add(&v->total, e);
	v->ops->event(&v->page.text, &v->out, e);
	int r = out_buffer_turn(&v->page);
	v->is_writing = r < 0;
	return r == 0 && v->total.events == v->options->count ? ENOUGH : r;
}

static int view_flush(struct view *v)
{
	int r = out_buffer_flush(&v->page);

	v->is_writing = r < 0;
	return r;
}

/* Which events cannot be seen, and why. */
static void say_gaps(const struct events_gaps *gaps)
{
	if (gaps->lacks_bpf)
		log_message(
			"no BPF (%s): connections are polled; handshake times, resets, "
			"retransmitted data, reasons of failures and short states are "
			"not "
			"seen%s",
			gaps->bpf_error ? why_no_bpf(gaps->bpf_error).text
					: "--owners=proc",
			gaps->lacks_bytes ? ", nor short connections and bytes" : "");
	if (gaps->lacks_resets)
		log_message("the BPF programs for resets and retransmissions cannot be "
			    "loaded: "
			    "these are not seen");
}

static void say_lost(struct view *v)
{
	const uint64_t lost = events_gaps(v->events)->lost;

	/* Said even with -q, because the listing is incomplete. Netlink says only that messages were
	 * lost, and not how many. */
	if (lost > v->total.lost)
		log_message("%s%" PRIu64 " event%s lost: the buffer was full",
			    v->out.lacks_bpf ? "at least " : "", lost - v->total.lost,
			    lost - v->total.lost == 1 ? "" : "s");
	v->total.lost = lost;
	/* the same, and once */
	if (events_gaps(v->events)->is_late && !v->is_late)
		log_message("the search for owners took too long and was ended (see "
			    "--owners-timeout): owners may be missing");
	v->is_late = events_gaps(v->events)->is_late;
}

/* Waits until there is something to read, and a little longer for more. False: this is the
 * end. */
static bool view_wait(struct view *v)
{
	struct pollfd fds[] = {
		{ .fd = events_fd(v->events), .events = POLLIN },
		/* a reader that goes, though there be nothing to write */
		{ .fd = v->page.fd },
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
	v->ops->begin(&v->page.text, &v->out);
	r = view_flush(v);
	while (r == 0 && view_wait(v)) {
		/* the one runs on while the other is set */
		v->out.epoch_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
		r = events_read(v->events, false);
		say_lost(v);
		if (r >= 0) {
			const int flushed = view_flush(v);

			r = flushed < 0 ? flushed : r;
		}
	}
	if (r == 0)
		r = events_read(v->events, true);
	say_lost(v);
	if (r < 0)
		return r;
	v->ops->total(&v->page.text, &v->out, &v->total);
	return view_flush(v);
}

static int view_fail(const struct view *v, int r)
{
	if (v->is_writing && r == -EPIPE)
		return EXIT_LISTED;
	if (v->is_writing && v->page.text.error)
		log_message("cannot tell of an event: %s", strerror(-r));
	else if (v->is_writing)
		log_write_error(r);
	else
		log_message("cannot follow events: %s",
			    v->options->query.source == &owner_source_bpf && r == -EPERM
				    ? "it takes root, or CAP_BPF and CAP_PERFMON"
			    : r == -EOPNOTSUPP ? "this sockstat was built without BPF"
					       : say_why(r).text);
	return EXIT_UNREAD;
}

/* What is left is to look up owners, now and then. */
static int view_give_up(const struct view *v)
{
	const struct owner_source_ops *source = v->options->query.source;

	if (!events_need_privileges(v->events))
		return drop_privileges(SANDBOX_FOLLOW, NULL);
	const int r = priv_keep(true, events_need_bpf(v->events) &&
					      owner_may_use_bpf(source, NULL));
	if (r == 0)
		sandbox_enter(SANDBOX_FOLLOW);
	return r;
}

static int view_begin(struct view *v)
{
	const struct options *o = v->options;
	const struct events_spec spec = {
		.context = &v->context,
		.pairs = o->query.pairs,
		.filter = &o->filter,
		.select = process_select_is_set(&o->select) ? &o->select : NULL,
		.owners = o->query.source,
		.owners_ms = o->query.owners_ms,
		.is_over = signal_wait_is_over(),
	};
	int r = o->numeric_ports || o->is_json ? 0 : services_new(&v->out.services);

	if (r == 0 && o->is_json) {
		r = identity_read(v->context.proc_fd, &v->identity);
		v->out.identity = &v->identity;
	}
	if (r == 0)
		r = events_open(&spec, view_event, v, &v->events);
	if (r == 0)
		r = view_give_up(v);
	if (r < 0)
		return r;
	v->out.source = events_source(v->events);
	v->out.lacks_bpf = events_gaps(v->events)->lacks_bpf;
	v->out.lacks_resets = v->out.lacks_bpf || events_gaps(v->events)->lacks_resets;
	if (!o->quiet)
		say_gaps(events_gaps(v->events));
	if (o->for_ms)
		v->end_ns = clock_ns(CLOCK_MONOTONIC) + o->for_ms * NS_PER_MS;
	return 0;
}

int events_run(struct options *o)
{
	_cleanup_close_ int proc_fd = -1;
	_cleanup_free_ struct view *v = calloc(1, sizeof(*v));
	int status = EXIT_LISTED;

	if (!v) {
		(void)drop_privileges(SANDBOX_BARE, NULL);
		log_message("cannot begin: %s", strerror(ENOMEM));
		return EXIT_UNREAD;
	}
	v->options = o;
	v->context.hooks = &priv_hooks;
	v->ops = o->is_json ? &out_events_json : &out_events_text;
	v->out.header = !o->no_header;
	v->page.fd = STDOUT_FILENO;
	v->page.is_over = signal_wait_is_over();

	int r = priv_keep(true, owner_may_use_bpf(o->query.source, NULL));
	if (r == 0)
		r = proc_open("/proc", &proc_fd);
	v->context.proc_fd = proc_fd;
	if (r < 0) {
		(void)drop_privileges(SANDBOX_BARE, NULL);
		log_message("/proc: %s", say_why(r).text);
		return EXIT_UNREAD;
	}
	signal_wait_begin_both();
	r = view_begin(v);
	if (r == 0)
		r = view_loop(v);
	else
		(void)drop_privileges(SANDBOX_BARE, NULL);
	if (r == 0 && close(v->page.fd) < 0) {
		v->is_writing = true;
		r = -errno;
	}
	/* ended before the first event */
	if (r == -ECANCELED && !v->is_writing)
		r = 0;
	if (r < 0)
		status = view_fail(v, r);
	else if (v->total.lost || v->is_late)
		status = EXIT_UNREAD;
	else if (o->fail_empty && !v->total.events)
		status = EXIT_EMPTY;
	events_close(v->events);
	services_free(v->out.services);
	out_buffer_release(&v->page);
	return status;
}
