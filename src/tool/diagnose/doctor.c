/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor.h"

#include <string.h>

#include "check.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

/* The key of a finding of --doctor: all sockets in trouble with equal keys belong to one
 * finding. */
struct group {
	const struct doctor_check *check;
	/* The number by which the check groups sockets: the pid of a process (0: no
	 * process is known), the local port or the remote port. */
	uint64_t number;
	/* The inode of the listener of this host to which the sockets of the finding
	 * connect; 0: no such listener is known. */
	uint64_t server;
	/* Whether the peer addresses of the sockets of the finding belong to this
	 * host. */
	bool is_own;
	struct addr from, to;
};

struct doctor {
	struct doctor_facts facts;
	struct finding *findings;
	/* The keys of the findings: groups[i] is the key of findings[i]. */
	struct group *groups;
	size_t len, cap, groups_cap;
	struct map by_group;
	/* protos: how many sockets of each protocol were passed to doctor_add; states:
	 * how many TCP sockets in each state were passed to doctor_add */
	uint64_t protos[PROTO_MAX_], states[STATE_MAX_];
};

int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret)
{
	struct doctor *d = calloc(1, sizeof(*d));
	if (!d)
		return -ENOMEM;

	d->facts.thresholds = *thresholds;
	d->facts.limits = *limits;
	*ret = d;
	return 0;
}

struct doctor *doctor_free(struct doctor *d)
{
	if (!d)
		return NULL;
	listener_index_release(&d->facts.listeners);
	free(d->findings);
	free(d->groups);
	map_release(&d->by_group);
	free(d);
	return NULL;
}

int doctor_note(struct doctor *d, const struct sock *s)
{
	return s->has & SOCK_HAS_INET && s->proto == PROTO_TCP
		       ? listener_index_add(&d->facts.listeners, s)
		       : 0;
}

static struct group group_of(const struct doctor *d, const struct doctor_check *check,
			     const struct sock *s, const struct owner_index *holders)
{
	const struct doctor_port *port = NULL;
	const struct holder *h = holders ? owner_index_first(holders, s->inode) : NULL;
	struct group g = { .check = check };

	if (check->is_of_path) {
		g.is_own = listener_index_is_own(&d->facts.listeners, s);
		if (g.is_own && s->state == STATE_SYN_SENT)
			g.server = listener_index_serving(&d->facts.listeners, &s->peer,
							  s->peer_port)
					   ->listener;
	}
	switch (check->by) {
	case GROUP_BY_OWNER:
		g.number = h ? owner_index_process(holders, h)->pid : 0;
		break;
	case GROUP_BY_PORT:
		port = listener_index_serving(&d->facts.listeners, &s->local,
					      s->local_port);
		g.number = s->local_port;
		g.from = port->listener ? port->addr : addr_unmap(&s->local);
		break;
	case GROUP_BY_DESTINATION:
		g.number = s->peer_port;
		g.from = s->local;
		g.to = s->peer;
		break;
	case GROUP_BY_PEER:
		g.to = s->peer;
		break;
	}
	return g;
}

static bool group_is_same(const struct group *a, const struct group *b)
{
	return a->check == b->check && a->number == b->number && a->server == b->server &&
	       a->is_own == b->is_own &&
	       memcmp(&a->from, &b->from, sizeof(a->from)) == 0 &&
	       memcmp(&a->to, &b->to, sizeof(a->to)) == 0;
}

static uint64_t group_hash(const struct group *g)
{
	uint64_t words[4 + 4] = { (uintptr_t)g->check, g->number, g->server, g->is_own };
	uint64_t hash = 0;

	memcpy(&words[4], g->from.bytes, sizeof(g->from.bytes));
	memcpy(&words[6], g->to.bytes, sizeof(g->to.bytes));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		hash = map_mix(hash ^ words[i]);
	return hash;
}

