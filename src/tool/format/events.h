/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write the events of --events, as a table or as one JSON object per
 * line. */
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
	/* The name of the source of the events, such as "bpf", as the output shows it. */
	const char *source;
	/* Whether the events do not come from BPF; the causes of failed connections and
	 * the number of lost events are then not known. */
	bool lacks_bpf;
	/* Whether the source of the events does not report resets and retransmissions;
	 * their numbers are then shown as unknown, not as 0. */
	bool lacks_resets;
	/* The cache for the names of ports, which only the table of events shows; NULL:
	 * ports are shown as numbers. */
	struct cache *services;
	/* The identities of the host, its boot and the network namespace, which only JSON
	 * shows; NULL: not known. */
	const struct identity *identity;
	/* The time of CLOCK_MONOTONIC when --events began to wait for events, in
	 * nanoseconds. */
	uint64_t start_ns;
	/* The time of CLOCK_REALTIME at the moment when CLOCK_MONOTONIC was 0, in
	 * nanoseconds. */
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
