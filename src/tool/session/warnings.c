/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "warnings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/proto.h"
#include "named_pids.h"
#include "options/options.h"
#include "owner/no_owner_reason.h"
#include "query/query.h"
#include "resolve/lookup_child.h"
#include "text/log.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Returns the names of the pairs, as in "tcp, udp6", in the buffer. */
static const char *list_pairs(uint32_t pairs, struct strbuf *sb)
{
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		if (!(pairs & UINT32_C(1) << pair))
			continue;
		if (sb->len)
			strbuf_adds(sb, ", ");
		strbuf_adds(sb, pair_label(pair));
	}
	strbuf_addc(sb, '\0');
	return sb->error ? "some" : sb->s;
}

static bool warn_fallback(const struct warnings *w, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	(void)w;
	if (!gaps->fallback)
		return false;
	log_message("sock_diag cannot be used for %s (%s): read from /proc/net instead",
		    list_pairs(gaps->fallback, &sb), strerror(-gaps->fallback_error));
	strbuf_release(&sb);
	return true;
}

static bool warn_absent(const struct warnings *w, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	if (!(gaps->absent & w->options->named))
		return false;
	log_message("this kernel cannot list %s sockets",
		    list_pairs(gaps->absent & w->options->named, &sb));
	strbuf_release(&sb);
	return true;
}

/* Returns "need root or CAP_SYS_PTRACE", for root itself without "root or". */
static const char *what_helps(const struct warnings *w, char *buffer, size_t size)
{
	snprintf(buffer, size, "need %s%s", geteuid() == 0 ? "" : "root or ",
		 w->lacks ? w->lacks : "capabilities");
	return buffer;
}

/* Processes that hidepid hides are not counted, so that without every capability a missing
 * permission may be the cause. With every capability there may be no owner at all, as for the
 * sockets of the kernel itself. */
static bool warn_unowned(const struct warnings *w, const struct query_gaps *gaps)
{
	const char *plural = gaps->unowned == 1 ? "" : "s";
	const char *hint = w->hint ? w->hint : "";
	char text[64] = "";

	if (!gaps->unowned || w->rows_tell_why || gaps->no_proc)
		return false;
	if (!w->is_privileged) {
		log_message("owner%s of %" PRIu64 " socket%s not visible (%s)%s", plural,
			    gaps->unowned, plural, what_helps(w, text, sizeof(text)),
			    hint);
		return true;
	}
	if (gaps->denied)
		snprintf(text, sizeof(text), " (%" PRIu64 " process%s access)",
			 gaps->denied, gaps->denied == 1 ? " denies" : "es deny");
	log_message("no owner found for %" PRIu64 " socket%s%s%s", gaps->unowned, plural,
		    text, hint);
	return true;
}

static bool warn_unknown(const struct warnings *w, const struct query_gaps *gaps)
{
	const char *plural = gaps->unknown == 1 ? "" : "s";
	struct strbuf sb = { 0 };

	if (!gaps->unknown || !w->is_about_unknown || gaps->no_proc)
		return false;
	for (size_t i = 0; i < UNSEARCHED_MAX_; i++) {
		if (!(gaps->unlooked >> i & 1))
			continue;
		strbuf_adds(&sb, sb.len ? ", " : "");
		strbuf_adds(&sb, unsearched_descs[i].text);
	}
	strbuf_addc(&sb, '\0');
	log_message("owner%s of %" PRIu64 " socket%s unknown; not looked at: %s", plural,
		    gaps->unknown, plural, sb.error ? "some places" : sb.s);
	strbuf_release(&sb);
	return true;
}

static bool warn_no_owners(const struct warnings *w, const struct query_gaps *gaps)
{
	if (!gaps->no_proc || !gaps->unowned)
		return false;
	log_message("/proc: %s: owner%s of %" PRIu64 " socket%s not visible",
		    strerror(-w->proc_error), gaps->unowned == 1 ? "" : "s",
		    gaps->unowned, gaps->unowned == 1 ? "" : "s");
	return true;
}

static bool warn_no_counters(const struct warnings *w, const struct query_gaps *gaps)
{
	if (gaps->no_counters)
		log_message("/proc: %s: counters cannot be read",
			    strerror(-w->proc_error));
	return gaps->no_counters;
}

static bool warn_unread(const struct warnings *w, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	if (gaps->unread)
		log_message("/proc: %s: cannot list %s sockets", strerror(-w->proc_error),
			    list_pairs(gaps->unread, &sb));
	strbuf_release(&sb);
	return gaps->unread;
}

static bool warn_elsewhere(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	return named_pids_log_elsewhere(gaps->pids);
}

static bool warn_hidden(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	return named_pids_log_hidden(gaps->pids);
}