static int new_finding(struct doctor *d, const struct group *g, struct finding **ret)
{
	int r = grow(&d->findings, &d->cap, d->len + 1, sizeof(*d->findings));
	if (r == 0)
		r = grow(&d->groups, &d->groups_cap, d->len + 1, sizeof(*d->groups));
	if (r < 0)
		return r;
	d->groups[d->len] = *g;
	d->findings[d->len] = (struct finding){
		.check = g->check,
		.side = g->is_own ? SIDE_HOST : g->check->side,
		.advice = g->is_own ? &own_advice : NULL,
		.is_own = g->is_own,
		.server_inode = g->server,
	};
	*ret = &d->findings[d->len++];
	return 0;
}

static int find_finding(struct doctor *d, const struct group *g, struct finding **ret)
{
	uint64_t key = group_hash(g);
	uint32_t i = 0;

	/* Two groups may have one hash: the group that was added later is then stored
	 * under another hash, computed from the first. */
	while ((i = map_get(&d->by_group, key)) != MAP_NONE) {
		if (group_is_same(&d->groups[i], g)) {
			*ret = &d->findings[i];
			return 0;
		}
		key = map_mix(key + 1);
	}
	int r = map_set(&d->by_group, key, (uint32_t)d->len);
	return r < 0 ? r : new_finding(d, g, ret);
}

static void add_sample(struct finding *f, const struct sock *s, const struct measure *m,
		       const struct owner_index *holders)
{
	size_t at = f->samples_len;

	/* the samples of a finding are sorted by age: the socket that has been in trouble
	 * longest comes first */
	while (at && m->least_ms > f->samples[at - 1].least_ms)
		at--;
	if (at == DOCTOR_SAMPLES)
		return;
	if (f->samples_len < DOCTOR_SAMPLES)
		f->samples_len++;
	memmove(&f->samples[at + 1], &f->samples[at],
		(f->samples_len - at - 1) * sizeof(*f->samples));
	f->samples[at] = (struct doctor_sample){
		.proto = s->proto,
		.ip = s->ip,
		.state = s->state,
		.has_age = m->has_age,
		.has_most = m->has_most,
		.local_port = s->local_port,
		.peer_port = s->peer_port,
		.local = s->local,
		.peer = s->peer,
		.recv_q = unread_bytes(s),
		.has_unread_fin = has_unread_fin(s),
		.send_q = s->send_q,
		.inode = s->inode,
		.least_ms = m->least_ms,
		.most_ms = m->most_ms,
	};
	if (holders && !owner_index_first(holders, s->inode))
		f->samples[at].no_owner =
			no_owner_reason_name(s, owner_index_no_owner_reason(holders));
}

static void add_amount(struct finding *f, const struct measure *m)
{
	const struct doctor_check *check = f->check;
	const uint64_t amount = m->amount;

	if (!check->amount.combine)
		return;
	if (!f->figures_len)
		finding_figure(f, check->amount.key, check->amount.unit, 0);
	if (check->amount.combine == COMBINE_SUM) {
		f->figures[0].value += amount;
	} else if (amount > f->figures[0].value) {
		f->figures[0].value = amount;
		f->limit = m->limit;
	}
}

/* Returns whether the socket with the inode a and the socket with the inode b are held by
 * the same processes. */
static bool has_same_owners(const struct owner_index *holders, uint64_t a, uint64_t b)
{
	const struct holder *x = owner_index_first(holders, a);
	const struct holder *y = owner_index_first(holders, b);

	while (x && y &&
	       owner_index_process(holders, x) == owner_index_process(holders, y)) {
		x = owner_index_next(holders, x);
		y = owner_index_next(holders, y);
	}
	return !x && !y;
}

/* Updates the owner of a finding for a socket that has been added to the finding. Sockets
 * grouped by process have one owner. Listeners that share a port have one owner if all of
 * them are held by the same processes; if not, the finding has no owner. */
static void add_owner(struct finding *f, uint64_t inode,
		      const struct owner_index *holders)
{
	const bool is_new = f->sockets == 1 || f->check->by == GROUP_BY_OWNER;

	if (is_new || (f->owner_inode && holders &&
		       has_same_owners(holders, f->owner_inode, inode)))
		f->owner_inode = inode;
	else
		f->owner_inode = 0;
}

