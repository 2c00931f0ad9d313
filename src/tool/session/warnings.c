/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "warnings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/proto.h"
#include "named_pids.h"
#include "netns/netns.h"
#include "options/options.h"
#include "owner/no_owner_reason.h"
#include "query/query.h"
#include "resolve/lookup_child.h"
#include "text/log.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Returns the names of pairs of protocol and IP version, as in "tcp, udp6". pairs: a mask
 * of PAIR_BIT; sb: an empty buffer for the text. */
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

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static bool warn_fallback(const struct warnings *w)
{
	struct strbuf sb = { 0 };

	if (!w->gaps->fallback)
		return false;
	log_message("sock_diag cannot be used for %s (%s): read from /proc/net instead",
		    list_pairs(w->gaps->fallback, &sb),
		    strerror(-w->gaps->fallback_error));
	strbuf_release(&sb);
	return true;
}

static bool warn_absent(const struct warnings *w)
{
	struct strbuf sb = { 0 };

	if (!(w->gaps->absent & w->options->named))
		return false;
	log_message("this kernel cannot list %s sockets",
		    list_pairs(w->gaps->absent & w->options->named, &sb));
	strbuf_release(&sb);
	return true;
}

/* Writes to the buffer which privileges would show more owners, as in "need root or
 * CAP_SYS_PTRACE", and returns the buffer. "root or" is left out if the program runs as
 * root. */
static const char *what_helps(const struct warnings *w, char *buffer, size_t size)
{
	snprintf(buffer, size, "need %s%s", geteuid() == 0 ? "" : "root or ",
		 w->lacks ? w->lacks : "capabilities");
	return buffer;
}

/* Logs that no owner was found for some sockets. If the process lacks capabilities, the
 * message says that capabilities are needed, even if no process has denied access,
 * because hidepid may hide processes. If the process has all capabilities, a socket may
 * really have no owner, such as a socket of the kernel. Returns whether the warning was
 * logged. */
static bool warn_unowned(const struct warnings *w)
{
	const char *s = plural(w->gaps->unowned);
	const char *hint = w->hint ? w->hint : "";
	char text[64] = "";

	if (!w->gaps->unowned || w->rows_tell_why || w->gaps->no_proc)
		return false;
	if (!w->is_privileged) {
		log_message("owner%s of %" PRIu64 " socket%s not visible (%s)%s", s,
			    w->gaps->unowned, s, what_helps(w, text, sizeof(text)), hint);
		return true;
	}
	if (w->gaps->denied)
		snprintf(text, sizeof(text), " (%" PRIu64 " process%s access)",
			 w->gaps->denied, w->gaps->denied == 1 ? " denies" : "es deny");
	log_message("no owner found for %" PRIu64 " socket%s%s%s", w->gaps->unowned, s,
		    text, hint);
	return true;
}

static bool warn_unknown(const struct warnings *w)
{
	const char *s = plural(w->gaps->unknown);
	struct strbuf sb = { 0 };

	if (!w->gaps->unknown || !w->is_about_unknown || w->gaps->no_proc)
		return false;
	for (size_t i = 0; i < UNSEARCHED_MAX_; i++) {
		if (!(w->gaps->unlooked >> i & 1))
			continue;
		strbuf_adds(&sb, sb.len ? ", " : "");
		strbuf_adds(&sb, unsearched_descs[i].text);
	}
	strbuf_addc(&sb, '\0');
	log_message("owner%s of %" PRIu64 " socket%s unknown; not looked at: %s", s,
		    w->gaps->unknown, s, sb.error ? "some places" : sb.s);
	strbuf_release(&sb);
	return true;
}

static bool warn_no_owners(const struct warnings *w)
{
	if (!w->gaps->no_proc || !w->gaps->unowned)
		return false;
	log_message("/proc: %s: owner%s of %" PRIu64 " socket%s not visible",
		    strerror(-w->proc_error), plural(w->gaps->unowned), w->gaps->unowned,
		    plural(w->gaps->unowned));
	return true;
}

static bool warn_no_counters(const struct warnings *w)
{
	if (w->gaps->no_counters)
		log_message("/proc: %s: counters cannot be read",
			    strerror(-w->proc_error));
	return w->gaps->no_counters;
}

