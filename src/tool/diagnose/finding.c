/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of all checks of --doctor, and the texts of findings. */
#include <string.h>

#include "check.h"
#include "model/state.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static const struct {
	const struct doctor_check *checks;
	const size_t *count;
} tables[] = {
	{ checks_handshake, &checks_handshake_count },
	{ checks_teardown, &checks_teardown_count },
	{ checks_traffic, &checks_traffic_count },
	{ checks_counters, &checks_counters_count },
};

const struct doctor_check *check_at(size_t i)
{
	for (size_t k = 0; k < ARRAY_SIZE(tables); k++) {
		if (i < *tables[k].count)
			return &tables[k].checks[i];
		i -= *tables[k].count;
	}
	return NULL;
}

const struct finding_words *doctor_words(size_t i)
{
	const struct doctor_check *check = check_at(i);

	return check ? &check->words : NULL;
}

bool doctor_looks_for(size_t i, uint32_t pairs, bool has_counters)
{
	const struct doctor_check *check = check_at(i);

	if (!check)
		return false;
	return check->is_sick ? pairs & proto_pairs(check->proto) : has_counters;
}

const struct finding_words *finding_words(const struct finding *f)
{
	return &f->check->words;
}

const struct finding_advice own_advice = {
	"The peer's address is this host's own, so that no other host and no path is "
	"involved: a packet filter or traffic shaper of this host drops or delays "
	"packets, or the host is overloaded.",
	"the packet filter and traffic control of this host (nft list ruleset, tc "
	"qdisc), and its load; both ends: sockstat -tnp --peer",
};

const struct finding_advice *doctor_advice(size_t i, size_t k)
{
	const struct doctor_check *check = check_at(i);

	return check && k < CHECK_ADVICE && check->advice[k].means ? &check->advice[k]
								   : NULL;
}

const char *finding_means(const struct finding *f)
{
	return f->advice ? f->advice->means : f->check->words.means;
}

void finding_put_next(const struct finding *f, struct strbuf *sb)
{
	static const char explain[] = "--explain";
	const char *next = f->advice ? f->advice->next : f->check->words.next;
	const size_t len = strlen(next);

	strbuf_adds(sb, next);
	if (!f->samples_len || len < strlen(explain) ||
	    strcmp(next + len - strlen(explain), explain) != 0)
		return;
	strbuf_addc(sb, ' ');
	strbuf_adds(sb, state_name(f->samples[0].state));
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_NOTICE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_FAILURE] = "failure",
	};
	_Static_assert(ARRAY_SIZE(names) == SEVERITY_MAX_, "a severity lacks its name");

	return names[severity];
}

static const struct {
	const char *id;
	const char *words;
} sides[] = {
	[SIDE_PROGRAM] = { "local_program", "this side: the program" },
	[SIDE_HOST] = { "local_host", "this side: the host, no one program" },
	[SIDE_PEER] = { "peer_program", "the other side: its program" },
	[SIDE_PEER_OR_PATH] = { "peer_or_path",
				"the other side: its host, or the path to it" },
	[SIDE_PATH] = { "path", "neither side: the path" },
	[SIDE_UNKNOWN] = { "unknown", "either side: this alone does not show which" },
};
_Static_assert(ARRAY_SIZE(sides) == SIDE_MAX_, "a side lacks its words");

const char *side_id(enum side side)
{
	return sides[side].id;
}

const char *side_words(enum side side)
{
	return sides[side].words;
}
