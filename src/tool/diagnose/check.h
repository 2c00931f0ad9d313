/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor, in four tables. Each check finds one kind of trouble. */
#ifndef DIAGNOSE_CHECK_H
#define DIAGNOSE_CHECK_H

#include "doctor.h"
#include "listener_index.h"
#include "model/counters.h"

/* What a check reads in addition to its sockets. */
struct doctor_facts {
	struct thresholds thresholds;
	struct netlimits limits;
	/* the growth of the counters in the interval; NULL: the counters are not known */
	const struct counters *since;
	struct listener_index listeners;
};

/* What a check measured on one socket. */
struct measure {
	bool has_age, has_most;
	/* how long the socket has been in trouble, at least and, if has_most, at most */
	uint64_t least_ms, most_ms;
	/* an amount in the unit of doctor_check.amount, and its limit (0: it has none) */
	uint64_t amount, limit;
};

/* How sockets in trouble are grouped into findings. */
enum group_by {
	/* a finding has the sockets of one process */
	GROUP_BY_OWNER,
	/* a finding has the listeners of an address and port, or the connections to them */
	GROUP_BY_PORT,
	/* a finding has the connections to one address */
	GROUP_BY_PEER,
	/* a finding has the connections from one address to one address and port */
	GROUP_BY_DESTINATION,
};

enum { CHECK_ADVICE = 2 };

enum combine { COMBINE_NONE, COMBINE_SUM, COMBINE_MOST };

struct doctor_check {
	struct finding_words words;
	enum side side;
	/* more specific advice, which judge may set in place of the words */
	struct finding_advice advice[CHECK_ADVICE];
	/* connections of this host to itself are grouped into a separate finding */
	bool is_of_path;
	/* The check finds sockets of this protocol in these states (mask of STATE_BIT) for which
	 * is_sick returns true. A check of counters has no is_sick. */
	enum proto proto;
	uint32_t states;
	enum group_by by;
	bool (*is_sick)(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret);
	struct {
		/* the name of the figure that combines the amounts that is_sick measured */
		const char *key;
		enum unit unit;
		enum combine combine;
	} amount;
	/* Decides on a finding when all sockets are known: returns whether it is reported, and may
	 * add figures and change its side and advice. NULL: every finding is reported. */
	bool (*judge)(const struct doctor_facts *facts, struct finding *f);
};

/* Initializes what a check of sockets looks at. */
#define SOCKETS(in_proto, in_states, group, function)                                    \
	.proto = (in_proto), .states = (in_states), .by = (group), .is_sick = (function)

/* Returns the check with that index over all tables, or NULL past the last one. Findings of equal
 * severity are listed in the order of their checks. */
const struct doctor_check *check_at(size_t i);

extern const struct doctor_check checks_handshake[], checks_teardown[], checks_traffic[],
	checks_counters[];
extern const size_t checks_handshake_count, checks_teardown_count, checks_traffic_count,
	checks_counters_count;

static inline uint64_t threshold_of(const struct doctor_facts *facts, enum threshold t)
{
	return facts->thresholds.of[t];
}

/* Sets *ret to a TCP fact. Returns false if the kernel did not report the fact. */
static inline bool sock_fact(const struct sock *s, enum tcp_fact fact, uint64_t *ret)
{
	if (!(s->has & SOCK_HAS_TCP_INFO) || !tcp_has(&s->tcp, fact))
		return false;
	*ret = s->tcp.facts[fact];
	return true;
}

/* Sets how long the socket has been in trouble: at least as long as the fact "least" says, at most
 * as long as the fact "most" says (TCP_FACT_MAX_: no upper bound). Returns false if the kernel did
 * not report the first fact. */
bool measure_age(const struct sock *s, enum tcp_fact least, enum tcp_fact most,
		 struct measure *ret);

/* Returns whether measure_age succeeds and the socket has been in trouble for the threshold. */
bool is_older(const struct doctor_facts *facts, const struct sock *s,
	      enum threshold threshold, enum tcp_fact least, enum tcp_fact most,
	      struct measure *ret);

/* Returns whether the receive queue holds a FIN. The kernel counts a FIN as the last byte of the
 * queue until the program has read the end of file. */
static inline bool has_unread_fin(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->recv_q &&
	       (s->state == STATE_CLOSE_WAIT || s->state == STATE_LAST_ACK ||
		s->state == STATE_CLOSING);
}

/* Returns the bytes of data in the receive queue, without the FIN. */
static inline uint32_t unread_bytes(const struct sock *s)
{
	return s->recv_q - has_unread_fin(s);
}

/* The advice for connections of this host to itself. */
extern const struct finding_advice own_advice;

/* Adds a figure to a finding, unless the finding has DOCTOR_FIGURES already. */
void finding_figure(struct finding *f, const char *key, enum unit unit, uint64_t value);

/* Adds the growth of a counter per second to a finding. Returns false and adds no figure if the
 * counter did not grow or is not known. */
bool finding_rate(const struct doctor_facts *facts, struct finding *f, const char *key,
		  enum counter counter);

/* Returns the growth of a counter in the interval, or 0 if the counter is not known. */
uint64_t facts_growth(const struct doctor_facts *facts, enum counter counter);

/* Converts a growth in the interval to a rate in thousandths per second. */
uint64_t facts_rate(const struct doctor_facts *facts, uint64_t growth);

#endif
