/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of a diagnosis: rows of four tables, a row for each kind of finding. */
#ifndef DIAGNOSE_CHECK_H
#define DIAGNOSE_CHECK_H

#include "doctor.h"
#include "listener_index.h"
#include "model/counters.h"

/* What a check may look at beside its sockets. */
struct doctor_facts {
	struct thresholds thresholds;
	struct netlimits limits;
	const struct counters *since; /* NULL: not known */
	struct ports ports;
};

/* What a check says of one socket. */
struct measure {
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	uint64_t amount; /* in the unit of the check */
	uint64_t limit; /* of the amount; 0: none */
};

/* Which sockets are one finding. */
enum group_by {
	GROUP_BY_OWNER, /* those of a process */
	GROUP_BY_PORT, /* those that came to a listener, or are one at its address and port */
	GROUP_BY_PEER, /* those to an address */
	GROUP_BY_DESTINATION, /* those from an address to an address and port */
};

enum { CHECK_ADVICE = 2 };

enum combine { COMBINE_NONE, COMBINE_SUM, COMBINE_MOST };

struct doctor_check {
	struct finding_words words;
	enum side side;
	/* for where more was seen; the judge chooses it */
	struct finding_advice advice[CHECK_ADVICE];
	bool is_of_path; /* where the peer is this host itself it is another finding */
	/* of sockets: those of this protocol in these states (mask of STATE_BIT) that are sick;
	 * none where it is about what was counted */
	enum proto proto;
	uint32_t states;
	enum group_by by;
	bool (*is_sick)(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret);
	struct {
		const char *key; /* of a figure, made of what is_sick measured */
		enum unit unit;
		enum combine combine;
	} amount;
	/* Once all sockets are there: whether this is a finding after all, and what else there is
	 * to say of it. NULL: it is. */
	bool (*judge)(const struct doctor_facts *facts, struct finding *f);
};

extern const struct doctor_check checks_handshake[], checks_teardown[], checks_traffic[],
	checks_counters[];
extern const size_t checks_handshake_count, checks_teardown_count, checks_traffic_count,
	checks_counters_count;

static inline uint64_t threshold_of(const struct doctor_facts *facts, enum threshold t)
{
	return facts->thresholds.of[t];
}

/* A fact of TCP. False: not told. */
static inline bool sock_fact(const struct sock *s, enum tcp_fact fact, uint64_t *ret)
{
	if (!(s->has & SOCK_HAS_TCP_INFO) || !tcp_has(&s->tcp, fact))
		return false;
	*ret = s->tcp.facts[fact];
	return true;
}

/* How long it has been so: at least one fact, at most another (TCP_FACT_MAX_: not known). False:
 * the first one is not told. */
bool measure_age(const struct sock *s, enum tcp_fact least, enum tcp_fact most,
		 struct measure *ret);

/* What the receive queue holds beside a FIN, which the kernel counts as one byte: it is the last
 * one there until the program has read the end of file. */
static inline bool has_unread_fin(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->recv_q &&
	       (s->state == STATE_CLOSE_WAIT || s->state == STATE_LAST_ACK ||
		s->state == STATE_CLOSING);
}

static inline uint32_t unread_bytes(const struct sock *s)
{
	return s->recv_q - has_unread_fin(s);
}

/* Advice where no other host can be to blame. */
extern const struct finding_advice own_advice;

void finding_figure(struct finding *f, const char *key, enum unit unit, uint64_t value);

/* A figure of how many a second, of a counter. False: not told, or fewer than the threshold, or
 * none at all. */
bool finding_rate(const struct doctor_facts *facts, struct finding *f, const char *key,
		  enum counter counter);

/* What came in between; 0 where that is not told. */
uint64_t facts_growth(const struct doctor_facts *facts, enum counter counter);

/* So many in the interval, as a rate. */
uint64_t facts_rate(const struct doctor_facts *facts, uint64_t growth);

#endif
