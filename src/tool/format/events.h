/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of events: as a table, or as one JSON object per line. */
#ifndef FORMAT_EVENTS_H
#define FORMAT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct identity;
struct cache;
struct strbuf;
struct total;

struct out_events {
	bool header;
	/* The name of the source of events, "bpf" for example. */
	const char *source;
	/* Without BPF it is not known why connections fail and how many events were
	 * lost. */
	bool lacks_bpf;
	/* Resets and retransmissions are unknown, and are not shown as 0. */
	bool lacks_resets;
	/* Names of ports for the table. NULL: ports are shown as numbers. */
	struct cache *services;
	const struct identity *identity; /* for JSON; NULL: not known */
	/* CLOCK_MONOTONIC when the listing of events began. */
	uint64_t start_ns;
	/* CLOCK_REALTIME when CLOCK_MONOTONIC was 0. */
	uint64_t epoch_ns;
};

/* The functions of a layout for events. Each appends whole lines to sb. */
struct out_events_ops {
	void (*begin)(struct strbuf *sb, const struct out_events *out);
	void (*event)(struct strbuf *sb, const struct out_events *out,
		      const struct event *e);
	void (*total)(struct strbuf *sb, const struct out_events *out,
		      const struct total *t);
};

extern const struct out_events_ops out_events_text, out_events_json;

#endif
