/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of a diagnosis: four tables with one row for each kind of finding. */
#ifndef DIAGNOSE_CHECK_H
#define DIAGNOSE_CHECK_H

#include "doctor.h"
#include "listener_index.h"
#include "model/counters.h"

/* What a check reads in addition to its sockets. */
struct doctor_facts {
	struct thresholds thresholds;
	struct netlimits limits;
	/* what the kernel counted in the interval; NULL: not known */
	const struct counters *since;
	struct listener_index listeners;
};

/* What a check measured on one socket. */
struct measure {
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* in the unit of the check (doctor_check.amount), and the most that it can be (0: none) */
	uint64_t amount, limit;
};

/* Which sockets are put together in one finding. */
enum group_by {
	/* sockets of one process */
	GROUP_BY_OWNER,
	/* listeners of one address and port, or the connections that they accept */
	GROUP_BY_PORT,
	/* connections to one address */
	GROUP_BY_PEER,
	/* connections from one address to one address and port */
	GROUP_BY_DESTINATION,
};

enum { CHECK_ADVICE = 2 };

enum combine { COMBINE_NONE, COMBINE_SUM, COMBINE_MOST };

struct doctor_check {
	struct finding_words words;
	enum side side;
	/* more specific advice, which judge may choose by what else was seen */
	struct finding_advice advice[CHECK_ADVICE];
	/* connections of this host to itself are a finding of their own */
	bool is_of_path;
	/* The check looks at sockets of this protocol in these states (mask of STATE_BIT)
	 * for which is_sick returns true. A check of counters has no is_sick. */
	enum proto proto;
	uint32_t states;
	enum group_by by;
	bool (*is_sick)(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret);
	struct {
		/* the figure that combines the amounts which is_sick measured */
		const char *key;
		enum unit unit;
		enum combine combine;
	} amount;
	/* Called when all sockets are known: returns whether this is a finding after all,
	 * and may add figures, side and advice. NULL: it always is. */
	bool (*judge)(const struct doctor_facts *facts, struct finding *f);
};

/* The check with the index i over all tables, NULL behind the last. Findings of equal
 * severity are listed in this order. */
const struct doctor_check *check_at(size_t i);

extern const struct doctor_check checks_handshake[], checks_teardown[], checks_traffic[],
	checks_counters[];
extern const size_t checks_handshake_count, checks_teardown_count, checks_traffic_count,
	checks_counters_count;

static inline uint64_t threshold_of(const struct doctor_facts *facts, enum threshold t)
{
	return facts->thresholds.of[t];
}

/* Reads a TCP fact. False: the source did not give it. */
static inline bool sock_fact(const struct sock *s, enum tcp_fact fact, uint64_t *ret)
{
	if (!(s->has & SOCK_HAS_TCP_INFO) || !tcp_has(&s->tcp, fact))
		return false;
	*ret = s->tcp.facts[fact];
	return true;
}

/* Measures how long the socket has been in trouble: at least the one fact, at most the
 * other (TCP_FACT_MAX_: no upper bound). False: the source did not give the first one. */
bool measure_age(const struct sock *s, enum tcp_fact least, enum tcp_fact most,
		 struct measure *ret);

/* Whether the receive queue holds a FIN. The kernel counts it as the last byte of the
 * queue until the program has read the end of file. */
static inline bool has_unread_fin(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->recv_q &&
	       (s->state == STATE_CLOSE_WAIT || s->state == STATE_LAST_ACK ||
		s->state == STATE_CLOSING);
}

/* Bytes of data in the receive queue, without the FIN. */
static inline uint32_t unread_bytes(const struct sock *s)
{
	return s->recv_q - has_unread_fin(s);
}

/* Advice for connections of this host to itself. */
extern const struct finding_advice own_advice;

/* Adds a figure; it is dropped if there are DOCTOR_FIGURES already. */
void finding_figure(struct finding *f, const char *key, enum unit unit, uint64_t value);

/* Adds the growth of a counter as a figure per second. False: it did not grow, or is not
 * known, and no figure was added. */
bool finding_rate(const struct doctor_facts *facts, struct finding *f, const char *key,
		  enum counter counter);

/* Growth of the counter in the interval; 0 where it is not known. */
uint64_t facts_growth(const struct doctor_facts *facts, enum counter counter);

/* A growth in the interval as a rate in thousandths per second. */
uint64_t facts_rate(const struct doctor_facts *facts, uint64_t growth);

#endif
