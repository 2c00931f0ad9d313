/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the text of --help: the options of each group of options, with as many options on
 * a line as fit. */
#include <getopt.h>

#include "dialect.h"
#include "options.h"
#include "parse_state.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

enum { WIDTH = 79, MARGIN = 11 };

static const char *const titles[GROUP_MAX_] = {
	[GROUP_WHICH] = "sockets",       [GROUP_PROTOCOLS] = "protocols",
	[GROUP_PROCESSES] = "held by",   [GROUP_COLUMNS] = "columns",
	[GROUP_NAMES] = "names",         [GROUP_LAYOUT] = "layout",
	[GROUP_DIAGNOSIS] = "diagnosis", [GROUP_OTHER] = "other",
};

/* Appends an option as the text of --help shows options: "-f --family=FAMILY (GLOSS)". */
static void put_option(const struct dialect_option *o, struct strbuf *sb)
{
	const struct option_desc *desc = o->desc;

	if (o->letter) {
		strbuf_addc(sb, '-');
		strbuf_add_ascii(sb, o->letter);
		strbuf_addc(sb, ' ');
	}
	strbuf_adds(sb, "--");
	strbuf_adds(sb, desc->name);
	if (desc->arg) {
		const bool is_optional = desc->has_arg & optional_argument;

		strbuf_adds(sb, is_optional ? "[=" : "=");
		strbuf_adds(sb, desc->arg);
		strbuf_adds(sb, is_optional ? "]" : "");
	}
	if (desc->gloss) {
		strbuf_adds(sb, " (");
		strbuf_adds(sb, desc->gloss);
		strbuf_addc(sb, ')');
	}
}

static void put_group(const struct dialect *dialect, enum option_group group,
		      struct strbuf *sb)
{
	struct strbuf cell = { 0 };
	struct dialect_option o;
	size_t column = WIDTH;
	bool is_first = true;

	for (size_t i = 0; dialect_option(dialect, i, &o); i++) {
		if (o.desc->group != group)
			continue;
		cell.len = 0;
		put_option(&o, &cell);
		if (is_first || column + 2 + cell.len > WIDTH) {
			const size_t start = sb->len + !is_first;

			strbuf_adds(sb, is_first ? titles[group] : "\n");
			strbuf_pad(sb, start, MARGIN);
			column = MARGIN;
		} else {
			strbuf_adds(sb, "  ");
			column += 2;
		}
		is_first = false;
		strbuf_append(sb, &cell, 0, cell.len);
		column += cell.len;
	}
	if (!is_first)
		strbuf_addc(sb, '\n');
	strbuf_release(&cell);
}

void options_help(const struct dialect *dialect, struct strbuf *sb)
{
	if (dialect->examples) {
		strbuf_adds(sb, dialect->examples);
		strbuf_addc(sb, '\n');
	}
	strbuf_adds(sb, "usage: ");
	strbuf_adds(sb, dialect->name);
	strbuf_adds(sb, " [OPTION]...");
	strbuf_adds(sb, dialect->operands);
	strbuf_adds(sb, "\nLists sockets, their states and the processes that hold them"
			"; see sockstat(8).\n");
	for (enum option_group group = 0; group < GROUP_MAX_; group++)
		put_group(dialect, group, sb);
	strbuf_adds(sb, "exit: 0 listed, 1 ");
	strbuf_adds(sb, dialect->empty);
	if (dialect->statuses.wrong)
		strbuf_addf(sb, ", %u usage\n", (unsigned int)dialect->statuses.wrong);
	else
		strbuf_adds(sb, ", 2 usage, 3 incomplete\n");
}
