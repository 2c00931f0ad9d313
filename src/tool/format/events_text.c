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

/* The widths of the columns of the table of events, in bytes; the header in text_begin
 * must match them. A wider cell shifts the later cells of its line to the right; no cell
 * is cut. */
enum { TIME = 12, EVENT = 11, PROTO = 5, END = 22, WHAT = 38 };

/* Fills the cell that begins at offset `start` with blanks up to `width` bytes, and
 * appends one more blank. Returns the offset of the next cell. */
static size_t event_end_cell(struct strbuf *sb, size_t start, size_t width)
{
	strbuf_pad(sb, start, width);
	strbuf_addc(sb, ' ');
	return sb->len;
}

static void event_put_ms(struct strbuf *sb, const char *before, uint64_t us)
{
	strbuf_adds(sb, before);
	strbuf_addu_point(sb, us, 3, 0);
	strbuf_adds(sb, " ms");
}

/* Appends the text `before` and a time of us microseconds: in milliseconds if the time is
 * below one second, else in seconds. */
static void event_put_length(struct strbuf *sb, const char *before, uint64_t us)
{
	if (us < 1000000) {
		event_put_ms(sb, before, us);
		return;
	}
	strbuf_adds(sb, before);
	strbuf_addu_point(sb, us / 1000, 3, 0);
	strbuf_adds(sb, " s");
}

static void event_put_time(struct strbuf *sb, uint64_t ns)
{
	const time_t s = (time_t)(ns / NS_PER_S);
	struct tm tm = { 0 };

	localtime_r(&s, &tm);
	strbuf_addf(sb, "%02u:%02u:%02u.%03ju", tm.tm_hour, tm.tm_min, tm.tm_sec,
		    ns % NS_PER_S / NS_PER_MS);
}

static void event_put_end(struct strbuf *sb, const struct out_events *out,
			  const struct addr *a, uint16_t port)
{
	const struct out_spec spec = { .services = out->services };

	cell_addr_bracketed(sb, a);
	strbuf_addc(sb, ':');
	cell_port(sb, &spec, PROTO_TCP, port);
}

/* Appends the name of a TCP state; "-" for state 0, which means that the state is not
 * known; the number of a state that this program has no name for, such as a state of a
 * newer kernel. */
static void event_put_state(struct strbuf *sb, unsigned int state)
{
	cell_word(sb, state ? state_name(state) : "-", state);
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
	if (e->has & EVENT_HAS_HANDSHAKE)
		event_put_ms(sb, ", ", e->handshake_us);
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
		event_put_length(sb, "", e->lifetime_us);
	else
		strbuf_addc(sb, '-');
	if (e->has & EVENT_HAS_BYTES)
		strbuf_addf(sb, ", %ju sent, %ju received", e->sent, e->received);
	if (e->has & EVENT_HAS_REASON) {
		strbuf_adds(sb, ", ");
		event_put_reason(sb, e);
	}
}

/* Returns the words for the reason why a connection was never established. The reasons
 * reset and ICMP get a "refused by" in front, because connect(2) fails with ECONNREFUSED
 * for each of these two reasons. */
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
	if (e->has & EVENT_HAS_LIFETIME)
		event_put_length(sb, " after ", e->lifetime_us);
}

static void event_put_reset(struct strbuf *sb, const struct event *e)
{
	strbuf_adds(sb, e->is_sent ? "sent" : "received");
	strbuf_adds(sb, e->sock.state ? " in " : ", no such socket");
	if (e->sock.state)
		event_put_state(sb, e->sock.state);
}

static void event_put_retransmit(struct strbuf *sb, const struct event *e)
{
	strbuf_adds(sb, "in ");
	event_put_state(sb, e->sock.state);
	if (e->has & EVENT_HAS_RETRANSMITS)
		strbuf_addf(sb, ", %u so far", e->retransmits);
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

/* Returns whether the name of a program ends with a plus and digits. The plus in such a
 * name is escaped, because the cell of an event with several owners also ends with a plus
 * and digits, as in "812/nginx+3". */
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
	strbuf_addf(sb, "%u/", owner->pid);
	cell_program(sb, owner->comm, has_count(owner->comm) ? " +" : " ");
	if (owner->others)
		strbuf_addf(sb, "+%u", owner->others);
}

