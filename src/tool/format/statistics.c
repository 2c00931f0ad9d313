/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "statistics.h"

#include <errno.h>
#include <string.h>

#include "cell.h"
#include "kernel/snmp.h"
#include "model/proto.h"
#include "statistics_words.h"
#include "text/strbuf.h"
#include "util/cleanup.h"
#include "util/parse.h"

enum { INDENT = 4, INDENT_HISTOGRAM = 8 };

static const struct {
	const char *path;
	snmp_parse_fn parse;
	/* is_in_v4: whether the counters of the file are shown in the statistics of IPv4;
	 * is_in_v6: whether they are shown in the statistics of IPv6. */
	bool is_in_v4, is_in_v6;
} files[] = {
	[STATISTICS_SNMP6] = { "net/snmp6", snmp_parse_list, false, true },
	[STATISTICS_SNMP] = { "net/snmp", snmp_parse_pairs, true, true },
	[STATISTICS_NETSTAT] = { "net/netstat", snmp_parse_pairs, true, false },
};
_Static_assert(ARRAY_SIZE(files) == STATISTICS_FILE_MAX_, "a file lacks its row");

/* The state of the program while it prints the counters of a file. */
struct printing {
	struct strbuf *sb;
	const struct statistics_spec *spec;
	enum statistics_file file;
	/* The group of the counter that was printed last: its name is the group_len bytes
	 * at `group`. */
	const char *group;
	size_t group_len;
	/* Whether the counters of the current group are shown. */
	bool is_shown;
	/* The number of blanks before each counter. */
	size_t indent;
};

const char *statistics_path(const struct statistics_spec *spec, enum statistics_file file)
{
	return (spec->is_v6 ? files[file].is_in_v6 : files[file].is_in_v4)
		       ? files[file].path
		       : NULL;
}

/* Returns the length of the name of the group of a counter in net/snmp6, such as "Ip6" of
 * "Ip6InReceives". */
static size_t group_in_name(const char *name, size_t n)
{
	const char *six = memchr(name, '6', n);

	return six ? (size_t)(six - name) + 1 : n;
}

/* Returns whether the counters of a group are shown. `protos` is the mask of the
 * protocols whose counters the group has. In the statistics of IPv6, only the group of
 * TCP is shown from net/snmp, because it counts both IP versions together. */
static bool is_group_shown(const struct printing *p, uint32_t protos)
{
	const uint32_t tcp = UINT32_C(1) << PROTO_TCP;

	if (p->spec->is_v6 && p->file == STATISTICS_SNMP && protos != tcp)
		return false;
	return !protos || !p->spec->protos || protos & p->spec->protos;
}

static void put_indent(const struct printing *p)
{
	strbuf_pad(p->sb, p->sb->len, p->indent);
}

/* Begins a group of counters, unless the previous counter belongs to this group, too. */
static void begin_group(struct printing *p, const char *group, size_t n, bool is_pair)
{
	/* In net/snmp and net/netstat, each pair of lines (names and values) is a group
	 * of its own, even if two pairs have one name. */
	const bool is_same = is_pair ? group == p->group
				     : p->group && n == p->group_len &&
					       memcmp(group, p->group, n) == 0;

	if (is_same)
		return;
	const uint32_t protos = statistics_protos(group, n);

	p->group = group;
	p->group_len = n;
	p->is_shown = is_group_shown(p, protos);
	if (!p->is_shown)
		return;
	/* A group that netstat does not know is indented like the previous counter. */
	if (protos)
		p->indent = INDENT;
	cell_bytes(p->sb, group, n, NULL);
	strbuf_adds(p->sb, ":\n");
}

/* Appends a line: the text `words` with the number `value` in place of the '#'. */
static void put_words(struct strbuf *sb, const char *words, uint64_t value)
{
	const char *number = strchr(words, '#');

	strbuf_addn(sb, words, (size_t)(number - words));
	strbuf_addu(sb, value);
	strbuf_addf(sb, "%s\n", number + 1);
}

/* Parses the number of a counter. As in netstat, a negative number becomes a large
 * number: 2^64 is added. Returns 0 or -errno. */
static int parse_value(const struct snmp_item *item, uint64_t *ret)
{
	const bool is_negative = item->value_len && *item->value == '-';
	uint64_t value = 0;

	int r = parse_uint_n(item->value + is_negative, item->value_len - is_negative, 10,
			     UINT64_MAX, &value);
	if (r < 0)
		return r;
	*ret = is_negative ? -value : value;
	return 0;
}

static void put_item(const struct snmp_item *item, void *arg)
{
	struct printing *p = arg;
	const bool is_pair = item->group_len > 0;
	const char *group = is_pair ? item->group : item->name;
	const size_t group_len =
		is_pair ? item->group_len : group_in_name(item->name, item->name_len);
	uint64_t value = 0;

	begin_group(p, group, group_len, is_pair);
	if (!p->is_shown || parse_value(item, &value) < 0)
		return;
	const struct statistics_words *words =
		statistics_find(group, group_len, item->name, item->name_len);

	if (words && words->title) {
		put_indent(p);
		strbuf_addf(p->sb, "%s\n", words->title);
		p->indent = INDENT_HISTOGRAM;
	}
	if (words && words->ends_histogram)
		p->indent = INDENT;
	if (words ? !words->words || !(value || words->is_always) : !value)
		return;
	put_indent(p);
	if (!words)
		cell_bytes(p->sb, item->name, item->name_len, NULL);
	put_words(p->sb, words ? words->words : ": #", value);
}

uint64_t statistics_put(struct strbuf *sb, const struct statistics_spec *spec,
			enum statistics_file file, const char *text, size_t n)
{
	struct printing printing = {
		.sb = sb, .spec = spec, .file = file, .indent = INDENT
	};

	return files[file].parse(text, n, put_item, &printing);
}
