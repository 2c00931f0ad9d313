/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat.h"

#include "netstat_columns.h"
#include "query/query.h"

static const char *const titles[WHICH_MAX_] = {
	[WHICH_CONNECTED] = "(w/o servers)",
	[WHICH_LISTENING] = "(only servers)",
	[WHICH_ALL] = "(servers and established)",
};

static uint32_t pairs_of(const struct netstat_section *section)
{
	uint32_t pairs = 0;

	for (enum proto proto = section->first; proto <= section->last; proto++)
		pairs |= proto_pairs(proto);
	return pairs;
}

/* Appends title and header of a section, once per listing. */
static void put_section(struct out *out, size_t i)
{
	const struct netstat_section *section = &netstat_sections[i];
	struct strbuf *sb = &out->buffer.text;

	if (out->sections & UINT32_C(1) << i)
		return;
	out->sections |= UINT32_C(1) << i;
	out->columns[i] = columns_shown(section->columns, section->count, &out->spec);
	if (!out->spec.header)
		return;

	strbuf_adds(sb, "Active ");
	strbuf_adds(sb, section->what);
	strbuf_addc(sb, ' ');
	strbuf_adds(sb, titles[out->spec.which]);
	strbuf_addc(sb, '\n');
	columns_put(sb, section->columns, out->columns[i], NULL);
	strbuf_addc(sb, '\n');
}

/* Appends the titles of empty sections before section i. The two sections of the real
 * netstat have a title if they were asked for, the others if this kernel can list such
 * sockets. With a filter, empty sections have no title. */
static void put_sections_before(struct out *out, size_t i)
{
	const uint32_t absent = out->gaps ? out->gaps->absent : 0;

	for (size_t k = 0; !out->spec.is_selective && k < i; k++) {
		const struct netstat_section *section = &netstat_sections[k];
		const uint32_t unlisted = section->is_netstats ? 0 : absent;

		if (out->spec.pairs & ~unlisted & pairs_of(section))
			put_section(out, k);
	}
}

static size_t section_of(enum proto proto)
{
	size_t i = 0;

	while (i + 1 < netstat_sections_count && netstat_sections[i].last < proto)
		i++;
	return i;
}

static void netstat_begin(struct out *out)
{
	out->sections = 0;
	put_sections_before(out, 1);
}

static void netstat_row(struct out *out, const struct sock *s,
			const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	const size_t at = section_of(s->proto);
	struct strbuf *sb = &out->buffer.text;

	if (!(out->sections & UINT32_C(1) << at)) {
		put_sections_before(out, at);
		put_section(out, at);
	}
	columns_put(sb, netstat_sections[at].columns, out->columns[at], &row);
	strbuf_addc(sb, '\n');
}

/* Only the missing families matter here; other gaps are reported on stderr. */
static void netstat_end(struct out *out, const struct query_gaps *gaps)
{
	out->gaps = gaps;
	put_sections_before(out, netstat_sections_count);
}

const struct out_ops out_netstat = {
	.name = "netstat",
	.has_reasons = true,
	.wants = { .refcnt = true, .links = true },
	.begin = netstat_begin,
	.row = netstat_row,
	.end = netstat_end,
};
