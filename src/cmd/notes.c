/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "notes.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "model/proto.h"
#include "query/query.h"
#include "say.h"

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

static bool note_fallback(const struct notes *notes, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	(void)notes;
	if (!gaps->fallback)
		return false;
	say("no sock_diag for %s (%s): read from /proc/net instead",
	    list_pairs(gaps->fallback, &sb), strerror(-gaps->fallback_error));
	strbuf_release(&sb);
	return true;
}

static bool note_absent(const struct notes *notes, const struct query_gaps *gaps)
{
	struct strbuf sb = { 0 };

	if (!(gaps->absent & notes->named))
		return false;
	say("this kernel cannot list %s sockets",
	    list_pairs(gaps->absent & notes->named, &sb));
	strbuf_release(&sb);
	return true;
}

/* Why there is no owner cannot be known, only what may be the cause: processes that are hidden
 * from us (hidepid) are not even counted. */
static bool note_unowned(const struct notes *notes, const struct query_gaps *gaps)
{
	const char *sockets = gaps->unowned == 1 ? "socket" : "sockets";

	if (!gaps->unowned)
		return false;
	if (!notes->is_privileged)
		say("no owner found for %" PRIu64
		    " %s: processes of other users cannot be looked into; %s "
		    "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH",
		    gaps->unowned, sockets,
		    geteuid() == 0 ? "this root lacks one of" : "run as root, or with");
	else
		say("no owner found for %" PRIu64
		    " %s: the kernel's own, or held by what "
		    "cannot be seen (processes that deny access: %" PRIu64 "); -p -e "
		    "tells why, as far as that can be known",
		    gaps->unowned, sockets, gaps->denied);
	return true;
}

static bool say_unanswered(uint64_t count, const char *so)
{
	if (count)
		say("%" PRIu64 " %s not let %s command line be read within the deadline: "
		    "%s",
		    count, count == 1 ? "process does" : "processes do",
		    count == 1 ? "its" : "their", so);
	return count;
}

static bool note_unanswered(const struct notes *notes, const struct query_gaps *gaps)
{
	(void)notes;
	return say_unanswered(gaps->unanswered, "shown by task name");
}

/* Sockets of these are not listed at all, not even without an owner. */
static bool note_selected(const struct notes *notes, const struct query_gaps *gaps)
{
	if (!notes->is_selective || !gaps->selected_denied)
		return false;
	say("%" PRIu64 " of the selected processes cannot be looked into: sockets may be "
	    "missing%s",
	    gaps->selected_denied,
	    notes->is_privileged ? ""
				 : "; it takes root, or CAP_SYS_PTRACE and "
				   "CAP_DAC_READ_SEARCH");
	return true;
}

/* Nor of these. */
static bool note_selected_unanswered(const struct notes *notes,
				     const struct query_gaps *gaps)
{
	(void)notes;
	return say_unanswered(gaps->selected_unanswered,
			      "what is selected by that may be missing");
}

static bool note_interrupted(const struct notes *notes, const struct query_gaps *gaps)
{
	(void)notes;
	if (gaps->interrupted)
		say("the kernel's tables changed while they were read: sockets may be "
		    "missing or listed twice; run it again");
	return gaps->interrupted;
}

static bool note_malformed(const struct notes *notes, const struct query_gaps *gaps)
{
	(void)notes;
	if (gaps->malformed)
		say("%" PRIu64 " lines of /proc/net could not be understood",
		    gaps->malformed);
	return gaps->malformed;
}

static const struct note_desc {
	bool is_loss; /* sockets are missing */
	bool is_forgiven; /* by who is lenient */
	/* Whether there was something to say. */
	bool (*say)(const struct notes *notes, const struct query_gaps *gaps);
} table[] = {
	{ false, false, note_fallback },   { false, false, note_absent },
	{ false, false, note_unowned },    { false, false, note_unanswered },
	{ true, true, note_selected },     { true, true, note_selected_unanswered },
	{ true, false, note_interrupted }, { true, false, note_malformed },
};

void notes_say(struct notes *notes, const struct query_gaps *gaps)
{
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
