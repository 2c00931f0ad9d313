/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <time.h>

#include "cell.h"
#include "events.h"
#include "events/event.h"
#include "events/total.h"
#include "model/state.h"
#include "out.h"
#include "text/strbuf.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* The widths of the columns. A wider cell moves those behind it; nothing is cut. */
enum { TIME = 12, EVENT = 11, PROTO = 5, END = 22, WHAT = 38 };

/* Ends the cell that begins at start. */
static void event_put_gap(struct strbuf *sb, size_t start, size_t width)
{
	strbuf_pad(sb, start, width);
	strbuf_addc(sb, ' ');
}

/* Appends thousandths as "12.345". */
static void event_put_thousandths(struct strbuf *sb, uint64_t n)
{
	strbuf_addu(sb, n / 1000);
	strbuf_addc(sb, '.');
	strbuf_addu_padded(sb, n % 1000, 3);
}

static void event_put_ms(struct strbuf *sb, uint64_t us)
{
	event_put_thousandths(sb, us);
	strbuf_adds(sb, " ms");
}

/* Appends a time: in milliseconds below one second, else in seconds. */
static void event_put_length(struct strbuf *sb, uint64_t us)
{
	if (us < 1000000) {
		event_put_ms(sb, us);
		return;
	}
	event_put_thousandths(sb, us / 1000);
	strbuf_adds(sb, " s");
}

static void event_put_time(struct strbuf *sb, uint64_t ns)
{
	const time_t s = (time_t)(ns / NS_PER_S);
	struct tm tm = { 0 };

	localtime_r(&s, &tm);
	strbuf_addu_padded(sb, (uint64_t)tm.tm_hour, 2);
	strbuf_addc(sb, ':');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_min, 2);
	strbuf_addc(sb, ':');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_sec, 2);
	strbuf_addc(sb, '.');
	strbuf_addu_padded(sb, ns % NS_PER_S / NS_PER_MS, 3);
}

static void event_put_end(struct strbuf *sb, const struct out_events *out,
			  const struct addr *a, uint16_t port)
{
	const struct out_spec spec = { .services = out->services };
	const bool is_v6 = a->family == AF_INET6;

	strbuf_adds(sb, is_v6 ? "[" : "");
	cell_addr(sb, a);
	strbuf_adds(sb, is_v6 ? "]:" : ":");
	cell_port(sb, &spec, PROTO_TCP, port);
}

/* A state of a newer kernel is shown as its number. */
static void event_put_state(struct strbuf *sb, unsigned int state)
{
	if (state_name(state))
		strbuf_adds(sb, state_name(state));
	else if (state)
		strbuf_addu(sb, state);
	else
		strbuf_addc(sb, '-');
}

static void event_put_reason(struct strbuf *sb, const struct event *e)
{
	strbuf_adds(sb, event_reason_name(e->reason));
	if (e->reason != REASON_OTHER)
		return;
	strbuf_adds(sb, ": ");
	cell_text(sb, strerror((int)e->error), NULL);
}

static void event_put_birth(struct strbuf *sb, const struct event *e)
{
	(void)e;
	strbuf_adds(sb, "client");
}

static void event_put_established(struct strbuf *sb, const struct event *e)
{
	const char *side = event_side_name(e->side);

	strbuf_adds(sb, side ? side : "-");
	if (e->has & EVENT_HAS_HANDSHAKE) {
		strbuf_adds(sb, ", ");
		event_put_ms(sb, e->handshake_us);
	}
}

static void event_put_change(struct strbuf *sb, const struct event *e)
{
	event_put_state(sb, e->old_state);
	strbuf_adds(sb, " > ");
	event_put_state(sb, e->sock.state);
}

