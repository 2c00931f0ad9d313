/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write the report of --doctor, as text or as one JSON object. */
#ifndef FORMAT_DOCTOR_H
#define FORMAT_DOCTOR_H

#include <stdbool.h>
#include <stdint.h>

struct doctor;
struct doctor_sample;
struct owner_index;
struct identity;
struct query_gaps;
struct strbuf;
struct thresholds;

struct doctor_report {
	/* The findings of --doctor; doctor_judge must have completed them before the
	 * report is written. */
	const struct doctor *doctor;
	const struct owner_index *holders;
	const struct thresholds *thresholds;
	const struct query_gaps *gaps;
	/* The identities of the host, its boot and the network namespace, which only JSON
	 * shows; NULL: not known. */
	const struct identity *identity;
	/* The time of CLOCK_REALTIME when the sockets were read, in nanoseconds; 0: not
	 * known. */
	uint64_t time_ns;
	/* The time between the two readings of the kernel's counters, in nanoseconds; 0:
	 * the counters were not read. */
	uint64_t interval_ns;
	/* The pairs of protocol and IP version whose sockets were examined: a mask of
	 * PAIR_BIT. */
	uint32_t pairs;
	/* Whether no socket matches the filter and the other selections of the user. */
	bool is_empty;
	/* Whether some data could not be read, and findings may therefore be missing. */
	bool is_partial;
};

void doctor_put_text(struct strbuf *sb, const struct doctor_report *report);
void doctor_put_json(struct strbuf *sb, const struct doctor_report *report);

#endif
