/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <stdlib.h>
#include <time.h>

#include "events/event.h"
#include "events/total.h"
#include "format/events.h"
#include "unit.h"

/* The time 2026-11-23 12:00:00.123456 UTC. */
#define MOMENT UINT64_C(1795435200123456000)

static struct event event_of(enum event_kind kind)
{
	const uint8_t local[] = { 127, 0, 0, 1 };
	const uint8_t peer[] = { 192, 0, 2, 1 };
	struct event e = {
		.kind = kind,
		.ns = 1000,
		.sock = { .has = SOCK_HAS_INET | SOCK_HAS_COOKIE,
			  .ip = IP_V4,
			  .state = STATE_ESTABLISHED,
			  .local_port = 40000,
			  .peer_port = 80,
			  .cookie = 0xab },
		.old_state = STATE_SYN_SENT,
		.side = SIDE_CLIENT,
		.owner = { .pid = 12, .comm = "a b" },
	};

	e.sock.local = addr_make(AF_INET, local);
	e.sock.peer = addr_make(AF_INET, peer);
	return e;
}

static const struct out_events out = { .header = true,
				       .source = "bpf",
				       .epoch_ns = MOMENT - 1000 };

static void rows_of_text(void **state)
{
	static const struct {
		/* The event, which differs from the default in these members. */
		struct event e;
		const char *what;
	} cases[] = {
		{ { .kind = EVENT_BIRTH }, "client" },
		{ { .kind = EVENT_ESTABLISHED }, "client" },
		{ { .kind = EVENT_ESTABLISHED,
		    .has = EVENT_HAS_HANDSHAKE,
		    .handshake_us = 100023 },
		  "client, 100.023 ms" },
		{ { .kind = EVENT_STATE }, "SYN_SENT > ESTABLISHED" },
		{ { .kind = EVENT_CLOSE }, "-" },
		{ { .kind = EVENT_CLOSE,
		    .has = EVENT_HAS_LIFETIME | EVENT_HAS_BYTES | EVENT_HAS_REASON,
		    .lifetime_us = 1002500,
		    .sent = 3,
		    .received = 4,
		    .reason = REASON_RESET },
		  "1.002 s, 3 sent, 4 received, reset" },
		{ { .kind = EVENT_FAILED,
		    .has = EVENT_HAS_LIFETIME,
		    .lifetime_us = 27,
		    .reason = REASON_TIMEOUT },
		  "timeout after 0.027 ms" },
		{ { .kind = EVENT_FAILED,
		    .has = EVENT_HAS_LIFETIME,
		    .lifetime_us = 27,
		    .reason = REASON_RESET },
		  "refused by a reset after 0.027 ms" },
		{ { .kind = EVENT_FAILED, .reason = REASON_ICMP_REFUSED },
		  "refused by ICMP" },
		{ { .kind = EVENT_FAILED, .reason = REASON_OTHER, .error = EACCES },
		  "error: Permission denied" },
		{ { .kind = EVENT_RESET, .is_sent = true }, "sent in ESTABLISHED" },
		{ { .kind = EVENT_RESET }, "received in ESTABLISHED" },
		{ { .kind = EVENT_RETRANSMIT,
		    .has = EVENT_HAS_RETRANSMITS,
		    .retransmits = 2 },
		  "in ESTABLISHED, 2 so far" },
		{ { .kind = EVENT_RETRANSMIT }, "in ESTABLISHED" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct event e = event_of(cases[i].e.kind);
		struct strbuf sb = { 0 };
		char want[256];

		e.has = cases[i].e.has;
		e.handshake_us = cases[i].e.handshake_us;
		e.lifetime_us = cases[i].e.lifetime_us;
		e.sent = cases[i].e.sent;
		e.received = cases[i].e.received;
		e.reason = cases[i].e.reason;
		e.error = cases[i].e.error;
		e.is_sent = cases[i].e.is_sent;
		e.retransmits = cases[i].e.retransmits;
		out_events_text.event(&sb, &out, &e);
		snprintf(want, sizeof(want),
			 "12:00:00.123 %-11s %-5s %-22s %-22s %-38s %s\n",
			 event_kind_name(e.kind), "tcp", "127.0.0.1:40000",
			 "192.0.2.1:80", cases[i].what, "12/a\\x20b");
		assert_row_text(cases[i].what, &sb, want);
		strbuf_release(&sb);
	}
}

static void one_object_per_line(void **state)
{
	struct event e = event_of(EVENT_ESTABLISHED);
	struct strbuf sb = { 0 };

	(void)state;
	e.has = EVENT_HAS_HANDSHAKE;
	e.handshake_us = 100023;
	memcpy(e.owner.comm, "\"\n\x1b\xff", sizeof("\"\n\x1b\xff"));
	out_events_json.begin(&sb, &out);
	out_events_json.event(&sb, &out, &e);
	assert_text(
		&sb,
		"{\"event\":\"start\",\"schema\":2,\"time\":\"2026-11-23T12:00:00."
		"123455Z\",\"source\":\"bpf\"}\n"
		"{\"time\":\"2026-11-23T12:00:00.123456Z\",\"event\":\"established\","
		"\"proto\":\"tcp\",\"family\":\"inet\",\"local_address\":\"127.0.0.1\","
		"\"local_port\":40000,\"peer_address\":\"192.0.2.1\",\"peer_port\":80,"
		"\"cookie\":\"00000000000000ab\",\"state\":\"ESTABLISHED\","
		"\"old_state\":\"SYN_SENT\",\"side\":\"client\","
		"\"handshake_ms\":100.023,\"owner\":{\"pid\":12,"
		"\"command\":\"\\\"\\u000a\\u001b\xef\xbf\xbd\",\"command_hex\":"
		"\"220a1bff\",\"others\":0,"
		"\"is_listener\":false}}\n");

	/* Unknown values are left out; a state of a later kernel is printed as its
	 * number. */
	sb.len = 0;
	e = event_of(EVENT_RESET);
	e.owner = (struct event_owner){ 0 };
	e.sock.has = SOCK_HAS_INET;
	e.sock.local_port = 0;
	e.sock.state = 99;
	e.old_state = 0;
	e.side = SIDE_UNKNOWN;
	out_events_json.event(&sb, &out, &e);
	assert_text(
		&sb,
		"{\"time\":\"2026-11-23T12:00:00.123456Z\",\"event\":\"reset\","
		"\"proto\":\"tcp\",\"family\":\"inet\",\"local_address\":\"127.0.0.1\","
		"\"peer_address\":\"192.0.2.1\",\"peer_port\":80,\"state\":\"99\","
		"\"direction\":\"received\"}\n");
	strbuf_release(&sb);
}

static void totals(void **state)
{
	struct total *t = calloc(1, sizeof(*t));
	struct event e = event_of(EVENT_ESTABLISHED);
	struct strbuf sb = { 0 };

	(void)state;
	assert_non_null(t);
	e.has = EVENT_HAS_HANDSHAKE;
	e.handshake_us = 100;
	total_add(t, &e);
	e = event_of(EVENT_FAILED);
	e.reason = REASON_RESET;
	total_add(t, &e);
	e.reason = REASON_TIMEOUT;
	total_add(t, &e);
	t->lost = 1;
	out_events_text.total(&sb, &out, t);
	assert_text(
		&sb,
		"total: 1 connection (1 as client, 0 as server), 0 closed, "
		"2 failed (1 refused by a reset, 1 timeout)\n"
		"total: handshake p50 0.100 ms, p99 0.100 ms, max 0.100 ms\n"
		"total: 0 resets sent, 0 received, 0 retransmissions, 1 event lost\n");
	/* Values that could not be measured are not printed as zero. */
	const struct out_events blind = { .lacks_bpf = true, .lacks_resets = true };
	const struct out_events half = { .lacks_resets = true };

	t->lost = 0;
	sb.len = 0;
	out_events_text.total(&sb, &blind, t);
	assert_non_null(memmem(sb.s, sb.len, " closed, 2 failed (", 19));
	assert_non_null(memmem(sb.s, sb.len,
			       "total: - resets sent, - received, "
			       "- retransmissions, - events lost\n",
			       sizeof("total: - resets sent, - received, "
				      "- retransmissions, - events lost\n") -
				       1));
	sb.len = 0;
	out_events_json.total(&sb, &half, t);
	assert_non_null(memmem(sb.s, sb.len, "\"failed_by_reason\"", 18));
	assert_non_null(memmem(sb.s, sb.len, "\"lost\":0", 8));
	assert_null(memmem(sb.s, sb.len, "\"retransmits\"", 13));
	sb.len = 0;
	out_events_json.total(&sb, &blind, t);
	assert_null(memmem(sb.s, sb.len, "\"failed_by_reason\"", 18));
	assert_null(memmem(sb.s, sb.len, "\"lost\"", 6));
	assert_null(memmem(sb.s, sb.len, "\"resets_sent\"", 13));
	assert_non_null(memmem(sb.s, sb.len, "\"failed\":2", 10));
	/* without BPF no failure is reported, whether there are any or not */
	memset(t->failed, 0, sizeof(t->failed));
	sb.len = 0;
	out_events_text.total(&sb, &blind, t);
	assert_non_null(memmem(sb.s, sb.len, " closed, failures not visible\n", 30));
	sb.len = 0;
	out_events_json.total(&sb, &blind, t);
	assert_null(memmem(sb.s, sb.len, "\"failed\"", 8));
	sb.len = 0;
	out_events_text.total(&sb, &out, t);
	assert_non_null(memmem(sb.s, sb.len, " closed, 0 failed\n", 18));
	sb.len = 0;
	out_events_json.total(&sb, &out, t);
	assert_non_null(memmem(sb.s, sb.len, "\"failed\":0", 10));
	strbuf_release(&sb);
	free(t);
}

static int in_utc(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_text),
		cmocka_unit_test(one_object_per_line),
		cmocka_unit_test(totals),
	};

	return cmocka_run_group_tests(tests, in_utc, NULL);
}
