/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"
#include "events/event.h"
#include "events/total.h"
#include "json_parts.h"
#include "model/state.h"
#include "text/strbuf.h"

/* Appends a JSON member with the name of a TCP state; nothing for state 0, which means
 * that the state is not known. */
static void event_json_state(struct strbuf *sb, const char *key, unsigned int state)
{
	if (state)
		json_word(sb, key, state_name(state), state);
}

/* Appends a JSON member with a port; nothing for port 0, which means that the port is not
 * known. */
static void event_json_port(struct strbuf *sb, const char *key, uint16_t port)
{
	if (port)
		json_number(sb, key, port);
}

static void event_json_owner(struct strbuf *sb, const struct event_owner *owner,
			     const struct cgroup_labels *labels)
{
	if (!owner->pid)
		return;
	json_open(sb, "owner", "{");
	json_number(sb, "pid", owner->pid);
	json_string(sb, "command", owner->comm);
	json_number(sb, "others", owner->others);
	json_bool(sb, "is_listener", owner->is_listeners);
	json_truncated(sb, labels && json_cgroup(sb, labels));
	strbuf_addc(sb, '}');
}

static void json_begin(struct strbuf *sb, const struct out_events *out)
{
	strbuf_addc(sb, '{');
	json_string(sb, "event", "start");
	json_head(sb, out->identity, out->epoch_ns ? out->start_ns + out->epoch_ns : 0);
	json_string(sb, "source", out->source);
	strbuf_adds(sb, "}\n");
}

static void json_event(struct strbuf *sb, const struct out_events *out,
		       const struct event *e)
{
	const struct sock *s = &e->sock;

	strbuf_addc(sb, '{');
	json_time(sb, e->ns + out->epoch_ns);
	json_string(sb, "event", event_kind_name(e->kind));
	json_string(sb, "proto", "tcp");
	json_string(sb, "family", s->ip == IP_V4 ? "inet" : "inet6");
	json_addr(sb, "local_address", &s->local);
	event_json_port(sb, "local_port", s->local_port);
	json_addr(sb, "peer_address", &s->peer);
	event_json_port(sb, "peer_port", s->peer_port);
	if (s->has & SOCK_HAS_COOKIE)
		json_hex(sb, "cookie", s->cookie);
	event_json_state(sb, "state", s->state);
	if (e->old_state != s->state)
		event_json_state(sb, "old_state", e->old_state);
	json_string(sb, "side", event_side_name(e->side));
	if (e->has & EVENT_HAS_HANDSHAKE)
		json_decimal(sb, "handshake_ms", e->handshake_us, 3);
	if (e->has & EVENT_HAS_LIFETIME)
		json_decimal(sb, "lifetime_ms", e->lifetime_us, 3);
	if (e->has & EVENT_HAS_BYTES) {
		json_number(sb, "bytes_sent", e->sent);
		json_number(sb, "bytes_received", e->received);
	}
	if (e->has & EVENT_HAS_REASON)
		json_string(sb, "reason", event_reason_name(e->reason));
	if (e->error)
		json_number(sb, "errno", e->error);
	if (e->kind == EVENT_RESET)
		json_string(sb, "direction", e->is_sent ? "sent" : "received");
	if (e->has & EVENT_HAS_RETRANSMITS &&
	    (e->kind == EVENT_RETRANSMIT || e->kind == EVENT_CLOSE ||
	     e->kind == EVENT_FAILED))
		json_number(sb, "retransmits", e->retransmits);
	event_json_owner(sb, &e->owner, e->labels);
	strbuf_adds(sb, "}\n");
}

static void json_total(struct strbuf *sb, const struct out_events *out,
		       const struct total *t)
{
	strbuf_addc(sb, '{');
	json_string(sb, "event", "total");
	json_number(sb, "events", t->events);
	json_number(sb, "clients", t->clients);
	json_number(sb, "servers", t->servers);
	json_number(sb, "of_unknown_side", t->unsided);
	json_number(sb, "closed", t->closed);
	if (!out->lacks_bpf || total_failed(t))
		json_number(sb, "failed", total_failed(t));
	if (!out->lacks_bpf) {
		json_open(sb, "failed_by_reason", "{");
		for (enum event_reason i = 0; i < REASON_MAX_; i++)
			json_number(sb, event_reason_name(i), t->failed[i]);
		strbuf_addc(sb, '}');
	}
	json_number(sb, "handshakes", t->handshakes);
	if (t->handshakes) {
		json_decimal(sb, "handshake_p50_ms", total_handshake_us(t, 500), 3);
		json_decimal(sb, "handshake_p99_ms", total_handshake_us(t, 990), 3);
		json_decimal(sb, "handshake_max_ms", t->handshake_max_us, 3);
	}
	if (!out->lacks_resets) {
		json_number(sb, "resets_sent", t->resets_sent);
		json_number(sb, "resets_received", t->resets_received);
		json_number(sb, "retransmits", t->retransmits);
	}
	if (!out->lacks_bpf || t->lost)
		json_number(sb, "lost", t->lost);
	strbuf_adds(sb, "}\n");
}

const struct out_events_ops out_events_json = {
	.begin = json_begin,
	.event = json_event,
	.total = json_total,
};
