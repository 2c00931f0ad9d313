/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "failure.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "exit.h"
#include "options/options.h"
#include "owner/owner.h"
#include "resolve/lookup_child.h"
#include "session.h"
#include "text/log.h"
#include "util/cleanup.h"

/* For each stage of the program's work, the texts of the message that is logged if this
 * stage has failed. */
static const struct stage_desc {
	const char *what;
	/* the texts before and after the name of the host or file with which the work
	 * failed; NULL: the message contains no such name */
	const char *before_on, *behind_on;
} stages[STAGE_MAX_] = {
	[STAGE_NONE] = { "cannot continue", NULL, NULL },
	[STAGE_BEGIN] = { "cannot start", NULL, NULL },
	[STAGE_PRIVILEGES] = { "cannot give up capabilities", NULL, NULL },
	[STAGE_PROC] = { "/proc", NULL, NULL },
	[STAGE_HOST] = { "no address of host", " '", "'" },
	[STAGE_IDENTITY] = { "cannot identify this host", NULL, NULL },
	[STAGE_SOCKETS] = { "cannot read sockets", NULL, NULL },
	[STAGE_TABLES] = { "cannot read the kernel's socket tables by BPF", NULL, NULL },
	[STAGE_OWNERS] = { "cannot find owners", " by ", "" },
	[STAGE_COUNTERS] = { "cannot read counters", ": /proc/", "" },
	[STAGE_EVENTS] = { "cannot follow events", NULL, NULL },
	[STAGE_NAMES] = { "cannot look up names", NULL, NULL },
	[STAGE_FORK] = { "cannot list repeatedly: no process can be started", NULL,
			 NULL },
	[STAGE_CHILD] = { "cannot list", NULL, NULL },
	[STAGE_FORMAT] = { "cannot format the output", NULL, NULL },
	[STAGE_WRITE] = { "cannot write", NULL, NULL },
};

/* The meanings of errors where the text of strerror(3) would mislead, by the stage of the
 * program's work that failed. In STAGE_HOST, the errors stand for answers of the hosts
 * file and of name servers. */
static const struct {
	enum stage stage;
	int err;
	const char *text;
} meanings[] = {
	{ STAGE_SOCKETS, -ENOENT, "the kernel lists none of these protocols" },
	{ STAGE_CHILD, -EPIPE, "the listing process has died" },
	{ STAGE_WRITE, -ECANCELED, "the reader has stopped reading" },
	{ STAGE_EVENTS, -EOPNOTSUPP, "this sockstat was built without BPF" },
	{ STAGE_HOST, -ENOENT, "not known" },
	{ STAGE_HOST, -ETIMEDOUT, "no name server has answered in time" },
	{ STAGE_HOST, -ECONNREFUSED, "there is no name server" },
	{ STAGE_HOST, -EREMOTEIO, "the name server refuses or fails to answer" },
};

static const char *find_meaning(const struct failure *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].stage == f->stage && meanings[i].err == f->err)
			return meanings[i].text;
	return NULL;
}

/* Returns the reason of the recorded failure, as a text for the message that failure_log
 * logs. */
static struct log_text find_reason(const struct session *s)
{
	const struct failure *f = &s->failure;
	const bool wants_bpf = s->options->query.source == &owner_source_bpf;
	const char *text = find_meaning(f);
	struct log_text reason;

	if (f->stage == STAGE_TABLES || (f->stage == STAGE_OWNERS && wants_bpf))
		return log_bpf_error_text(f->err);
	if (f->stage == STAGE_EVENTS && wants_bpf && f->err == -EPERM)
		text = "it requires root, or CAP_BPF and CAP_PERFMON";
	if (f->stage == STAGE_HOST && !text)
		text = lookup_child_why(f->err);
	if (!text)
		return log_error_text(f->err);
	snprintf(reason.text, sizeof(reason.text), "%s", text);
	return reason;
}

/* Returns the beginning of the message about a failure, which states what has failed. */
static const char *find_what(enum command command, enum stage stage)
{
	if (command == COMMAND_DOCTOR && stage == STAGE_PROC)
		return "cannot open /proc";
	if (command == COMMAND_LIST && stage == STAGE_FORMAT)
		return "cannot make the list";
	return stages[stage].what;
}

/* Returns the name of the host or file with which the recorded failure has occurred; for
 * STAGE_OWNERS, returns the source that was to find owners; NULL: neither is known. */
static const char *failed_on(const struct session *s)
{
	const struct owner_source_ops *source = s->options->query.source;

	if (s->failure.stage != STAGE_OWNERS)
		return s->failure.on;
	return source == &owner_source_bpf    ? "BPF"
	       : source == &owner_source_proc ? "/proc"
					      : NULL;
}

/* Returns the end of the message about the recorded failure, which follows the reason; it
 * may be empty. */
static const char *find_advice(const struct session *s)
{
	const bool is_list = s->options->command == COMMAND_LIST;

	switch (s->failure.stage) {
	case STAGE_PROC:
		return is_list ? ": cannot select processes" : "";
	case STAGE_FORK:
		return "; without -c, none is needed";
	case STAGE_SOCKETS:
		return s->failure.err != -ENOENT && s->context.proc_fd < 0
			       ? ", and there is no /proc"
			       : "";
	default:
		return "";
	}
}

int failure_log(const struct session *s)
{
	const struct failure *f = &s->failure;
	const struct stage_desc *desc = &stages[f->stage];
	const char *on = desc->before_on ? failed_on(s) : NULL;

	if (f->stage == STAGE_WRITE && f->err == -EPIPE)
		return EXIT_LISTED;
	if (f->stage == STAGE_SOCKETS && f->err == -ENOENT && s->warnings.said)
		return EXIT_UNREAD;
	if (f->err == -ECANCELED && f->stage != STAGE_FORMAT && f->stage != STAGE_WRITE)
		log_message("interrupted: %s",
			    s->options->command == COMMAND_DOCTOR
				    ? "nothing is known yet"
				    : "the last listing is incomplete");
	else
		log_message("%s%s%s%s: %s%s", find_what(s->options->command, f->stage),
			    on ? desc->before_on : "", on ? on : "",
			    on ? desc->behind_on : "", find_reason(s).text,
			    find_advice(s));
	return f->stage == STAGE_HOST && find_meaning(f) ? EXIT_USAGE : EXIT_UNREAD;
}
