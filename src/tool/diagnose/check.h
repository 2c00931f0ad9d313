/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor, in four arrays of struct doctor_check. Each check finds one
 * kind of trouble with connections or sockets. */
#ifndef DIAGNOSE_CHECK_H
#define DIAGNOSE_CHECK_H

#include "doctor.h"
#include "listener_index.h"
#include "model/counters.h"

/* The data about the network namespace that a check of --doctor reads besides the socket
 * that it examines. */
struct doctor_facts {
	struct thresholds thresholds;
	struct netlimits limits;
	/* The growth of the kernel's counters in the interval of --doctor; NULL: the
	 * counters were not read. */
	const struct counters *since;
	struct listener_index listeners;
};

/* What a check of --doctor has measured on one socket in trouble, such as how long it has
 * been in trouble. */
struct measure {
	bool has_age, has_most;
	/* The bounds of the time for which the socket has been in trouble, in
	 * milliseconds. least_ms, the lower bound, is only valid if the member has_age is
	 * set; most_ms, the upper bound, only if the member has_most is set. */
	uint64_t least_ms, most_ms;
	/* amount: the number that doctor_check.amount.key names, such as bytes in a
	 * queue; limit: the maximum that this number can reach (0: no limit) */
	uint64_t amount, limit;
};

/* The rule by which a check of --doctor groups sockets in trouble; each group is reported
 * as one finding. */
enum group_by {
	/* The sockets in trouble of one process form one group. */
	GROUP_BY_OWNER,
	/* The sockets in trouble with one local address and port form one group:
	 * listeners, or connections to listeners. */
	GROUP_BY_PORT,
	/* The connections in trouble to one remote address form one group. */
	GROUP_BY_PEER,
	/* The connections in trouble from one local address to one remote address and
	 * port form one group. */
	GROUP_BY_DESTINATION,
};

enum { CHECK_ADVICE = 2 };

enum combine { COMBINE_NONE, COMBINE_SUM, COMBINE_MOST };

struct doctor_check {
	struct finding_words words;
	enum side side;
	/* Pieces of advice that are more specific than the default advice of the check.
	 * The check may choose one of them for a finding, which then shows this piece in
	 * place of the default advice. */
	struct finding_advice advice[CHECK_ADVICE];
	/* Whether connections between two sockets of this host form a separate
	 * finding, because the check blames the network path, which such connections
	 * do not use. */
	bool is_of_path;
	/* The protocol of the sockets that the check examines. */
	enum proto proto;
	/* The states of the sockets that the check examines: a mask of STATE_BIT. */
	uint32_t states;
	enum group_by by;
	/* Returns whether the socket s is in trouble, and sets *ret to what was measured
	 * on s. NULL: the check examines counters, not sockets. */
	bool (*is_sick)(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret);
	struct {
		/* The JSON name of the first figure (a named number) of a finding: the
		 * sum or the maximum of the amounts that the check has measured on the
		 * sockets in trouble. */
		const char *key;
		enum unit unit;
		enum combine combine;
	} amount;
	/* Called when all sockets have been examined. Returns whether the finding f is
	 * reported, and may add figures to f and change its side and advice. NULL: every
	 * finding of the check is reported. */
	bool (*judge)(const struct doctor_facts *facts, struct finding *f);
};

/* Initializes the members of struct doctor_check by which a check selects and groups
 * sockets in trouble. */
#define SOCKETS(in_proto, in_states, group, function)                                    \
	.proto = (in_proto), .states = (in_states), .by = (group), .is_sick = (function)

/* Returns the i-th check of --doctor, counted through the arrays checks_handshake,
 * checks_teardown, checks_traffic and checks_counters; NULL: there are fewer checks.
 * Findings of equal severity are listed in the order of their checks. */
const struct doctor_check *check_at(size_t i);

extern const struct doctor_check checks_handshake[], checks_teardown[], checks_traffic[],
	checks_counters[];
extern const size_t checks_handshake_count, checks_teardown_count, checks_traffic_count,
	checks_counters_count;

static inline uint64_t threshold_of(const struct doctor_facts *facts, enum threshold t)
{
	return facts->thresholds.of[t];
}

/* Sets *ret to the value of a fact about the TCP connection of a socket, such as its
 * round-trip time. Returns false if the kernel did not report the fact. */
static inline bool sock_fact(const struct sock *s, enum tcp_fact fact, uint64_t *ret)
{
	if (!(s->has & SOCK_HAS_TCP_INFO) || !tcp_has(&s->tcp, fact))
		return false;
	*ret = s->tcp.facts[fact];
	return true;
}

/* Sets the members of *ret that state how long a socket has been in trouble: at least the
 * milliseconds in the TCP fact `least`, and at most the milliseconds in the TCP fact
 * `most` (TCP_FACT_MAX_: no upper bound). Returns false if the kernel did not report the
 * fact `least`. */
bool measure_age(const struct sock *s, enum tcp_fact least, enum tcp_fact most,
		 struct measure *ret);

/* Measures by measure_age, into *ret, how long a socket has been in trouble. Returns
 * whether this time is at least as long as the threshold; false if the kernel did not
 * report the fact `least`. */
bool is_older(const struct doctor_facts *facts, const struct sock *s,
	      enum threshold threshold, enum tcp_fact least, enum tcp_fact most,
	      struct measure *ret);

/* Returns whether the receive queue of a TCP socket ends in a FIN. The kernel counts the FIN as one
 * byte until the program has read the end of file. */
static inline bool has_unread_fin(const struct sock *s)
{
	return s->proto == PROTO_TCP && s->recv_q &&
	       (s->state == STATE_CLOSE_WAIT || s->state == STATE_LAST_ACK ||
		s->state == STATE_CLOSING);
}

/* Returns how many bytes of data the receive queue of a socket holds, without the FIN. */
static inline uint32_t unread_bytes(const struct sock *s)
{
	return s->recv_q - has_unread_fin(s);
}

/* The advice of --doctor in findings about connections whose two ends are both on this
 * host. */
extern const struct finding_advice own_advice;

/* Adds a figure (a named number) to a finding of --doctor; does nothing if the finding
 * already has DOCTOR_FIGURES figures. */
void finding_figure(struct finding *f, const char *key, enum unit unit, uint64_t value);

/* Adds the growth of a counter per second to a finding of --doctor, as the figure with
 * the name `key`. Returns false and adds nothing if the counter did not grow or its
 * growth is not known. */
bool finding_rate(const struct doctor_facts *facts, struct finding *f, const char *key,
		  enum counter counter);

/* Returns the growth of a counter in the interval of --doctor, or 0 if the growth is not
 * known, because the counters were not read or the kernel lacks this counter. */
uint64_t facts_growth(const struct doctor_facts *facts, enum counter counter);

/* Converts the growth of a counter in the interval of --doctor to thousandths of an event
 * per second. */
uint64_t facts_rate(const struct doctor_facts *facts, uint64_t growth);

#endif