static void event_put_close(struct strbuf *sb, const struct event *e)
{
	if (e->has & EVENT_HAS_LIFETIME)
		event_put_length(sb, e->lifetime_us);
	else
		strbuf_addc(sb, '-');
	if (e->has & EVENT_HAS_BYTES) {
		strbuf_adds(sb, ", ");
		strbuf_addu(sb, e->sent);
		strbuf_adds(sb, " sent, ");
		strbuf_addu(sb, e->received);
		strbuf_adds(sb, " received");
	}
	if (e->has & EVENT_HAS_REASON) {
		strbuf_adds(sb, ", ");
		event_put_reason(sb, e);
	}
}

/* Why a connection was never established: "refused" is the word of connect(), and the
 * packet is named with it. */
static const char *failure_name(enum event_reason reason)
{
	if (reason == REASON_RESET)
		return "refused by a reset";
	return reason == REASON_ICMP_REFUSED ? "refused by ICMP"
					     : event_reason_name(reason);
}

static void event_put_failed(struct strbuf *sb, const struct event *e)
{
	if (e->reason == REASON_OTHER)
		event_put_reason(sb, e);
	else
		strbuf_adds(sb, failure_name(e->reason));
	if (e->has & EVENT_HAS_LIFETIME) {
		strbuf_adds(sb, " after ");
		event_put_length(sb, e->lifetime_us);
	}
}

static void event_put_reset(struct strbuf *sb, const struct event *e)
{
	strbuf_adds(sb, e->is_sent ? "sent" : "received");
	if (e->sock.state) {
		strbuf_adds(sb, " in ");
		event_put_state(sb, e->sock.state);
	} else {
		strbuf_adds(sb, ", no such socket");
	}
}

static void event_put_retransmit(struct strbuf *sb, const struct event *e)
{
	strbuf_adds(sb, "in ");
	event_put_state(sb, e->sock.state);
	if (e->has & EVENT_HAS_RETRANSMITS) {
		strbuf_adds(sb, ", ");
		strbuf_addu(sb, e->retransmits);
		strbuf_adds(sb, " so far");
	}
}

static void (*const event_put_what[])(struct strbuf *sb, const struct event *e) = {
	[EVENT_BIRTH] = event_put_birth,
	[EVENT_ESTABLISHED] = event_put_established,
	[EVENT_STATE] = event_put_change,
	[EVENT_CLOSE] = event_put_close,
	[EVENT_FAILED] = event_put_failed,
	[EVENT_RESET] = event_put_reset,
	[EVENT_RETRANSMIT] = event_put_retransmit,
};
_Static_assert(ARRAY_SIZE(event_put_what) == EVENT_KIND_MAX_, "a kind lacks its words");

/* Whether a name ends like a number of other owners ("+1"). */
static bool has_count(const char *name)
{
	const char *plus = strrchr(name, '+');

	return plus && plus[1] && !plus[1 + strspn(plus + 1, "0123456789")];
}

static void event_put_owner(struct strbuf *sb, const struct event_owner *owner)
{
	if (!owner->pid) {
		strbuf_addc(sb, '-');
		return;
	}
	strbuf_addu(sb, owner->pid);
	strbuf_addc(sb, '/');
	cell_program(sb, owner->comm, has_count(owner->comm) ? " +" : " ");
	if (owner->others) {
		strbuf_addc(sb, '+');
		strbuf_addu(sb, owner->others);
	}
}

static void text_begin(struct strbuf *sb, const struct out_events *out)
{
	static const struct {
		const char *title;
		size_t width;
	} columns[] = {
		{ "Time", TIME },         { "Event", EVENT },         { "Proto", PROTO },
		{ "Local Address", END }, { "Foreign Address", END }, { "What", WHAT },
	};

	if (!out->header)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		const size_t start = sb->len;

		strbuf_adds(sb, columns[i].title);
		event_put_gap(sb, start, columns[i].width);
	}
	strbuf_adds(sb, "PID/Program\n");
}

