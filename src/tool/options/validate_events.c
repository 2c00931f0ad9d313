/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the words for listings says something of events too. */
#include <string.h>

#include "format/out.h"
#include "parse_state.h"

int parse_settle_events(struct parse_state *sel)
{
	struct options *o = &sel->options;
	uint32_t pairs = sel->word_pairs;

	if (o->command != COMMAND_EVENTS) {
		if ((o->command == COMMAND_LIST || o->command == COMMAND_DOCTOR) &&
		    (o->for_ms || o->count))
			return parse_fail(sel, "without --events there is no",
					  o->for_ms ? "--for" : "--count", "");
		return 0;
	}
	if (sel->protos & ~(UINT32_C(1) << PROTO_TCP) || pairs & ~proto_pairs(PROTO_TCP))
		return parse_fail(sel, "--events follows", "tcp",
				  " alone: leave the other protocols out");
	/* who a process belongs to cannot be told once it is no more */
	if (o->select.uids.len || o->select.not_uids.len)
		return parse_refuse(sel, "--user", "a process may be gone by then");
	if (o->layout && o->layout != out_layouts[0] &&
	    strcmp(o->layout->name, "json") != 0)
		return parse_refuse(sel, "--layout", "there is text, and --json");
	o->is_json = o->layout && strcmp(o->layout->name, "json") == 0;
	sel->protos |= UINT32_C(1) << PROTO_TCP;
	return 0;
}
