/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A diagnosis, written: paragraphs, or a JSON object. */
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
	const struct doctor *doctor; /* that has judged */
	const struct owner_index *holders;
	const struct thresholds *thresholds;
	const struct query_gaps *gaps;
	const struct identity *identity; /* for objects; NULL: not known */
	uint64_t time_ns; /* CLOCK_REALTIME when sockets were read; 0: not known */
	uint64_t interval_ns; /* between the two readings of the counters */
	uint32_t pairs; /* mask of PAIR_BIT: what was looked at */
	bool is_empty; /* sockets were asked for, and there is none such */
	bool is_partial; /* something could not be looked at */
};

void doctor_put_text(struct strbuf *sb, const struct doctor_report *report);
void doctor_put_json(struct strbuf *sb, const struct doctor_report *report);

#endif
