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

/* Title and header, once a listing. */
static void put_section(struct out *out, size_t i)
{
	const struct netstat_section *section = &netstat_sections[i];
	struct strbuf *sb = &out->page.text;

	if (out->sections & UINT32_C(1) << i)
		return;
	out->sections |= UINT32_C(1) << i;
	if (!out->spec.header)
		return;

	strbuf_adds(sb, "Active ");
	strbuf_adds(sb, section->what);
	strbuf_addc(sb, ' ');
	strbuf_adds(sb, titles[out->spec.which]);
	strbuf_addc(sb, '\n');
	bool is_first = true;
	for (size_t k = 0; k < section->count; k++) {
		if (!section->columns[k].is_shown(&out->spec))
			continue;
		if (!is_first)
			strbuf_addc(sb, ' ');
		is_first = false;
		strbuf_adds(sb, section->columns[k].header);
	}
	strbuf_addc(sb, '\n');
}

/* Those of netstat's own two sections that were asked for and stand before section i. */
static void put_sections_before(struct out *out, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (netstat_sections[k].is_netstats &&
		    out->spec.pairs & pairs_of(&netstat_sections[k]))
			put_section(out, k);
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
			const struct holders *holders)
{
	const struct netstat_row row = { out, s, holders };
	const size_t at = section_of(s->proto);
	const struct netstat_section *section = &netstat_sections[at];
	struct strbuf *sb = &out->page.text;
	bool is_first = true;

	put_sections_before(out, at);
	put_section(out, at);
	for (size_t i = 0; i < section->count; i++) {
		if (!section->columns[i].is_shown(&out->spec))
			continue;
		if (!is_first)
			strbuf_addc(sb, ' ');
		is_first = false;
		const size_t start = sb->len;
		section->columns[i].put(&row);
		strbuf_pad(sb, start, section->columns[i].width);
	}
	strbuf_addc(sb, '\n');
}

/* What is empty has its title all the same, unless this kernel cannot list it. Other gaps of a
 * text listing are told on stderr. */
static void netstat_end(struct out *out, const struct query_gaps *gaps)
{
	put_sections_before(out, netstat_sections_count);
	for (size_t i = 0; i < netstat_sections_count; i++)
		if (out->spec.pairs & ~gaps->absent & pairs_of(&netstat_sections[i]))
			put_section(out, i);
}

const struct out_ops out_netstat = {
	.name = "netstat",
	.wants = { .refcnt = true, .links = true },
	.begin = netstat_begin,
	.row = netstat_row,
	.end = netstat_end,
};
