/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How events are written: as a table, or as one JSON object a line. */
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
	const char *source; /* of the events */
	/* What is not seen is not counted as none: resets and retransmissions, why connections fail
	 * and how many events there were. */
	bool lacks_bpf, lacks_resets;
	struct services
		*services; /* NULL: numbers in place of names; objects have those alone */
	const struct identity *identity; /* for objects; NULL: not known */
	uint64_t start_ns; /* CLOCK_MONOTONIC */
	uint64_t epoch_ns; /* CLOCK_REALTIME when CLOCK_MONOTONIC was 0 */
};

/* All of them append to sb, whole lines. */
struct out_events_ops {
	void (*begin)(struct strbuf *sb, const struct out_events *out);
	void (*event)(struct strbuf *sb, const struct out_events *out,
		      const struct event *e);
	void (*total)(struct strbuf *sb, const struct out_events *out,
		      const struct total *t);
};

extern const struct out_events_ops out_events_text, out_events_json;

#endif