static bool warn_unlisted(const struct warnings *w, const struct query_gaps *gaps)
{
	const uint64_t count = gaps->elsewhere_unlisted;

	(void)w;
	if (gaps->elsewhere_failed)
		log_message("sockets of another network namespace could not be read");
	if (count)
		log_message("%" PRIu64
			    " socket%s of processes in another network namespace: in "
			    "no file of /proc/PID/net",
			    count, count == 1 ? "" : "s");
	return gaps->elsewhere_failed || count;
}

static bool log_unanswered(uint64_t count, const char *one, const char *several)
{
	if (count)
		log_message("%" PRIu64 " process%s not give %s command line in time; %s",
			    count, count == 1 ? " did" : "es did",
			    count == 1 ? "its" : "their", count == 1 ? one : several);
	return count;
}

static bool warn_unanswered(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	return log_unanswered(gaps->unanswered, "it is shown by task name",
			      "they are shown by task name");
}

/* Processes that were not asked, because too many others do not answer. */
static bool warn_unasked(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	/* the warning about the deadline covers them */
	if (!gaps->unasked || gaps->is_late)
		return false;
	log_message("%" PRIu64
		    " process%s not asked for %s command line, as too many others do not "
		    "answer: shown by task name",
		    gaps->unasked, gaps->unasked == 1 ? " was" : "es were",
		    gaps->unasked == 1 ? "its" : "their");
	return true;
}

static bool warn_late(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	if (gaps->is_late)
		log_message("the search for owners took too long and was ended (see "
			    "--owners-timeout): owners may be missing");
	return gaps->is_late;
}

/* Sockets of these processes are not listed at all. */
static bool warn_selected(const struct warnings *w, const struct query_gaps *gaps)
{
	char text[64];

	if (!process_select_is_set(&w->options->select) || !gaps->selected_denied)
		return false;
	log_message("%" PRIu64
		    " process%s that may be selected cannot be looked into: sockets "
		    "may be missing%s%s%s",
		    gaps->selected_denied, gaps->selected_denied == 1 ? "" : "es",
		    w->is_privileged ? "" : " (",
		    w->is_privileged ? "" : what_helps(w, text, sizeof(text)),
		    w->is_privileged ? "" : ")");
	return true;
}

/* Sockets of a process that is selected by its command are missing if that was not read. */
static bool warn_selected_unanswered(const struct warnings *w,
				     const struct query_gaps *gaps)
{
	static const char so[] = "sockets selected by it may be missing";

	(void)w;
	return log_unanswered(gaps->selected_unanswered, so, so);
}

static bool warn_interrupted(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	if (gaps->interrupted)
		log_message("the kernel's tables changed while they were read: sockets "
			    "may be missing; run it again");
	return gaps->interrupted;
}

static bool warn_malformed(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)w;
	if (gaps->malformed)
		log_message("%" PRIu64 " line%s of /proc/net could not be understood",
			    gaps->malformed, gaps->malformed == 1 ? "" : "s");
	return gaps->malformed;
}

static bool warn_hosts(const struct warnings *w, const struct query_gaps *gaps)
{
	(void)gaps;
	if (!w->hosts_error)
		return false;
	log_message("names of hosts may be missing: %s",
		    lookup_child_why(w->hosts_error));
	return true;
}

static const struct warning_desc {
	/* Something that was asked for is missing. */
	bool is_loss;
	/* It is no loss to a dialect that is lenient. */
	bool is_forgiven;
	/* Returns whether there was something to log. */
	bool (*log)(const struct warnings *w, const struct query_gaps *gaps);
} table[] = {
	{ false, false, warn_fallback },
	{ false, false, warn_absent },
	{ false, false, warn_unowned },
	{ false, false, warn_unknown },
	{ false, false, warn_unanswered },
	{ false, false, warn_unasked },
	{ true, false, warn_late },
	{ true, true, warn_selected },
	{ true, true, warn_selected_unanswered },
	{ true, false, warn_interrupted },
	{ true, false, warn_malformed },
	{ true, false, warn_no_owners },
	{ true, false, warn_no_counters },
	{ true, false, warn_unread },
	{ true, false, warn_hosts },
	{ false, false, warn_elsewhere },
	{ true, true, warn_hidden },
	{ true, true, warn_unlisted },
};

void warnings_log(struct warnings *w, const struct query_gaps *gaps)
{
	const struct options *o = w->options;
	const bool is_lenient = o->is_lenient && o->command == COMMAND_LIST;

	/* lsof does not report processes that do not exist */
	if (!w->is_missing && !is_lenient)
		w->is_missing = named_pids_log_missing(gaps->pids);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const uint32_t bit = UINT32_C(1) << i;
		const bool is_loss =
			table[i].is_loss && !(table[i].is_forgiven && is_lenient);

		if (w->said & bit || (o->quiet && !is_loss))
			continue;
		if (!table[i].log(w, gaps))
			continue;
		w->said |= bit;
		w->is_incomplete |= is_loss;
	}
}
