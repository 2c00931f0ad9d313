/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "diagnose/doctor.h"
#include "doctor.h"
#include "json_parts.h"
#include "model/state.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

#define NS_PER_MS 1000000

/* The suffix of the key of a figure, and how many decimals its value has. */
static const struct {
	const char *suffix;
	unsigned int places;
} units[] = {
	[UNIT_COUNT] = { "", 0 },           [UNIT_BYTES] = { "_bytes", 0 },
	[UNIT_PERCENT] = { "_percent", 3 }, [UNIT_MS] = { "_seconds", 3 },
	[UNIT_US] = { "_us", 0 },           [UNIT_RATE] = { "_per_second", 3 },
};

static void doctor_json_number(struct strbuf *sb, const char *key, enum unit unit,
			       uint64_t value)
{
	if (units[unit].places)
		json_decimal(sb, key, value, units[unit].places);
	else
		json_number(sb, key, value);
}

static void doctor_json_unit(struct strbuf *sb, const char *name, enum unit unit,
			     uint64_t value)
{
	struct strbuf key = { 0 };

	strbuf_adds(&key, name);
	strbuf_adds(&key, units[unit].suffix);
	strbuf_addc(&key, '\0');
	if (key.error)
		sb->error = key.error;
	else
		doctor_json_number(sb, key.s, unit, value);
	strbuf_release(&key);
}

/* Writes the holders of a socket. Descriptors are left out (has_fds false) where the
 * finding is about several sockets, since each has its own. */
static void doctor_json_owners(struct strbuf *sb, const char *key,
			       const struct owner_index *holders, uint64_t inode,
			       bool has_fds)
{
	const struct holder *h =
		holders && inode ? owner_index_first(holders, inode) : NULL;
	const struct process *last = NULL;

	json_key(sb, key);
	strbuf_addc(sb, '[');
	for (; h; h = owner_index_next(holders, h)) {
		const struct process *p = owner_index_process(holders, h);

		if (!has_fds && p == last)
			continue;
		last = p;
		json_separate(sb);
		strbuf_addc(sb, '{');
		json_number(sb, "pid", p->pid);
		if (has_fds && h->held_by == HELD_BY_FD)
			json_number(sb, "fd", h->fd);
		json_string(sb, "held_by", owner_index_means(h));
		const bool is_cut = json_string(sb, "command", p->command);
		if (p->has_uid)
			json_number(sb, "uid", p->uid);
		json_truncated(sb, is_cut);
		strbuf_addc(sb, '}');
	}
	strbuf_addc(sb, ']');
}

static void doctor_json_addr(struct strbuf *sb, const char *key, const struct addr *a)
{
	char text[INET6_ADDRSTRLEN + 1];

	text[addr_format(a, text)] = '\0';
	json_string(sb, key, text);
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
	json_separate(sb);
	strbuf_addc(sb, '{');
	json_string(sb, "proto", proto_desc(s->proto)->name);
	json_string(sb, "family", s->ip == IP_V6 ? "inet6" : "inet");
	if (s->proto == PROTO_TCP)
		json_string(sb, "state", state_name(s->state));
	doctor_json_addr(sb, "local_address", &s->local);
	json_number(sb, "local_port", s->local_port);
	doctor_json_addr(sb, "peer_address", &s->peer);
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

	json_separate(sb);
	strbuf_addc(sb, '{');
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
	json_key(sb, "figures");
	strbuf_addc(sb, '{');
	for (size_t i = 0; i < f->figures_len; i++)
		doctor_json_unit(sb, f->figures[i].key, f->figures[i].unit,
				 f->figures[i].value);
	strbuf_addc(sb, '}');
	json_key(sb, "samples");
	strbuf_addc(sb, '[');
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

	json_key(sb, "looked_at");
	strbuf_addc(sb, '{');
	json_number(sb, "tcp_sockets", doctor_count(report->doctor, PROTO_TCP));
	json_number(sb, "udp_sockets", doctor_count(report->doctor, PROTO_UDP));
	json_number(sb, "interval_ms", report->interval_ns / NS_PER_MS);
	json_key(sb, "tcp_states");
	strbuf_addc(sb, '{');
	for (enum state state = STATE_ESTABLISHED; state <= STATE_CLOSING; state++)
		if (doctor_count_state(report->doctor, state))
			json_number(sb, state_name(state),
				    doctor_count_state(report->doctor, state));
	strbuf_addc(sb, '}');
	json_key(sb, "checks");
	strbuf_addc(sb, '[');
	for (size_t i = 0; (words = doctor_words(i)); i++) {
		if (!doctor_looks_for(i, report->is_empty ? 0 : report->pairs))
			continue;
		json_separate(sb);
		json_text(sb, words->id);
	}
	strbuf_adds(sb, "]}");
}

void doctor_put_json(struct strbuf *sb, const struct doctor_report *report)
{
	size_t count = 0;
	const struct finding *findings = doctor_findings(report->doctor, &count);

	strbuf_addc(sb, '{');
	json_number(sb, "schema", JSON_SCHEMA);
	json_identity(sb, report->identity);
	if (report->time_ns)
		json_time(sb, report->time_ns);
	json_bool(sb, "is_healthy", count == 0);
	json_bool(sb, "is_empty", report->is_empty);
	json_key(sb, "findings");
	strbuf_addc(sb, '[');
	for (size_t i = 0; i < count; i++)
		doctor_json_finding(sb, report, &findings[i]);
	strbuf_addc(sb, ']');
	doctor_json_looked_at(sb, report);
	json_key(sb, "thresholds");
	strbuf_addc(sb, '{');
	for (size_t i = 0; i < THRESHOLD_MAX_; i++)
		doctor_json_number(sb, threshold_table[i].name, threshold_table[i].unit,
				   report->thresholds->of[i]);
	strbuf_addc(sb, '}');
	json_gaps(sb, report->gaps);
	strbuf_adds(sb, "}\n");
}
