/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the words for listings the commands that list nothing refuse. */
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "out/json.h"
#include "selection.h"

static const char *const names[] = {
	[COMMAND_HELP] = "--help",       [COMMAND_VERSION] = "--version",
	[COMMAND_EXPLAIN] = "--explain", [COMMAND_COMPLETION] = "--completion",
	[COMMAND_DOCTOR] = "--doctor",   [COMMAND_EVENTS] = "--events",
};

#define BY(command) (1U << COMMAND_##command)

static const struct {
	const char *word;
	size_t field; /* of struct selection, a bool */
	uint32_t by; /* mask of BY: who refuses it */
} refused[] = {
	{ "--listening", offsetof(struct selection, listening), BY(EVENTS) | BY(DOCTOR) },
	{ "--executable", offsetof(struct selection, options.query.wanted.executable),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--peer", offsetof(struct selection, options.query.peers),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--extend", offsetof(struct selection, options.extend),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--timers", offsetof(struct selection, options.timers),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--summary", offsetof(struct selection, is_summary), BY(EVENTS) | BY(DOCTOR) },
	{ "--memory", offsetof(struct selection, options.query.memory),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--tcp-info", offsetof(struct selection, options.query.tcp_info),
	  BY(EVENTS) | BY(DOCTOR) },
	{ "--no-header", offsetof(struct selection, options.no_header), BY(DOCTOR) },
	/* of a diagnosis it is the interval */
	{ "--continuous", offsetof(struct selection, options.continuous), BY(EVENTS) },
};

int selection_refuse(struct selection *sel, const char *word, const char *why)
{
	char what[64];
	char hint[80] = "";

	snprintf(what, sizeof(what), "%s does not go with", names[sel->options.command]);
	if (why)
		snprintf(hint, sizeof(hint), ": %s", why);
	return selection_fail(sel, what, word, hint);
}

int selection_set_command(struct selection *sel, enum command command)
{
	enum command *now = &sel->options.command;

	/* who asks for help is to get it, whatever else there is */
	if (*now == COMMAND_HELP || *now == COMMAND_VERSION)
		return 0;
	if (*now != COMMAND_LIST && *now != command && command != COMMAND_HELP &&
	    command != COMMAND_VERSION)
		return selection_refuse(sel, names[command], NULL);
	*now = command;
	return 0;
}

int selection_settle_columns(struct selection *sel)
{
	const struct option_desc *other =
		sel->options.command == COMMAND_EXPLAIN ? sel->other : NULL;
	char word[64];

	if (other) {
		snprintf(word, sizeof(word), "--%s", other->name);
		return selection_refuse(sel, word, "it shows a text");
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (refused[i].by & 1U << sel->options.command &&
		    *(const bool *)((const char *)sel + refused[i].field))
			return selection_refuse(sel, refused[i].word,
						"that is for lists");
	return 0;
}

int selection_settle_doctor(struct selection *sel)
{
	struct options *o = &sel->options;

	if (o->command != COMMAND_DOCTOR)
		return sel->has_thresholds
			       ? selection_fail(sel, "without --doctor there is no",
						"--threshold", "")
			       : 0;
	if (o->layout && o->layout != &out_json)
		return selection_fail(sel, "--doctor has no layout", o->layout->name,
				      " (known: json)");
	sel->all = true;
	return 0;
}
