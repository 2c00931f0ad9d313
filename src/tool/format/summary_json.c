/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "json_parts.h"
#include "model/counters.h"
#include "model/tally.h"
#include "query/query.h"
#include "summary.h"
#include "text/strbuf.h"

static void summary_json_states(struct strbuf *sb, const struct tally *t,
				unsigned int pair)
{
	json_open(sb, "states", "{");
	for (unsigned int state = 0; state < TALLY_STATES; state++) {
		const uint64_t count = t->of_state[pair][state];
		const char *name = count ? summary_state(pair, state) : NULL;

		if (!count)
			continue;
		json_key(sb, name);
		if (!name)
			strbuf_addf(sb, "\"%u\":", state);
		strbuf_addu(sb, count);
	}
	strbuf_addc(sb, '}');
}

static void summary_json_pairs(struct out *out, const struct tally *t, uint32_t absent)
{
	struct strbuf *sb = &out->buffer.text;

	json_open(sb, "counts", "[");
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const struct proto_desc *desc = proto_desc(pair / IP_MAX_);
		const char *family = pair % IP_MAX_ == IP_V4 ? "inet" : "inet6";

		if (!t->of_pair[pair] &&
		    !(out->spec.query.pairs & ~absent & UINT32_C(1) << pair))
			continue;
		json_open(sb, NULL, "{");
		json_string(sb, "proto", desc->name);
		json_string(sb, "family", desc->family ? desc->family : family);
		json_number(sb, "total", t->of_pair[pair]);
		summary_json_states(sb, t, pair);
		strbuf_addc(sb, '}');
	}
	strbuf_addc(sb, ']');
}

static void summary_json_counter(struct out *out, enum counter which)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;
	const struct counter_desc *desc = counter_desc(which);
	const uint32_t both = desc->pairs & (desc->pairs - 1);
	const unsigned int pair = (unsigned int)__builtin_ctz(desc->pairs);
	uint64_t rate = 0;

	if (!spec->counters->has[which] || !(desc->pairs & spec->query.pairs))
		return;
	json_open(sb, NULL, "{");
	json_string(sb, "id", desc->id);
	json_string(sb, "proto", proto_desc(pair / IP_MAX_)->name);
	json_string(sb, "family",
		    both                      ? NULL
		    : pair % IP_MAX_ == IP_V4 ? "inet"
					      : "inet6");
	json_string(sb, "what", desc->what);
	json_open(sb, "kernel", "\"");
	summary_kernel_name(sb, desc);
	strbuf_addc(sb, '"');
	json_string(sb, "kind", desc->kind == COUNTER_LEVEL ? "level" : "total");
	json_bool(sb, "of_machine", desc->is_machines);
	json_number(sb, "value", spec->counters->value[which]);
	if (spec->since && counters_rate(spec->since, which, &rate))
		json_decimal(sb, "per_second", rate, 3);
	strbuf_addc(sb, '}');
}

/* Appends the share of segments that were sent again, if it is known. */
static void summary_json_share(struct strbuf *sb, const char *key,
			       const struct counters *c)
{
	uint64_t millionths = 0;

	if (c && counters_resent(c, &millionths))
		json_decimal(sb, key, millionths, 6);
}

static void summary_json_counters(struct out *out)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;

	json_open(sb, "counters", "[");
	for (enum counter i = 0; i < COUNTER_MAX_; i++)
		summary_json_counter(out, i);
	strbuf_addc(sb, ']');
	if (!(counter_desc(COUNTER_RETRANS_SEGS)->pairs & spec->query.pairs))
		return;
	summary_json_share(sb, "resent_share", spec->counters);
	summary_json_share(sb, "resent_share_since", spec->since);
}

static void end(struct out *out, const struct query_gaps *gaps)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;
	const struct tally *t = out->own;

	if (!t)
		return;
	strbuf_addc(sb, '{');
	json_head(sb, spec->identity, spec->time_ns);
	json_number(sb, "total", t->total);
	summary_json_pairs(out, t, gaps->absent);
	if (spec->counters)
		summary_json_counters(out);
	if (spec->since)
		json_decimal(sb, "seconds", spec->since->at_ns / 1000000, 3);
	json_gaps(sb, gaps);
	strbuf_adds(sb, "}\n");
}

const struct out_ops out_summary_json = {
	.name = "summary-json",
	.wants = { .counters = true, .identity = true },
	.begin = summary_begin,
	.row = summary_row,
	.end = end,
	.release = free,
};
