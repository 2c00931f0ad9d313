/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "warnings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/proto.h"
#include "named_pids.h"
#include "owner/no_owner_reason.h"
#include "query/query.h"
#include "resolve/lookup_child.h"
#include "text/log.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* "tcp, udp6", as a string of the buffer. */
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

static bool note_fallback(const struct warnings *notes, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	(void)notes;
	if (!gaps->fallback)
		return false;
	log_message("sock_diag cannot be used for %s (%s): read from /proc/net instead",
		    list_pairs(gaps->fallback, &sb), strerror(-gaps->fallback_error));
	strbuf_release(&sb);
	return true;
}

static bool note_absent(const struct warnings *notes, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	if (!(gaps->absent & notes->named))
		return false;
	log_message("this kernel cannot list %s sockets",
		    list_pairs(gaps->absent & notes->named, &sb));
	strbuf_release(&sb);
	return true;
}

/* "need root or CAP_SYS_PTRACE"; root has one of its own. */
static const char *what_helps(const struct warnings *notes, char *buffer, size_t size)
{
	snprintf(buffer, size, "need %s%s", geteuid() == 0 ? "" : "root or ",
		 notes->lacks ? notes->lacks : "capabilities");
	return buffer;
}

/* Processes that are hidden (hidepid) are not counted, so that a missing permission may always be
 * the cause. With every permission there may be no owner at all, as of the kernel's own sockets. */