static bool warn_unread(const struct warnings *w)
{
	struct strbuf sb = { 0 };

	if (w->gaps->unread)
		log_message("/proc: %s: cannot list %s sockets", strerror(-w->proc_error),
			    list_pairs(w->gaps->unread, &sb));
	strbuf_release(&sb);
	return w->gaps->unread;
}

static bool warn_elsewhere(const struct warnings *w)
{
	return named_pids_log_elsewhere(w->gaps->pids);
}

static bool warn_hidden(const struct warnings *w)
{
	return named_pids_log_hidden(w->gaps->pids);
}

static bool warn_unlisted(const struct warnings *w)
{
	const uint64_t count = w->gaps->elsewhere_unlisted;

	if (w->gaps->elsewhere_failed)
		log_message("sockets of another network namespace could not be read");
	if (count)
		log_message("%" PRIu64
			    " socket%s of processes in another network namespace not "
			    "found in /proc/PID/net",
			    count, plural(count));
	return w->gaps->elsewhere_failed || count;
}

static bool log_unanswered(uint64_t count, const char *one, const char *several)
{
	if (count)
		log_message("%" PRIu64 " process%s not give %s command line in time; %s",
			    count, count == 1 ? " did" : "es did",
			    count == 1 ? "its" : "their", count == 1 ? one : several);
	return count;
}

static bool warn_unanswered(const struct warnings *w)
{
	return log_unanswered(w->gaps->unanswered, "it is shown by task name",
			      "they are shown by task name");
}

/* Logs that the command lines of some processes were not read, because too many other
 * processes had not answered. Returns whether the warning was logged. */
static bool warn_unasked(const struct warnings *w)
{
	/* if the search for owners was ended by its deadline, only warn_late logs a
	 * warning */
	if (!w->gaps->unasked || w->gaps->is_late)
		return false;
	log_message("%" PRIu64
		    " process%s not asked for %s command line, as too many others do not "
		    "answer: shown by task name",
		    w->gaps->unasked, w->gaps->unasked == 1 ? " was" : "es were",
		    w->gaps->unasked == 1 ? "its" : "their");
	return true;
}

static bool warn_late(const struct warnings *w)
{
	if (w->gaps->is_late)
		log_message("the search for owners took too long and was ended (see "
			    "--owners-timeout): owners may be missing");
	return w->gaps->is_late;
}

/* Logs that sockets of some processes may be missing: these processes deny access, and
 * it is not known whether the options select them. Returns whether the warning was
 * logged. */
static bool warn_selected(const struct warnings *w)
{
	char text[64];

	if (!process_select_is_set(&w->options->select) || !w->gaps->selected_denied)
		return false;
	log_message("%" PRIu64
		    " process%s that may be selected cannot be inspected: sockets "
		    "may be missing%s%s%s",
		    w->gaps->selected_denied, w->gaps->selected_denied == 1 ? "" : "es",
		    w->is_privileged ? "" : " (",
		    w->is_privileged ? "" : what_helps(w, text, sizeof(text)),
		    w->is_privileged ? "" : ")");
	return true;
}

/* Logs that the command lines of some processes could not be read in time, so it is not
 * known whether --command selects these processes. Returns whether the warning was
 * logged. */
static bool warn_selected_unanswered(const struct warnings *w)
{
	static const char so[] = "sockets selected by it may be missing";

	return log_unanswered(w->gaps->selected_unanswered, so, so);
}

/* Logs that some sockets were left out, because the filter asks for owners and the owners
 * of these sockets are not visible. Returns whether the warning was logged. */
static bool warn_undecided(const struct warnings *w)
{
	char text[64];

	if (!w->gaps->undecided)
		return false;
	log_message("%" PRIu64
		    " socket%s left out: the filter asks for owners that are not "
		    "visible%s%s%s",
		    w->gaps->undecided, plural(w->gaps->undecided),
		    w->is_privileged ? "" : " (",
		    w->is_privileged ? "" : what_helps(w, text, sizeof(text)),
		    w->is_privileged ? "" : ")");
	return true;
}

static bool warn_interrupted(const struct warnings *w)
{
	if (w->gaps->interrupted)
		log_message("the kernel's tables changed while they were read: sockets "
			    "may be missing; run it again");
	return w->gaps->interrupted;
}

static bool warn_malformed(const struct warnings *w)
{
	if (w->gaps->malformed)
		log_message("%" PRIu64 " line%s of /proc/net could not be parsed",
			    w->gaps->malformed, plural(w->gaps->malformed));
	return w->gaps->malformed;
}

