/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cell.h"
#include "diagnose/doctor.h"
#include "doctor.h"
#include "model/state.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "text/wrap.h"
#include "util/cleanup.h"
#include "util/clock.h"

enum { WIDTH = 79, MARGIN = 10 };

#define MS_PER_S   UINT64_C(1000)
#define MS_PER_MIN UINT64_C(60000)
#define MS_PER_H   UINT64_C(3600000)

/* The texts that are shown in place of an owner if no owner is known: one for each word
 * that no_owner_reason_name can return, and one for the word "server". */
static const struct {
	const char *word, *text;
} no_owners[] = {
	{ "accept_queue", "none yet: no program has accepted it" },
	{ "handshake", "none yet: the handshake is not complete" },
	{ "closed",
	  "none: its program has closed it, the kernel alone ends it (orphan)" },
	{ "time_wait", "none: its program has closed it, the kernel alone keeps it" },
	{ "kernel", "none: it is the kernel's own" },
	{ "unknown",
	  "not found: a thread inside a system call, an io_uring, the queue of "
	  "a unix socket or the kernel may hold it" },
	{ "not_permitted",
	  "not seen: it takes root, or the capabilities of sockstat(8)" },
	/* no_owner_reason_name never returns the word "server": it stands for a listener
	 * whose owner is not known. */
	{ "server", "not found: not selected, or it takes root" },
};

/* Appends a time of ms milliseconds as one word: in milliseconds if the time is below one
 * second, in seconds with tenths if it is below two minutes, else in whole minutes, hours
 * or days. */
static void doctor_put_ms(struct strbuf *sb, uint64_t ms)
{
	static const struct {
		uint64_t ms, below;
		const char *unit;
	} units[] = {
		{ 1, MS_PER_S, "ms" },
		{ MS_PER_MIN, 120 * MS_PER_MIN, "min" },
		{ MS_PER_H, 48 * MS_PER_H, "h" },
		{ 24 * MS_PER_H, UINT64_MAX, "d" },
	};
	size_t i = 0;

	if (ms >= MS_PER_S && ms < 120 * MS_PER_S) {
		strbuf_addu_point(sb, ms / 100, 1, 0);
		strbuf_addc(sb, 's');
		return;
	}
	while (ms >= units[i].below)
		i++;
	strbuf_addf(sb, "%ju%s", ms / units[i].ms, units[i].unit);
}

static void doctor_put_unit(struct strbuf *sb, enum unit unit, uint64_t value)
{
	/* How a value of each unit is shown: the value is divided by `divisor`, the last
	 * `places` digits of the quotient stand behind a decimal point, and `suffix`
	 * follows. */
	static const struct {
		unsigned int divisor, places;
		const char *suffix;
	} formats[] = {
		[UNIT_COUNT] = { 1, 0, "" },      [UNIT_BYTES] = { 1, 0, " bytes" },
		[UNIT_PERCENT] = { 100, 1, "%" }, [UNIT_US] = { 100, 1, "ms" },
		[UNIT_RATE] = { 100, 1, "/s" },
	};

	if (unit == UNIT_MS) {
		doctor_put_ms(sb, value);
		return;
	}
	strbuf_addu_point(sb, value / formats[unit].divisor, formats[unit].places, 0);
	strbuf_adds(sb, formats[unit].suffix);
}

static void doctor_put_age(struct strbuf *sb, uint64_t least_ms, bool has_most,
			   uint64_t most_ms)
{
	if (!has_most || most_ms != least_ms)
		strbuf_adds(sb, "at least ");
	doctor_put_ms(sb, least_ms);
	if (!has_most || most_ms == least_ms)
		return;
	strbuf_adds(sb, ", at most ");
	doctor_put_ms(sb, most_ms);
}

/* Returns the text in no_owners for `word`, the reason why a socket has no owner; NULL:
 * `word` is NULL or has no text. */
static const char *text_of_no_owner(const char *word)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(no_owners); i++)
		if (strcmp(no_owners[i].word, word) == 0)
			return no_owners[i].text;
	return NULL;
}

/* Appends the processes that hold the socket with the given inode, as in
 * "812/nginx,813/nginx". If no process is known, appends the reason, which `no_owner`
 * gives as a word of no_owner_reason_name or as "server" (NULL: the reason is not
 * known). */
