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
	strbuf_add(sb, "", 1);
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
	say("this kernel has no %s sockets",
	    list_pairs(gaps->absent & notes->named, &sb));
	strbuf_release(&sb);
	return true;
}

static bool note_unowned(const struct notes *notes, const struct query_gaps *gaps)
{
	const char *sockets = gaps->unowned == 1 ? "socket" : "sockets";
	const char *processes = gaps->denied == 1 ? "process" : "processes";

	if (!gaps->unowned)
		return false;
	if (!gaps->denied)
		say("no owner found for %" PRIu64 " %s: held by the kernel, by a process "
		    "that came or went meanwhile, or "
		    "in another pid namespace; look from the host's to see these",
		    gaps->unowned, sockets);
	else if (notes->is_privileged)
		say("no owner found for %" PRIu64 " %s: access to %" PRIu64
		    " %s is denied, although CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are "
		    "there",
		    gaps->unowned, sockets, gaps->denied, processes);
	else
		say("no owner found for %" PRIu64 " %s: access to %" PRIu64
		    " %s is denied; %s CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH",
		    gaps->unowned, sockets, gaps->denied, processes,
		    geteuid() == 0 ? "this root lacks one of" : "run as root, or with");
	return true;
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
	/* Whether there was something to say. */
	bool (*say)(const struct notes *notes, const struct query_gaps *gaps);
} table[] = {
	{ false, note_fallback },   { false, note_absent },   { false, note_unowned },
	{ true, note_interrupted }, { true, note_malformed },
};

void notes_say(struct notes *notes, const struct query_gaps *gaps)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const uint32_t bit = UINT32_C(1) << i;

		if (notes->said & bit || (notes->is_quiet && !table[i].is_loss))
			continue;
		if (!table[i].say(notes, gaps))
			continue;
		notes->said |= bit;
		notes->is_incomplete |= table[i].is_loss;
	}
}
