/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the words for listings the commands that list nothing refuse. */
#include <stddef.h>
#include <string.h>

#include "format/json.h"
#include "parse_state.h"
#include "util/cleanup.h"

static const char *const names[] = {
	[COMMAND_HELP] = "--help",       [COMMAND_VERSION] = "--version",
	[COMMAND_EXPLAIN] = "--explain", [COMMAND_COMPLETION] = "--completion",
	[COMMAND_DOCTOR] = "--doctor",   [COMMAND_EVENTS] = "--events",
};

#define BY(command) (1U << COMMAND_##command)

static const struct {
	const char *word;
	size_t field; /* of struct parse_state, a bool */
	uint32_t by; /* mask of BY: who refuses it */
} refused[] = {
	{ "--listening", offsetof(struct parse_state, listening),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--executable", offsetof(struct parse_state, options.query.wanted.executable),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--peer", offsetof(struct parse_state, options.query.peers),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--extend", offsetof(struct parse_state, options.extend),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--timers", offsetof(struct parse_state, options.timers),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--summary", offsetof(struct parse_state, is_summary),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--memory", offsetof(struct parse_state, options.query.memory),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--tcp-info", offsetof(struct parse_state, options.query.tcp_info),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--no-header", offsetof(struct parse_state, options.no_header), BY(DOCTOR) },
	/* of a diagnosis it is the interval */
	{ "--continuous", offsetof(struct parse_state, options.continuous), BY(EVENTS) },
};

int parse_refuse(struct parse_state *sel, const char *word, const char *why)
{
	char what[64];
	char hint[80] = "";

	snprintf(what, sizeof(what), "%s does not go with", names[sel->options.command]);
	if (why)
		snprintf(hint, sizeof(hint), ": %s", why);
	return parse_fail(sel, what, word, hint);
}

int parse_set_command(struct parse_state *sel, enum command command)
{
	enum command *now = &sel->options.command;

	/* who asks for help is to get it, whatever else there is */
	if (*now == COMMAND_HELP || *now == COMMAND_VERSION)
		return 0;
	if (*now != COMMAND_LIST && *now != command && command != COMMAND_HELP &&
	    command != COMMAND_VERSION)
		return parse_refuse(sel, names[command], NULL);
	*now = command;
	return 0;
}

int parse_settle_columns(struct parse_state *sel)
{
	const struct option_desc *other =
		sel->options.command == COMMAND_EXPLAIN ? sel->other : NULL;
	char word[64];

	if (other) {
		snprintf(word, sizeof(word), "--%s", other->name);
		return parse_refuse(sel, word, "it shows a text");
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (refused[i].by & 1U << sel->options.command &&
		    *(const bool *)((const char *)sel + refused[i].field))
			return parse_refuse(sel, refused[i].word, "that is for lists");
	return 0;
}

int parse_settle_doctor(struct parse_state *sel)
{
	struct options *o = &sel->options;

	if (o->command != COMMAND_DOCTOR)
		return sel->has_thresholds
			       ? parse_fail(sel, "without --doctor there is no",
					    "--threshold", "")
			       : 0;
	if (o->layout && o->layout != &out_json)
		return parse_fail(sel, "--doctor has no layout", o->layout->name,
				  " (known: json)");
	sel->all = true;
	return 0;
}