static void doctor_put_owners(struct strbuf *sb, const struct owner_index *holders,
			      uint64_t inode, const char *no_owner)
{
	const struct holder *first =
		holders && inode ? owner_index_first(holders, inode) : NULL;
	const char *text = text_of_no_owner(no_owner);

	cell_owners(sb, holders, first, owner_index_next, false);
	if (first)
		return;
	if (text)
		strbuf_adds(sb, text);
	else if (no_owner)
		strbuf_addf(sb, "not found (%s)", no_owner);
	else
		strbuf_adds(sb, "not found");
}

static void doctor_put_end(struct strbuf *sb, const struct addr *a, uint16_t port)
{
	cell_addr_bracketed(sb, a);
	strbuf_addf(sb, ":%u", port);
}

static void doctor_put_sample(struct strbuf *sb, const struct doctor_report *report,
			      const struct finding *f, const struct doctor_sample *s)
{
	const char *state =
		s->proto == PROTO_TCP ? state_name(s->state) : proto_desc(s->proto)->name;

	doctor_put_end(sb, &s->local, s->local_port);
	if (s->peer_port) {
		strbuf_adds(sb, " - ");
		doctor_put_end(sb, &s->peer, s->peer_port);
	}
	strbuf_addf(sb, " %s", state ? state : "?");
	if (s->recv_q)
		strbuf_addf(sb, ", Recv-Q %u", s->recv_q);
	if (s->has_unread_fin)
		strbuf_adds(sb, s->recv_q ? " and the FIN" : ", the FIN not read");
	if (s->send_q)
		strbuf_addf(sb, ", Send-Q %u", s->send_q);
	if (s->has_age) {
		strbuf_adds(sb, ", ");
		doctor_put_age(sb, s->least_ms, s->has_most, s->most_ms);
	}
	/* The owner of this socket is left out if the finding itself shows the owner: if
	 * one process owns all sockets of the finding, or if this socket lacks an owner
	 * for the reason that the finding shows. */
	if (f->owner_inode || (s->no_owner && f->samples[0].no_owner &&
			       strcmp(s->no_owner, f->samples[0].no_owner) == 0))
		return;
	strbuf_adds(sb, ", owner ");
	doctor_put_owners(sb, report->holders, s->inode, s->no_owner);
}

/* Appends a label and the text of `line` to sb, in lines of at most WIDTH columns, and
 * empties `line`. */
static void doctor_put_line(struct strbuf *sb, const char *label, struct strbuf *line)
{
	wrap_add(sb, label, line, MARGIN, WIDTH);
	line->len = 0;
}

static void doctor_put_sockets(struct strbuf *sb, const struct doctor_report *report,
			       const struct finding *f, struct strbuf *line)
{
	if (!f->sockets)
		return;
	strbuf_addu(line, f->sockets);
	if (f->sockets > f->samples_len)
		strbuf_adds(line, ", among them");
	doctor_put_line(sb, "sockets", line);
	for (size_t i = 0; i < f->samples_len; i++) {
		doctor_put_sample(line, report, f, &f->samples[i]);
		doctor_put_line(sb, "", line);
	}
}

static void doctor_put_owner(struct strbuf *sb, const struct doctor_report *report,
			     const struct finding *f, struct strbuf *line)
{
	if (!f->sockets)
		return;
	if (f->owner_inode || f->samples[0].no_owner) {
		doctor_put_owners(line, report->holders, f->owner_inode,
				  f->samples[0].no_owner);
		doctor_put_line(sb, "owner", line);
	}
	if (f->server_inode) {
		doctor_put_owners(line, report->holders, f->server_inode, "server");
		doctor_put_line(sb, "server", line);
	}
}

static void doctor_put_since(struct strbuf *sb, const struct doctor_report *report,
			     const struct finding *f, struct strbuf *line)
{
	if (f->sockets && !f->has_age)
		return;
	if (f->sockets) {
		doctor_put_age(line, f->least_ms, f->has_most, f->most_ms);
		if (f->sockets > 1)
			strbuf_adds(line, " (the oldest)");
	} else {
		strbuf_adds(line, "counted in ");
		doctor_put_ms(line, report->interval_ns / NS_PER_MS);
	}
	doctor_put_line(sb, "since", line);
}