static bool note_unowned(const struct warnings *notes, const struct query_gaps *gaps)
{
	const char *plural = gaps->unowned == 1 ? "" : "s";
	const char *hint = notes->hint ? notes->hint : "";
	char text[64] = "";

	if (!gaps->unowned || notes->rows_tell_why || gaps->no_proc)
		return false;
	if (!notes->is_privileged) {
		log_message("owner%s of %" PRIu64 " socket%s not visible (%s)%s", plural,
			    gaps->unowned, plural, what_helps(notes, text, sizeof(text)),
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

static bool note_unknown(const struct warnings *notes, const struct query_gaps *gaps)
{
	const char *plural = gaps->unknown == 1 ? "" : "s";
	struct strbuf sb = { 0 };

	if (!gaps->unknown || !notes->is_about_unknown || gaps->no_proc)
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

static bool note_no_owners(const struct warnings *notes, const struct query_gaps *gaps)
{
	if (!gaps->no_proc || !gaps->unowned)
		return false;
	log_message("/proc: %s: owner%s of %" PRIu64 " socket%s not visible",
		    strerror(-notes->proc_error), gaps->unowned == 1 ? "" : "s",
		    gaps->unowned, gaps->unowned == 1 ? "" : "s");
	return true;
}

static bool note_no_counters(const struct warnings *notes, const struct query_gaps *gaps)
{
	if (gaps->no_counters)
		log_message("/proc: %s: counters cannot be read",
			    strerror(-notes->proc_error));
	return gaps->no_counters;
}

static bool note_unread(const struct warnings *notes, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	if (gaps->unread)
		log_message("/proc: %s: cannot list %s sockets",
			    strerror(-notes->proc_error), list_pairs(gaps->unread, &sb));
	strbuf_release(&sb);
	return gaps->unread;
}

static bool note_elsewhere(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	return named_pids_log_elsewhere(gaps->pids);
}

static bool note_hidden(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	return named_pids_log_hidden(gaps->pids);
}

static bool note_unlisted(const struct warnings *notes, const struct query_gaps *gaps)
{
	const uint64_t count = gaps->elsewhere_unlisted;

	(void)notes;
	if (gaps->elsewhere_failed)
		log_message("sockets of another network namespace could not be read");
	if (count)
		log_message("%" PRIu64
			    " socket%s of processes in another network namespace: in "
			    "no file of /proc/PID/net",
			    count, count == 1 ? "" : "s");
	return gaps->elsewhere_failed || count;
}

static bool say_unanswered(uint64_t count, const char *one, const char *several)
{
	if (count)
		log_message("%" PRIu64 " process%s not give %s command line in time; %s",
			    count, count == 1 ? " did" : "es did",
			    count == 1 ? "its" : "their", count == 1 ? one : several);
	return count;
}

static bool note_unanswered(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	return say_unanswered(gaps->unanswered, "it is shown by task name",
			      "they are shown by task name");
}

/* The answer of these is not waited for: it is others that do not answer. */
static bool note_unasked(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	/* that says it all */
	if (!gaps->unasked || gaps->is_late)
		return false;
	log_message("%" PRIu64
		    " process%s not asked for %s command line, as too many others do not "
		    "answer: shown by task name",
		    gaps->unasked, gaps->unasked == 1 ? " was" : "es were",
		    gaps->unasked == 1 ? "its" : "their");
	return true;
}

static bool note_late(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	if (gaps->is_late)
		log_message("the search for owners took too long and was ended (see "
			    "--owners-timeout): owners may be missing");
	return gaps->is_late;
}

/* Sockets of these are not listed at all, not even without an owner. */
static bool note_selected(const struct warnings *notes, const struct query_gaps *gaps)
{
	char text[64];

	if (!notes->is_selective || !gaps->selected_denied)
		return false;
	log_message("%" PRIu64
		    " process%s that may be selected cannot be looked into: sockets "
		    "may be missing%s%s%s",
		    gaps->selected_denied, gaps->selected_denied == 1 ? "" : "es",
		    notes->is_privileged ? "" : " (",
		    notes->is_privileged ? "" : what_helps(notes, text, sizeof(text)),
		    notes->is_privileged ? "" : ")");
	return true;
}

/* Sockets of processes that are selected by command are missing where it was not read. */
static bool note_selected_unanswered(const struct warnings *notes,
				     const struct query_gaps *gaps)
{
	static const char so[] = "sockets selected by it may be missing";

	(void)notes;
	return say_unanswered(gaps->selected_unanswered, so, so);
}

static bool note_interrupted(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	if (gaps->interrupted)
		log_message("the kernel's tables changed while they were read: sockets "
			    "may be "
			    "missing; run it again");
	return gaps->interrupted;
}

static bool note_malformed(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)notes;
	if (gaps->malformed)
		log_message("%" PRIu64 " line%s of /proc/net could not be understood",
			    gaps->malformed, gaps->malformed == 1 ? "" : "s");
	return gaps->malformed;
}

static bool note_hosts(const struct warnings *notes, const struct query_gaps *gaps)
{
	(void)gaps;
	if (!notes->hosts_error)
		return false;
	log_message("names of hosts may be missing: %s",
		    lookup_child_why(notes->hosts_error));
	return true;
}

static const struct note_desc {
	bool is_loss; /* what was asked for is missing */
	bool is_forgiven; /* by who is lenient */
	/* Whether there was something to say. */
	bool (*say)(const struct warnings *notes, const struct query_gaps *gaps);
} table[] = {
	{ false, false, note_fallback },
	{ false, false, note_absent },
	{ false, false, note_unowned },
	{ false, false, note_unknown },
	{ false, false, note_unanswered },
	{ false, false, note_unasked },
	{ true, false, note_late },
	{ true, true, note_selected },
	{ true, true, note_selected_unanswered },
	{ true, false, note_interrupted },
	{ true, false, note_malformed },
	{ true, false, note_no_owners },
	{ true, false, note_no_counters },
	{ true, false, note_unread },
	{ true, false, note_hosts },
	{ false, false, note_elsewhere },
	{ true, true, note_hidden },
	{ true, true, note_unlisted },
};

void warnings_log(struct warnings *notes, const struct query_gaps *gaps)
{
	/* lsof says nothing of these */
	if (!notes->is_missing && !notes->is_lenient)
		notes->is_missing = named_pids_log_missing(gaps->pids);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const uint32_t bit = UINT32_C(1) << i;
		const bool is_loss =
			table[i].is_loss && !(table[i].is_forgiven && notes->is_lenient);

		if (notes->said & bit || (notes->is_quiet && !is_loss))
			continue;
		if (!table[i].say(notes, gaps))
			continue;
		notes->said |= bit;
		notes->is_incomplete |= is_loss;
	}
}
