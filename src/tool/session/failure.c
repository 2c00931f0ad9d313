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

static struct log_text why_text(const char *text)
{
	struct log_text why;

	snprintf(why.text, sizeof(why.text), "%s", text);
	return why;
}

static bool wants_bpf(const struct session *s)
{
	return s->options->query.source == &owner_source_bpf;
}

static struct log_text why_no_owners(const struct session *s, int err)
{
	return wants_bpf(s) ? log_bpf_error_text(err) : log_error_text(err);
}

static struct log_text why_no_sockets(const struct session *s, int err)
{
	(void)s;
	return err == -ENOENT ? why_text("the kernel lists none of these protocols")
			      : log_error_text(err);
}

static struct log_text why_no_child(const struct session *s, int err)
{
	(void)s;
	return err == -EPIPE ? why_text("the listing process has died")
			     : log_error_text(err);
}

static struct log_text why_unwritten(const struct session *s, int err)
{
	(void)s;
	return err == -ECANCELED ? why_text("the reader has stopped reading")
				 : log_error_text(err);
}

static struct log_text why_no_events(const struct session *s, int err)
{
	if (wants_bpf(s) && err == -EPERM)
		return why_text("it takes root, or CAP_BPF and CAP_PERFMON");
	return err == -EOPNOTSUPP ? why_text("this sockstat was built without BPF")
				  : log_error_text(err);
}

/* The answers of the hosts file and of name servers. Any other error is the program's. */
static const struct {
	int err;
	const char *text;
} host_answers[] = {
	{ -ENOENT, "not known" },
	{ -ETIMEDOUT, "no name server has answered in time" },
	{ -ECONNREFUSED, "there is no name server" },
	{ -EREMOTEIO, "the name server will not, or cannot, tell" },
};

static const char *find_host_answer(int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(host_answers); i++)
		if (host_answers[i].err == err)
			return host_answers[i].text;
	return NULL;
}

static struct log_text why_no_host(const struct session *s, int err)
{
	const char *answer = find_host_answer(err);

	(void)s;
	return why_text(answer ? answer : lookup_child_why(err));
}

/* The message is WHAT, what the stage failed on, ": " and WHY. */
static const struct stage_desc {
	const char *what;
	/* NULL: the words of the errno. */
	struct log_text (*why)(const struct session *s, int err);
	/* Around what the stage failed on. */
	const char *before_on, *behind_on;
} stages[STAGE_MAX_] = {
	[STAGE_NONE] = { "cannot go on", NULL, NULL, NULL },
	[STAGE_BEGIN] = { "cannot begin", NULL, NULL, NULL },
	[STAGE_PRIVILEGES] = { "cannot give up capabilities", NULL, NULL, NULL },
	[STAGE_PROC] = { "/proc", NULL, NULL, NULL },
	[STAGE_HOST] = { "no address of host", why_no_host, " '", "'" },
	[STAGE_IDENTITY] = { "cannot find out which host this is", NULL, NULL, NULL },
	[STAGE_SOCKETS] = { "cannot read sockets", why_no_sockets, NULL, NULL },
	[STAGE_OWNERS] = { "cannot find owners", why_no_owners, " by ", "" },
	[STAGE_COUNTERS] = { "cannot read counters", NULL, ": /proc/", "" },
	[STAGE_EVENTS] = { "cannot follow events", why_no_events, NULL, NULL },
	[STAGE_NAMES] = { "cannot look up names", NULL, NULL, NULL },
	[STAGE_FORK] = { "cannot list repeatedly: no process can be started", NULL, NULL,
			 NULL },
	[STAGE_CHILD] = { "cannot list", why_no_child, NULL, NULL },
	[STAGE_FORMAT] = { "cannot make the output", NULL, NULL, NULL },
	[STAGE_WRITE] = { "cannot write", why_unwritten, NULL, NULL },
};

/* Words of a verb where they differ from those of the stage. */
static const struct {
	enum command command;
	enum stage stage;
	const char *what;
} verb_words[] = {
	{ COMMAND_DOCTOR, STAGE_PROC, "cannot open /proc" },
	{ COMMAND_LIST, STAGE_FORMAT, "cannot make the list" },
};

static const char *stage_what(enum command command, enum stage stage)
{
	for (size_t i = 0; i < ARRAY_SIZE(verb_words); i++)
		if (verb_words[i].command == command && verb_words[i].stage == stage)
			return verb_words[i].what;
	return stages[stage].what;
}

static const char *failed_on(const struct session *s)
{
	const struct owner_source_ops *source = s->options->query.source;

	if (s->failure.stage != STAGE_OWNERS)
		return s->failure.on;
	return source == &owner_source_bpf    ? "BPF"
	       : source == &owner_source_proc ? "/proc"
					      : NULL;
}

/* What follows the reason. */
static const char *advice(const struct session *s)
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

static bool is_output(enum stage stage)
{
	return stage == STAGE_FORMAT || stage == STAGE_WRITE;
}

int failure_log(const struct session *s)
{
	const struct failure *f = &s->failure;
	const struct stage_desc *desc = &stages[f->stage];
	const struct log_text why =
		desc->why ? desc->why(s, f->err) : log_error_text(f->err);
	const char *on = desc->before_on ? failed_on(s) : NULL;

	if (f->stage == STAGE_WRITE && f->err == -EPIPE)
		return EXIT_LISTED;
	if (f->stage == STAGE_SOCKETS && f->err == -ENOENT && s->warnings.said)
		return EXIT_UNREAD;
	if (f->err == -ECANCELED && !is_output(f->stage))
		log_message("interrupted: %s", s->options->command == COMMAND_DOCTOR
						       ? "nothing is known yet"
						       : "the last list is not whole");
	else
		log_message("%s%s%s%s: %s%s", stage_what(s->options->command, f->stage),
			    on ? desc->before_on : "", on ? on : "",
			    on ? desc->behind_on : "", why.text, advice(s));
	return f->stage == STAGE_HOST && find_host_answer(f->err) ? EXIT_USAGE
								  : EXIT_UNREAD;
}