static void text_event(struct strbuf *sb, const struct out_events *out,
		       const struct event *e)
{
	size_t start = sb->len;

	event_put_time(sb, e->ns + out->epoch_ns);
	event_put_gap(sb, start, TIME);
	start = sb->len;
	strbuf_adds(sb, event_kind_name(e->kind));
	event_put_gap(sb, start, EVENT);
	start = sb->len;
	strbuf_adds(sb, pair_label(PAIR(PROTO_TCP, e->sock.ip)));
	event_put_gap(sb, start, PROTO);
	start = sb->len;
	event_put_end(sb, out, &e->sock.local, e->sock.local_port);
	event_put_gap(sb, start, END);
	start = sb->len;
	event_put_end(sb, out, &e->sock.peer, e->sock.peer_port);
	event_put_gap(sb, start, END);
	start = sb->len;
	event_put_what[e->kind](sb, e);
	event_put_gap(sb, start, WHAT);
	event_put_owner(sb, &e->owner);
	strbuf_addc(sb, '\n');
}

static void event_put_count(struct strbuf *sb, uint64_t n, const char *one,
			    const char *many)
{
	strbuf_addu(sb, n);
	strbuf_addc(sb, ' ');
	strbuf_adds(sb, n == 1 ? one : many);
}

/* Appends a count, "-" where it was not measured. */
static void event_put_known(struct strbuf *sb, bool is_known, uint64_t n, const char *one,
			    const char *many)
{
	if (is_known) {
		event_put_count(sb, n, one, many);
		return;
	}
	strbuf_adds(sb, "- ");
	strbuf_adds(sb, many);
}

static void text_total(struct strbuf *sb, const struct out_events *out,
		       const struct total *t)
{
	bool is_first = true;

	strbuf_adds(sb, "total: ");
	event_put_count(sb, t->clients + t->servers + t->unsided, "connection",
			"connections");
	strbuf_adds(sb, " (");
	strbuf_addu(sb, t->clients);
	strbuf_adds(sb, " as client, ");
	strbuf_addu(sb, t->servers);
	strbuf_adds(sb, " as server), ");
	strbuf_addu(sb, t->closed);
	strbuf_adds(sb, " closed, ");
	strbuf_addu(sb, total_failed(t));
	strbuf_adds(sb, " failed");
	for (size_t i = 0; i < REASON_MAX_; i++) {
		if (!t->failed[i])
			continue;
		strbuf_adds(sb, is_first ? " (" : ", ");
		strbuf_addu(sb, t->failed[i]);
		strbuf_addc(sb, ' ');
		strbuf_adds(sb, failure_name((enum event_reason)i));
		is_first = false;
	}
	strbuf_adds(sb, is_first ? "\n" : ")\n");
	strbuf_adds(sb, "total: handshake ");
	if (t->handshakes) {
		strbuf_adds(sb, "p50 ");
		event_put_ms(sb, total_handshake_us(t, 500));
		strbuf_adds(sb, ", p99 ");
		event_put_ms(sb, total_handshake_us(t, 990));
		strbuf_adds(sb, ", max ");
		event_put_ms(sb, t->handshake_max_us);
	} else {
		strbuf_addc(sb, '-');
	}
	strbuf_adds(sb, "\ntotal: ");
	event_put_known(sb, !out->lacks_resets, t->resets_sent, "reset", "resets");
	strbuf_adds(sb, " sent, ");
	if (out->lacks_resets)
		strbuf_addc(sb, '-');
	else
		strbuf_addu(sb, t->resets_received);
	strbuf_adds(sb, " received, ");
	event_put_known(sb, !out->lacks_resets, t->retransmits, "retransmission",
			"retransmissions");
	strbuf_adds(sb, ", ");
	event_put_known(sb, !out->lacks_bpf || t->lost, t->lost, "event", "events");
	strbuf_adds(sb, " lost\n");
}

const struct out_events_ops out_events_text = {
	.begin = text_begin,
	.event = text_event,
	.total = text_total,
};