static void doctor_put_figures(struct strbuf *sb, const struct finding *f,
			       struct strbuf *line)
{
	for (size_t i = 0; i < f->figures_len; i++) {
		strbuf_adds(line, i ? ", " : "");
		for (const char *at = f->figures[i].key; *at; at++)
			strbuf_addn(line, *at == '_' ? " " : at, 1);
		strbuf_addc(line, ' ');
		doctor_put_unit(line, f->figures[i].unit, f->figures[i].value);
	}
	if (f->figures_len)
		doctor_put_line(sb, "figures", line);
}

static void doctor_put_finding(struct strbuf *sb, const struct doctor_report *report,
			       const struct finding *f)
{
	const struct finding_words *words = finding_words(f);
	struct strbuf line = { 0 };

	strbuf_addf(sb, "%s %s: %s\n", severity_name(words->severity), words->id,
		    words->what);
	doctor_put_sockets(sb, report, f, &line);
	doctor_put_owner(sb, report, f, &line);
	doctor_put_since(sb, report, f, &line);
	doctor_put_figures(sb, f, &line);
	wrap_adds(sb, "means", finding_means(f), MARGIN, WIDTH);
	wrap_adds(sb, "side",
		  f->server_inode && f->side == SIDE_PROGRAM
			  ? "this side: the server's program"
			  : side_words(f->side),
		  MARGIN, WIDTH);
	finding_put_next(f, &line);
	doctor_put_line(sb, "next", &line);
	if (f->more_findings) {
		strbuf_addf(&line, "%ju more of this kind, with %ju sockets",
			    f->more_findings, f->more_sockets);
		doctor_put_line(sb, "and", &line);
	}
	strbuf_addc(sb, '\n');
	strbuf_release(&line);
}

static void doctor_put_looked_at(struct strbuf *sb, const struct doctor_report *report)
{
	static const enum proto protos[] = { PROTO_TCP, PROTO_UDP };
	const struct finding_words *words = NULL;
	struct strbuf line = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(protos); i++) {
		if (!(report->pairs & proto_pairs(protos[i])))
			continue;
		const uint64_t count = doctor_count(report->doctor, protos[i]);

		strbuf_addf(&line, "%ju %s socket%s, ", count,
			    protos[i] == PROTO_TCP ? "TCP" : "UDP",
			    count == 1 ? "" : "s");
	}
	if (report->interval_ns) {
		strbuf_adds(&line, "the kernel's counters over ");
		doctor_put_ms(&line, report->interval_ns / NS_PER_MS);
	} else {
		strbuf_adds(&line, "not the counters, which are about all sockets");
	}
	doctor_put_line(sb, "seen", &line);
	for (enum state state = STATE_ESTABLISHED; state <= STATE_CLOSING; state++) {
		const uint64_t count = doctor_count_state(report->doctor, state);

		if (count)
			strbuf_addf(&line, "%s%ju %s", line.len ? ", " : "", count,
				    state_name(state));
	}
	if (line.len)
		doctor_put_line(sb, "states", &line);
	for (size_t i = 0; (words = doctor_words(i)); i++)
		if (doctor_looks_for(i, report->is_empty ? 0 : report->pairs,
				     report->interval_ns))
			strbuf_addf(&line, "%s%s", line.len ? ", " : "", words->id);
	if (line.len)
		doctor_put_line(sb, "for", &line);
	strbuf_release(&line);
}

void doctor_put_text(struct strbuf *sb, const struct doctor_report *report)
{
	size_t count = 0;
	const struct finding *findings = doctor_findings(report->doctor, &count);

	for (size_t i = 0; i < count; i++)
		doctor_put_finding(sb, report, &findings[i]);
	if (count) {
		strbuf_addf(sb, "%ju finding%s", (uintmax_t)count, count == 1 ? "" : "s");
	} else if (report->is_empty) {
		strbuf_adds(sb, "nothing to look at: no socket matches");
	} else {
		strbuf_adds(sb, "nothing wrong");
	}
	strbuf_adds(sb, report->is_partial ? ", in what could be looked at\n" : "\n");
	doctor_put_looked_at(sb, report);
}
