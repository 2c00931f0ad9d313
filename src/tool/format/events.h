/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of events: as a table, or as one JSON object per line. */
#ifndef FORMAT_EVENTS_H
#define FORMAT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct identity;
struct services;
struct strbuf;
struct total;

struct out_events {
	bool header;
	const char *source; /* "bpf" and so on */
	/* Without BPF, why connections fail and how many events were lost is not known;
	 * resets and retransmissions may be unknown, too. They are then not shown as 0. */
	bool lacks_bpf, lacks_resets;
	/* for the table; NULL: numbers in place of names */
	struct services *services;
	const struct identity *identity; /* for JSON; NULL: not known */
	uint64_t start_ns; /* CLOCK_MONOTONIC */
	/* CLOCK_REALTIME when CLOCK_MONOTONIC was 0 */
	uint64_t epoch_ns;
};

/* Each function appends whole lines to sb. */
struct out_events_ops {
	void (*begin)(struct strbuf *sb, const struct out_events *out);
	void (*event)(struct strbuf *sb, const struct out_events *out,
		      const struct event *e);
	void (*total)(struct strbuf *sb, const struct out_events *out,
		      const struct total *t);
};

extern const struct out_events_ops out_events_text, out_events_json;

#endif
