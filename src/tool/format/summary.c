/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "model/counters.h"
#include "model/tally.h"
#include "query/query.h"

/* The widths in bytes of the columns for value, rate and protocol, and the number of
 * decimal places of a rate. Values and rates are right-aligned. */
enum { WIDTH_VALUE = 12, WIDTH_RATE = 12, WIDTH_PROTO = 7, RATE_PLACES = 2 };

void summary_begin(struct out *out)
{
	if (out->own)
		memset(out->own, 0, sizeof(struct tally));
	else
		out->own = calloc(1, sizeof(struct tally));
	if (!out->own)
		out->buffer.text.error = -ENOMEM;
}

void summary_row(struct out *out, const struct sock *s, const struct owner_index *holders)
{
	(void)holders;
	if (out->own)
		tally_add(out->own, s);
}

const char *summary_state(unsigned int pair, unsigned int state)
{
	const enum proto proto = pair / IP_MAX_;

	return state == STATE_CLOSE ? proto_desc(proto)->closed
				    : proto_state_name(proto, state);
}

void summary_kernel_name(struct strbuf *sb, const struct counter_desc *desc)
{
	strbuf_adds(sb, desc->group);
	if (desc->file == COUNTER_FILE_SOCKSTAT)
		strbuf_addc(sb, ':');
	strbuf_adds(sb, desc->name);
}

static void summary_put_proto(struct strbuf *sb, const char *proto)
{
	const size_t start = sb->len;

	strbuf_adds(sb, proto);
	strbuf_pad(sb, start, WIDTH_PROTO);
	strbuf_addc(sb, ' ');
}

/* Appends the first three cells of a line: value, rate and protocol; the caller
 * appends the last cell. rate is in thousandths per second (NULL: "-" is appended as
 * the rate). */
static void summary_put_cells(struct strbuf *sb, uint64_t value, const uint64_t *rate,
			      const char *proto)
{
	strbuf_addu_right(sb, value, WIDTH_VALUE);
	strbuf_addc(sb, ' ');
	if (rate)
		/* The rate is rounded from thousandths to hundredths per second. */
		strbuf_addu_point(sb, *rate / 10 + (*rate % 10 >= 5), RATE_PLACES,
				  WIDTH_RATE);
	else
		strbuf_pad(sb, sb->len, WIDTH_RATE - 1);
	strbuf_adds(sb, rate ? " " : "- ");
	summary_put_proto(sb, proto);
}

static void summary_put_header(struct out *out, const char *title)
{
	if (out->spec.header)
		strbuf_addf(&out->buffer.text,
			    "%s\n       Value     Per sec. Proto   What\n", title);
}

static void summary_put_pair(struct strbuf *sb, const struct tally *t, unsigned int pair)
{
	summary_put_cells(sb, t->of_pair[pair], NULL, pair_label(pair));
	strbuf_adds(sb, "total\n");
	for (unsigned int state = 0; state < TALLY_STATES; state++) {
		const uint64_t count = t->of_state[pair][state];

		if (!count)
			continue;
		summary_put_cells(sb, count, NULL, pair_label(pair));
		cell_word(sb, summary_state(pair, state), state);
		strbuf_addc(sb, '\n');
	}
}

/* Appends the numbers of sockets by protocol, IP version and state. A pair of protocol
 * and IP version without sockets is shown only if the command line names the pair and the
 * kernel can list such sockets; `absent` is the mask of the pairs that the kernel cannot
 * list. */
static void summary_put_tally(struct out *out, const struct tally *t, uint32_t absent)
{
	struct strbuf *sb = &out->buffer.text;

	summary_put_header(out, "Sockets");
	summary_put_cells(sb, t->total, NULL, "all");
	strbuf_adds(sb, "total\n");
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const uint32_t bit = UINT32_C(1) << pair;

		if (t->of_pair[pair] || out->spec.named & ~absent & bit)
			summary_put_pair(sb, t, pair);
	}
}

/* Returns the word for the protocol that a counter is about. If the counter counts IPv4
 * and IPv6 together, returns the word for IPv4. */
static const char *counter_label(const struct counter_desc *desc)
{
	return pair_label((unsigned int)__builtin_ctz(desc->pairs));
}

static void summary_put_counter(struct out *out, enum counter which)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;
	const struct counter_desc *desc = counter_desc(which);
	uint64_t rate = 0;
	const bool has_rate = spec->since && counters_rate(spec->since, which, &rate);

	if (!spec->counters->has[which] || !(desc->pairs & spec->query.pairs) ||
	    (desc->is_detail && !spec->counters->value[which]))
		return;
	summary_put_cells(sb, spec->counters->value[which], has_rate ? &rate : NULL,
			  counter_label(desc));
	strbuf_addf(sb, "%s [", desc->what);
	summary_kernel_name(sb, desc);
	strbuf_adds(sb, "]\n");
}

/* Appends the percentage of TCP segments that were sent again, right-aligned in `width`
 * columns; "-" if the percentage is not known. */
static void summary_put_share(struct strbuf *sb, const struct counters *c, size_t width)
{
	uint64_t millionths = 0;

	if (c && counters_resent(c, &millionths)) {
		strbuf_addu_point(sb, millionths / 10, 3, width - 1);
		strbuf_addc(sb, '%');
	} else {
		strbuf_pad(sb, sb->len, width - 1);
		strbuf_addc(sb, '-');
	}
	strbuf_addc(sb, ' ');
}

static void summary_put_resent(struct out *out)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;
	const struct counter_desc *desc = counter_desc(COUNTER_RETRANS_SEGS);
	uint64_t millionths = 0;

	if (!(desc->pairs & spec->query.pairs) ||
	    !counters_resent(spec->counters, &millionths))
		return;
	summary_put_share(sb, spec->counters, WIDTH_VALUE);
	summary_put_share(sb, spec->since, WIDTH_RATE);
	summary_put_proto(sb, counter_label(desc));
	strbuf_adds(sb, "of all segments sent were sent again "
			"[TcpRetransSegs/(TcpOutSegs+TcpRetransSegs)]\n");
}

static void end(struct out *out, const struct query_gaps *gaps)
{
	if (out->own)
		summary_put_tally(out, out->own, gaps->absent);
	if (!out->own || !out->spec.counters)
		return;
	summary_put_header(
		out, "Counters of this network namespace (tcp: IPv4 and IPv6 together)");
	for (enum counter i = 0; i < COUNTER_MAX_; i++) {
		summary_put_counter(out, i);
		if (i == COUNTER_RETRANS_SEGS)
			summary_put_resent(out);
	}
}

const struct out_ops out_summary = {
	.name = "summary",
	.wants = { .counters = true },
	.begin = summary_begin,
	.row = summary_row,
	.end = end,
	.release = free,
};
