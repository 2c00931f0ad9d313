/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of the diagnosis of --doctor: as text or as a JSON object. */
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
	/* The findings, complete after doctor_judge. */
	const struct doctor *doctor;
	const struct owner_index *holders;
	const struct thresholds *thresholds;
	const struct query_gaps *gaps;
	const struct identity *identity; /* for JSON; NULL: not known */
	/* CLOCK_REALTIME in nanoseconds when the sockets were read; 0: not known. */
	uint64_t time_ns;
	/* time between the two readings of the counters; 0: they were not read */
	uint64_t interval_ns;
	/* The protocols whose sockets were examined, a mask of PAIR_BIT. */
	uint32_t pairs;
	/* No socket matches the selection. */
	bool is_empty;
	/* Something could not be read, so that findings may be missing. */
	bool is_partial;
};

void doctor_put_text(struct strbuf *sb, const struct doctor_report *report);
void doctor_put_json(struct strbuf *sb, const struct doctor_report *report);

#endif