int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders)
{
	const struct doctor_check *check = NULL;

	if (!(s->has & SOCK_HAS_INET) || s->proto >= PROTO_MAX_ || s->state >= STATE_MAX_)
		return 0;
	d->protos[s->proto]++;
	if (s->proto == PROTO_TCP)
		d->states[s->state]++;
	for (size_t i = 0; (check = check_at(i)); i++) {
		struct finding *f = NULL;
		struct measure m = { 0 };

		if (!check->is_sick || check->proto != s->proto ||
		    !(check->states & STATE_BIT(s->state)) ||
		    !check->is_sick(&d->facts, s, &m))
			continue;
		const struct group g = group_of(d, check, s, holders);
		int r = find_finding(d, &g, &f);
		if (!f)
			return r;
		f->sockets++;
		add_sample(f, s, &m, holders);
		add_amount(f, &m);
		if (m.has_age && (!f->has_age || m.least_ms > f->least_ms)) {
			f->has_age = true;
			f->least_ms = m.least_ms;
			f->has_most = m.has_most;
			f->most_ms = m.most_ms;
		}
		if (check->by == GROUP_BY_OWNER || s->state == STATE_LISTEN)
			add_owner(f, s->inode, holders);
	}
	return 0;
}

/* Compares two findings for qsort(3): by severity (the most severe first), then by the
 * order of their checks, then by their number of sockets (the largest first). */
static int compare_findings(const void *a, const void *b)
{
	const struct finding *x = a;
	const struct finding *y = b;
	const enum severity sx = x->check->words.severity;
	const enum severity sy = y->check->words.severity;

	if (sx != sy)
		return (sx < sy) - (sx > sy);
	if (x->check == y->check)
		return (x->sockets < y->sockets) - (x->sockets > y->sockets);
	for (size_t i = 0;; i++) {
		const struct doctor_check *check = check_at(i);

		if (check == x->check)
			return -1;
		if (!check || check == y->check)
			return 1;
	}
}

/* Keeps the first DOCTOR_GROUPS findings of each check and drops the further findings. In
 * the last kept finding of each check, counts the dropped findings of the check and their
 * sockets. */
static void limit_findings(struct doctor *d)
{
	struct finding *last = NULL;
	size_t of_kind = 0;
	size_t kept = 0;

	for (size_t i = 0; i < d->len; i++) {
		const struct finding *f = &d->findings[i];

		if (last && last->check == f->check && of_kind == DOCTOR_GROUPS) {
			last->more_findings++;
			last->more_sockets += f->sockets;
			continue;
		}
		of_kind = last && last->check == f->check ? of_kind + 1 : 1;
		d->findings[kept] = *f;
		last = &d->findings[kept++];
	}
	d->len = kept;
}

int doctor_judge(struct doctor *d, const struct counters *since)
{
	const struct doctor_check *check = NULL;
	size_t kept = 0;

	d->facts.since = since;
	listener_index_finish(&d->facts.listeners);
	for (size_t i = 0; since && (check = check_at(i)); i++) {
		const struct group g = { .check = check };
		struct finding *f = NULL;

		if (check->is_sick)
			continue;
		int r = new_finding(d, &g, &f);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < d->len; i++) {
		struct finding *f = &d->findings[i];

		if (!f->check->judge || f->check->judge(&d->facts, f))
			d->findings[kept++] = *f;
	}
	d->len = kept;
	if (d->len)
		qsort(d->findings, d->len, sizeof(*d->findings), compare_findings);
	limit_findings(d);
	return 0;
}

const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count)
{
	*ret_count = d->len;
	return d->findings;
}

uint64_t doctor_count(const struct doctor *d, enum proto proto)
{
	return d->protos[proto];
}

uint64_t doctor_count_state(const struct doctor *d, enum state state)
{
	return d->states[state];
}
