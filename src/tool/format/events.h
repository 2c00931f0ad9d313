/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write events of sockets, as a table or as one JSON object per line. */
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
	/* The events do not come from BPF, so that it is unknown why connections fail and
	 * how many events were lost. */
	bool lacks_bpf;
	/* Resets and retransmissions are unknown; they are not shown as 0. */
	bool lacks_resets;
	/* The names of ports for the layout as a table; NULL: ports are shown as
	 * numbers. */
	struct cache *services;
	/* The identities of host, boot and network namespace, which only JSON shows;
	 * NULL: unknown. */
	const struct identity *identity;
	/* The time of CLOCK_MONOTONIC in nanoseconds when the listing of events began. */
	uint64_t start_ns;
	/* The time of CLOCK_REALTIME in nanoseconds when CLOCK_MONOTONIC was 0. */
	uint64_t epoch_ns;
};

/* The functions of a layout for events. Each function appends whole lines to sb. */
struct out_events_ops {
	void (*begin)(struct strbuf *sb, const struct out_events *out);
	void (*event)(struct strbuf *sb, const struct out_events *out,
		      const struct event *e);
	void (*total)(struct strbuf *sb, const struct out_events *out,
		      const struct total *t);
};

extern const struct out_events_ops out_events_text, out_events_json;

#endif
