/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the words for listings says something of events too. */
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "out/out.h"
#include "selection.h"

static const struct {
	const char *word;
	size_t field; /* of struct selection, a bool */
} no_columns[] = {
	{ "--listening", offsetof(struct selection, listening) },
	{ "--executable", offsetof(struct selection, options.query.wanted.executable) },
	{ "--peer", offsetof(struct selection, options.query.peers) },
	{ "--extend", offsetof(struct selection, options.extend) },
	{ "--timers", offsetof(struct selection, options.timers) },
	{ "--summary", offsetof(struct selection, is_summary) },
	{ "--memory", offsetof(struct selection, options.query.memory) },
	{ "--tcp-info", offsetof(struct selection, options.query.tcp_info) },
	{ "--continuous", offsetof(struct selection, options.continuous) },
};

static int refuse_word(struct selection *sel, const char *word, const char *why)
{
	char hint[80];

	snprintf(hint, sizeof(hint), ": %s", why);
	return selection_fail(sel, "--events does not go with", word, hint);
}

int selection_settle_events(struct selection *sel)
{
	struct options *o = &sel->options;
	uint32_t pairs = sel->word_pairs;

	if (o->command != COMMAND_EVENTS) {
		if ((o->command == COMMAND_LIST || o->command == COMMAND_DOCTOR) &&
		    (o->for_ms || o->count))
			return selection_fail(sel, "without --events there is no",
					      o->for_ms ? "--for" : "--count", "");
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_columns); i++)
		if (*(const bool *)((const char *)sel + no_columns[i].field))
			return refuse_word(sel, no_columns[i].word, "that is for lists");
	if (sel->protos & ~(UINT32_C(1) << PROTO_TCP) || pairs & ~proto_pairs(PROTO_TCP))
		return selection_fail(sel, "--events follows", "tcp",
				      " alone: leave the other protocols out");
	/* who a process belongs to cannot be told once it is no more */
	if (o->select.uids.len || o->select.not_uids.len)
		return refuse_word(sel, "--user", "a process may be gone by then");
	if (o->layout && o->layout != out_layouts[0] &&
	    strcmp(o->layout->name, "json") != 0)
		return refuse_word(sel, "--layout", "there is text, and --json");
	o->is_json = o->layout && strcmp(o->layout->name, "json") == 0;
	sel->protos |= UINT32_C(1) << PROTO_TCP;
	return 0;
}