static const char *need_netns(void)
{
	return geteuid() == 0 ? "need CAP_SYS_ADMIN" : "need root or CAP_SYS_ADMIN";
}

static bool warn_hosts(const struct warnings *w)
{
	if (!w->hosts_error)
		return false;
	log_message("names of hosts may be missing: %s",
		    lookup_child_why(w->hosts_error));
	return true;
}

static bool warn_netns_missing(const struct warnings *w)
{
	const char *word = w->gaps->netns ? w->gaps->netns->missing : NULL;

	if (word)
		log_message("--netns: no network namespace '%s' was found", word);
	return word;
}

/* Logs that some network namespaces could not be entered, and that their sockets were
 * read from /proc/PID/net of a process in the namespace. Returns whether the warning was
 * logged. */
static bool warn_netns_from_proc(const struct warnings *w)
{
	const size_t count = netns_count(w->gaps->netns, NETNS_FROM_PROC);

	if (count)
		log_message("%zu network namespace%s cannot be entered (%s): read from "
			    "/proc/PID/net",
			    count, plural(count), need_netns());
	return count;
}

static bool warn_netns_unread(const struct warnings *w)
{
	const size_t part = netns_count(w->gaps->netns, NETNS_IN_PART);
	const size_t unread = netns_count(w->gaps->netns, NETNS_UNREAD);

	if (part)
		log_message("%zu network namespace%s cannot be entered (%s): sockets "
			    "that /proc/PID/net lacks are missing",
			    part, plural(part), need_netns());
	if (unread)
		log_message("%zu network namespace%s cannot be entered (%s): sockets are "
			    "missing",
			    unread, plural(unread), need_netns());
	return part || unread;
}

/* Logs that network namespaces may be missing, because processes that may be in them are
 * hidden or deny access. Returns whether the warning was logged. */
static bool warn_netns_denied(const struct warnings *w)
{
	const struct netns_table *t = w->gaps->netns;

	if (!t || !(t->denied || t->hides_processes) ||
	    (!w->options->has_all_netns && !t->missing))
		return false;
	if (t->hides_processes)
		log_message(
			"/proc does not show all processes: network namespaces may be "
			"missing");
	if (t->denied)
		log_message("%" PRIu64
			    " process%s access: network namespaces may be missing",
			    t->denied, t->denied == 1 ? " denies" : "es deny");
	return true;
}

static const struct warning_desc {
	/* Whether the warning means that something the user asked for is missing in the
	 * output, which makes the exit status 3. */
	bool is_loss;
	/* Whether the warning does not make the exit status 3 if options.is_lenient is
	 * set, even if is_loss is true. */
	bool is_forgiven;
	/* Logs the warning if there is a reason in *w, which is usually in w->gaps.
	 * Returns whether the warning was logged. */
	bool (*log)(const struct warnings *w);
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
	{ true, false, warn_undecided },
	{ true, false, warn_interrupted },
	{ true, false, warn_malformed },
	{ true, false, warn_no_owners },
	{ true, false, warn_no_counters },
	{ true, false, warn_unread },
	{ true, false, warn_hosts },
	{ false, false, warn_elsewhere },
	{ true, true, warn_hidden },
	{ true, true, warn_unlisted },
	{ true, false, warn_netns_missing },
	{ false, false, warn_netns_from_proc },
	{ true, false, warn_netns_unread },
	{ true, false, warn_netns_denied },
};

void warnings_log(struct warnings *w, const struct query_gaps *gaps)
{
	const struct options *o = w->options;
	const bool is_lenient = o->is_lenient && o->command == COMMAND_LIST;

	w->gaps = gaps;
	/* a command line of lsof logs no message about a selected pid that belongs to no
	 * process */
	if (!w->is_missing && !is_lenient)
		w->is_missing = named_pids_log_missing(gaps->pids);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const uint32_t bit = UINT32_C(1) << i;
		const bool is_loss =
			table[i].is_loss && !(table[i].is_forgiven && is_lenient);

		if (w->said & bit || (o->quiet && !is_loss))
			continue;
		if (!table[i].log(w))
			continue;
		w->said |= bit;
		w->is_incomplete |= is_loss;
	}
	w->gaps = NULL;
}