static void text_begin(struct strbuf *sb, const struct out_events *out)
{
	if (out->header)
		strbuf_adds(sb, "Time         Event       Proto Local Address          "
				"Foreign Address        "
				"What                                   PID/Program\n");
}

static void text_event(struct strbuf *sb, const struct out_events *out,
		       const struct event *e)
{
	size_t start = sb->len;

	event_put_time(sb, e->ns + out->epoch_ns);
	start = event_end_cell(sb, start, TIME);
	strbuf_adds(sb, event_kind_name(e->kind));
	start = event_end_cell(sb, start, EVENT);
	strbuf_adds(sb, pair_label(PAIR(PROTO_TCP, e->sock.ip)));
	start = event_end_cell(sb, start, PROTO);
	event_put_end(sb, out, &e->sock.local, e->sock.local_port);
	start = event_end_cell(sb, start, END);
	event_put_end(sb, out, &e->sock.peer, e->sock.peer_port);
	start = event_end_cell(sb, start, END);
	event_put_what[e->kind](sb, e);
	(void)event_end_cell(sb, start, WHAT);
	event_put_owner(sb, &e->owner);
	strbuf_addc(sb, '\n');
}

/* Appends a count n and its noun, in the plural if n is not 1. If is_known is not set,
 * the count was not measured, and "-" is appended in place of n. */
static void event_put_count(struct strbuf *sb, bool is_known, uint64_t n,
			    const char *noun)
{
	if (is_known)
		strbuf_addf(sb, "%ju %s%s", n, noun, n == 1 ? "" : "s");
	else
		strbuf_addf(sb, "- %ss", noun);
}

static void text_total(struct strbuf *sb, const struct out_events *out,
		       const struct total *t)
{
	bool is_first = true;

	strbuf_adds(sb, "total: ");
	event_put_count(sb, true, t->clients + t->servers + t->unsided, "connection");
	strbuf_addf(sb, " (%ju as client, %ju as server), %ju closed, ", t->clients,
		    t->servers, t->closed);
	if (out->lacks_bpf && !total_failed(t))
		strbuf_adds(sb, "failures not visible");
	else
		strbuf_addf(sb, "%ju failed", total_failed(t));
	for (enum event_reason i = 0; i < REASON_MAX_; i++) {
		if (!t->failed[i])
			continue;
		strbuf_addf(sb, "%s%ju %s", is_first ? " (" : ", ", t->failed[i],
			    failure_name(i));
		is_first = false;
	}
	strbuf_addf(sb, "%s\ntotal: handshake ", is_first ? "" : ")");
	if (t->handshakes) {
		event_put_ms(sb, "p50 ", total_handshake_us(t, 500));
		event_put_ms(sb, ", p99 ", total_handshake_us(t, 990));
		event_put_ms(sb, ", max ", t->handshake_max_us);
	} else {
		strbuf_addc(sb, '-');
	}
	strbuf_adds(sb, "\ntotal: ");
	event_put_count(sb, !out->lacks_resets, t->resets_sent, "reset");
	strbuf_adds(sb, " sent, ");
	if (out->lacks_resets)
		strbuf_addc(sb, '-');
	else
		strbuf_addu(sb, t->resets_received);
	strbuf_adds(sb, " received, ");
	event_put_count(sb, !out->lacks_resets, t->retransmits, "retransmission");
	strbuf_adds(sb, ", ");
	event_put_count(sb, !out->lacks_bpf || t->lost, t->lost, "event");
	strbuf_adds(sb, " lost\n");
}

const struct out_events_ops out_events_text = {
	.begin = text_begin,
	.event = text_event,
	.total = text_total,
};
