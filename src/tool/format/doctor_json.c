/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/doctor.h"
#include "cell.h"
#include "doctor.h"
#include "json_parts.h"
#include "model/state.h"
#include "out.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/clock.h"

/* For each unit of a figure (a number that belongs to a finding): the suffix of the JSON
 * key of the figure, and the number of decimal places of the figure. */
static const struct {
	const char *suffix;
	unsigned int places;
} units[] = {
	[UNIT_COUNT] = { "", 0 },           [UNIT_BYTES] = { "_bytes", 0 },
	[UNIT_PERCENT] = { "_percent", 3 }, [UNIT_MS] = { "_seconds", 3 },
	[UNIT_US] = { "_us", 0 },           [UNIT_RATE] = { "_per_second", 3 },
};

/* Appends a JSON array of the processes that hold the socket with the given inode. If
 * has_fds is set, the array has one element for each descriptor of the socket; else one
 * element for each process, without descriptors, because the finding is about several
 * sockets. */
static void doctor_json_owners(struct strbuf *sb, const char *key,
			       const struct owner_index *holders, uint64_t inode,
			       bool has_fds)
{
	const struct out_spec no_names = { 0 };
	const struct holder *first =
		holders && inode ? owner_index_first(holders, inode) : NULL;
	const struct process *last = NULL;

	json_open(sb, key, "[");
	for (const struct holder *h = first; h; h = owner_index_next(holders, h)) {
		const struct process *p = owner_index_process(holders, h);

		if (has_fds ||
		    !cell_is_repeated(holders, first, owner_index_next, h, last))
			json_holder(sb, &no_names, h, p, has_fds);
		last = p;
	}
	strbuf_addc(sb, ']');
}

static void doctor_json_age(struct strbuf *sb, uint64_t least_ms, bool has_most,
			    uint64_t most_ms)
{
	json_number(sb, "at_least_ms", least_ms);
	if (has_most)
		json_number(sb, "at_most_ms", most_ms);
}

static void doctor_json_sample(struct strbuf *sb, const struct doctor_report *report,
			       const struct doctor_sample *s)
{
	json_open(sb, NULL, "{");
	json_string(sb, "proto", proto_desc(s->proto)->name);
	json_string(sb, "family", s->ip == IP_V6 ? "inet6" : "inet");
	if (s->proto == PROTO_TCP)
		json_string(sb, "state", state_name(s->state));
	json_addr(sb, "local_address", &s->local);
	json_number(sb, "local_port", s->local_port);
	json_addr(sb, "peer_address", &s->peer);
	json_number(sb, "peer_port", s->peer_port);
	json_number(sb, "recv_q", s->recv_q);
	if (s->has_unread_fin)
		json_bool(sb, "has_unread_fin", true);
	json_number(sb, "send_q", s->send_q);
	json_number(sb, "inode", s->inode);
	if (s->has_age)
		doctor_json_age(sb, s->least_ms, s->has_most, s->most_ms);
	doctor_json_owners(sb, "owners", report->holders, s->inode, true);
	json_string(sb, "no_owner", s->no_owner);
	strbuf_addc(sb, '}');
}

static void doctor_json_finding(struct strbuf *sb, const struct doctor_report *report,
				const struct finding *f)
{
	const struct finding_words *words = finding_words(f);
	struct strbuf next = { 0 };

	json_open(sb, NULL, "{");
	json_string(sb, "id", words->id);
	json_string(sb, "severity", severity_name(words->severity));
	json_string(sb, "side", side_id(f->side));
	json_string(sb, "what", words->what);
	json_number(sb, "sockets", f->sockets);
	if (f->owner_inode)
		doctor_json_owners(sb, "owners", report->holders, f->owner_inode, false);
	if (f->server_inode)
		doctor_json_owners(sb, "server_owners", report->holders, f->server_inode,
				   false);
	if (f->has_age)
		doctor_json_age(sb, f->least_ms, f->has_most, f->most_ms);
	json_open(sb, "figures", "{");
	for (const struct figure *at = f->figures; at < f->figures + f->figures_len;
	     at++) {
		json_key(sb, NULL);
		strbuf_addf(sb, "\"%s%s\":", at->key, units[at->unit].suffix);
		strbuf_addu_point(sb, at->value, units[at->unit].places, 0);
	}
	strbuf_addc(sb, '}');
	json_open(sb, "samples", "[");
	for (size_t i = 0; i < f->samples_len; i++)
		doctor_json_sample(sb, report, &f->samples[i]);
	strbuf_addc(sb, ']');
	if (f->more_findings) {
		json_number(sb, "more_findings", f->more_findings);
		json_number(sb, "more_sockets", f->more_sockets);
	}
	json_string(sb, "means", finding_means(f));
	finding_put_next(f, &next);
	strbuf_addc(&next, '\0');
	if (next.error)
		sb->error = next.error;
	else
		json_string(sb, "next", next.s);
	strbuf_release(&next);
	strbuf_addc(sb, '}');
}

static void doctor_json_looked_at(struct strbuf *sb, const struct doctor_report *report)
{
	const struct finding_words *words = NULL;

	json_open(sb, "looked_at", "{");
	json_number(sb, "tcp_sockets", doctor_count(report->doctor, PROTO_TCP));
	json_number(sb, "udp_sockets", doctor_count(report->doctor, PROTO_UDP));
	if (report->interval_ns)
		json_number(sb, "interval_ms", report->interval_ns / NS_PER_MS);
	json_open(sb, "tcp_states", "{");
	for (enum state state = STATE_ESTABLISHED; state <= STATE_CLOSING; state++)
		if (doctor_count_state(report->doctor, state))
			json_number(sb, state_name(state),
				    doctor_count_state(report->doctor, state));
	strbuf_addc(sb, '}');
	json_open(sb, "checks", "[");
	for (size_t i = 0; (words = doctor_words(i)); i++)
		if (doctor_looks_for(i, report->is_empty ? 0 : report->pairs,
				     report->interval_ns))
			json_word(sb, NULL, words->id, 0);
	strbuf_adds(sb, "]}");
}

void doctor_put_json(struct strbuf *sb, const struct doctor_report *report)
{
	size_t count = 0;
	const struct finding *findings = doctor_findings(report->doctor, &count);

	strbuf_addc(sb, '{');
	json_head(sb, report->identity, report->time_ns);
	json_bool(sb, "is_healthy", count == 0);
	json_bool(sb, "is_empty", report->is_empty);
	json_open(sb, "findings", "[");
	for (size_t i = 0; i < count; i++)
		doctor_json_finding(sb, report, &findings[i]);
	strbuf_addc(sb, ']');
	doctor_json_looked_at(sb, report);
	json_open(sb, "thresholds", "{");
	for (size_t i = 0; i < THRESHOLD_MAX_; i++)
		json_decimal(sb, threshold_table[i].name, report->thresholds->of[i],
			     units[threshold_table[i].unit].places);
	strbuf_addc(sb, '}');
	json_gaps(sb, report->gaps);
	strbuf_adds(sb, "}\n");
}
