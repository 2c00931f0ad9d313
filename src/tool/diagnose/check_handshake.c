/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor that examine listeners and connections whose handshake is not
 * complete. */
#include "check.h"
#include "util/cleanup.h"

/* Indexes into the array doctor_check.advice. ADVICE_FULL: the advice for a full accept
 * queue of a listener of this host; ADVICE_OWN: the advice for connections whose two ends
 * are on this host; ADVICE_SYN_QUEUE: the advice for a full SYN queue, in a check that
 * has only this advice. */
enum { ADVICE_FULL = 0, ADVICE_OWN = 1, ADVICE_SYN_QUEUE = 0 };

#define SERVER_IS_BUSY                                                                   \
	"what the server's program waits for (its stack or log); sockstat -tlnp: "       \
	"Recv-Q of its port against Send-Q"
#define SERVER_IS_FULL                                                                   \
	"The server is on this host, and its accept queue is full, or nearly so: its "   \
	"program does not take the connections, and the kernel drops further "           \
	"handshakes."
#define SERVER_IS_HERE                                                                   \
	"The address is this host's own, so that no other host and no path is "          \
	"involved. A packet filter of this host drops the SYN or its answer, or the "    \
	"accept queue was full when the SYN came. A port that is merely closed would "   \
	"have refused at once."
#define LOOK_HERE                                                                        \
	"whether a server listens there: sockstat -tlnp; the packet filter of this "     \
	"host (nft list ruleset); sockstat --explain SYN_SENT"

/* Returns how long ago the first SYN of the socket s was sent, in milliseconds. For a
 * moment, s may have no retransmit timer, because the kernel sends a SYN before it starts
 * this timer. */
static uint64_t syn_age(const struct netlimits *limits, const struct sock *s)
{
	return netlimits_syn_age(limits, s->retransmits,
				 s->timer == TIMER_RETRANSMIT ? s->timer_ms : UINT32_MAX);
}

static bool is_syn_sent_stuck(const struct doctor_facts *facts, const struct sock *s,
			      struct measure *ret)
{
	ret->has_age = true;
	ret->least_ms = syn_age(&facts->limits, s);
	ret->amount = s->retransmits;
	return ret->least_ms >= threshold_of(facts, THRESHOLD_SYN_SENT_STUCK);
}

static bool is_syn_sent_slow(const struct doctor_facts *facts, const struct sock *s,
			     struct measure *ret)
{
	return !is_syn_sent_stuck(facts, s, ret) &&
	       ret->least_ms >= threshold_of(facts, THRESHOLD_SYN_SENT_SLOW);
}

static bool is_queue_full(const struct doctor_facts *facts, uint64_t queued, uint64_t max)
{
	return queued &&
	       queued * 100 * 1000 >= max * threshold_of(facts, THRESHOLD_ACCEPT_QUEUE);
}

/* Returns the listener of this host to which all sockets of a finding connect; NULL:
 * there is no such listener, or the sockets connect to several listeners. */
static const struct doctor_port *server_of(const struct doctor_facts *facts,
					   const struct finding *f)
{
	const struct doctor_port *server = NULL;

	/* The finding keeps only some of its sockets as samples. If it has more sockets
	 * than samples, only server_inode, which new_finding has set, proves that all of
	 * them connect to one listener. */
	if (!f->server_inode && f->sockets > f->samples_len)
		return NULL;
	for (size_t i = 0; i < f->samples_len; i++) {
		const struct doctor_sample *s = &f->samples[i];
		const struct doctor_port *port =
			listener_index_serving(&facts->listeners, &s->peer, s->peer_port);

		if (!port->listener || (server && server != port))
			return NULL;
		server = port;
	}
	return server;
}

/* For a finding about unanswered handshakes, whose server is on this host, adds the
 * length of the server's accept queue and the advice for this host. Returns true, because
 * the finding is always reported. */
static bool judge_syn_sent(const struct doctor_facts *facts, struct finding *f)
{
	const struct doctor_port *server = f->is_own ? server_of(facts, f) : NULL;

	if (f->is_own)
		f->advice = &f->check->advice[ADVICE_OWN];
	if (!server)
		return true;
	f->server_inode = server->listener;
	finding_figure(f, "accept_queue", UNIT_COUNT, server->queued);
	finding_figure(f, "accept_queue_limit", UNIT_COUNT, server->queue_max);
	if (is_queue_full(facts, server->queued, server->queue_max)) {
		f->side = SIDE_PROGRAM;
		f->advice = &f->check->advice[ADVICE_FULL];
	}
	return true;
}

/* Returns true for every half-open connection, because judge_syn_recv decides by the
 * number of such connections. The age of the connection is computed without syn_linear (a
 * number of equal timeouts of a SYN), because the kernel doubles the timeout of a SYN+ACK
 * each time it sends the SYN+ACK. */
static bool is_syn_recv(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret)
{
	const struct netlimits plain = { .syn_linear = 0 };

	(void)facts;
	ret->has_age = s->retransmits;
	ret->least_ms = syn_age(&plain, s);
	ret->amount = s->retransmits != 0;
	return true;
}

/* Returns the listener at the local address and port of the first sample socket of a
 * finding; if there is no listener, an entry of zeros. */
static const struct doctor_port *port_of(const struct doctor_facts *facts,
					 const struct finding *f)
{
	return listener_index_serving(&facts->listeners, &f->samples[0].local,
				      f->samples[0].local_port);
}

/* Makes the owner of the listener at the local port of the finding f the owner of f, and
 * adds the length and the limit of the listener's accept queue to f. */
static void add_accept_queue(const struct doctor_facts *facts, struct finding *f)
{
	const struct doctor_port *port = port_of(facts, f);

	f->owner_inode = port->listener;
	if (!port->listener)
		return;
	finding_figure(f, "accept_queue", UNIT_COUNT, port->queued);
	finding_figure(f, "accept_queue_limit", UNIT_COUNT, port->queue_max);
}

static bool judge_syn_recv(const struct doctor_facts *facts, struct finding *f)
{
	const struct doctor_port *port = port_of(facts, f);
	const uint64_t resent = f->figures[0].value;

	if (f->sockets < threshold_of(facts, THRESHOLD_SYN_RECV_COUNT) &&
	    resent < threshold_of(facts, THRESHOLD_SYN_RECV_RESENT))
		return false;
	add_accept_queue(facts, f);
	if (is_queue_full(facts, port->queued, port->queue_max)) {
		f->side = SIDE_PROGRAM;
		f->advice = &f->check->advice[ADVICE_FULL];
	}
	finding_rate(facts, f, "syn_cookies_sent", COUNTER_COOKIES_SENT);
	finding_rate(facts, f, "syn_queue_drops", COUNTER_REQ_Q_FULL_DROP);
	return true;
}

static bool is_listener_full(const struct doctor_facts *facts, const struct sock *s,
			     struct measure *ret)
{
	ret->amount = s->recv_q;
	ret->limit = s->send_q;
	return s->has & SOCK_HAS_SEND_Q && is_queue_full(facts, s->recv_q, s->send_q);
}

/* Returns whether a finding about a full accept queue is reported: a connection has
 * waited in the queue for long, or the kernel has dropped connections. A queue that is
 * full only for a moment is no trouble. */
static bool judge_listener(const struct doctor_facts *facts, struct finding *f)
{
	const struct doctor_port *port = port_of(facts, f);

	finding_figure(f, "accept_queue_limit", UNIT_COUNT, f->limit);
	const bool is_dropping =
		finding_rate(facts, f, "listen_overflows", COUNTER_LISTEN_OVERFLOWS);
	finding_rate(facts, f, "listen_drops", COUNTER_LISTEN_DROPS);
	f->has_age = port->oldest_ms;
	f->least_ms = port->oldest_ms;
	return is_dropping ||
	       port->oldest_ms >= threshold_of(facts, THRESHOLD_ACCEPT_WAIT);
}

/* Returns whether a connection has waited for accept() for long. A connection that waits
 * has no inode yet, and the last segment that was sent on it is its SYN+ACK, whose age is
 * the time of waiting. */
static bool is_waiting_for_accept(const struct doctor_facts *facts, const struct sock *s,
				  struct measure *ret)
{
	return !s->inode && is_older(facts, s, THRESHOLD_ACCEPT_WAIT,
				     TCP_LAST_DATA_SENT_MS, TCP_FACT_MAX_, ret);
}

static bool judge_waiting(const struct doctor_facts *facts, struct finding *f)
{
	const struct doctor_port *port = port_of(facts, f);

	add_accept_queue(facts, f);
	/* a connection without an inode proves nothing if the accept queue is empty: a
	 * subflow of MPTCP has no inode, either, and waits in no accept queue */
	return port->queued && !is_queue_full(facts, port->queued, port->queue_max);
}

static bool judge_overflows(const struct doctor_facts *facts, struct finding *f)
{
	finding_rate(facts, f, "listen_overflows", COUNTER_LISTEN_OVERFLOWS);
	finding_rate(facts, f, "listen_drops", COUNTER_LISTEN_DROPS);
	finding_rate(facts, f, "syn_queue_drops", COUNTER_REQ_Q_FULL_DROP);
	finding_rate(facts, f, "syn_cookies_sent", COUNTER_COOKIES_SENT);

	const uint64_t overflows = facts_growth(facts, COUNTER_LISTEN_OVERFLOWS);
	const uint64_t all = overflows + facts_growth(facts, COUNTER_REQ_Q_FULL_DROP) +
			     facts_growth(facts, COUNTER_COOKIES_SENT);
	if (!overflows) {
		f->side = SIDE_UNKNOWN;
		f->advice = &f->check->advice[ADVICE_SYN_QUEUE];
	}
	return all &&
	       facts_rate(facts, all) >= threshold_of(facts, THRESHOLD_OVERFLOW_RATE);
}

/* Initializes the members that the two checks of sockets in SYN_SENT have in common;
 * `function` is the value of the member is_sick, in which the two checks differ. */
#define SYN_SENT(function)                                                               \
	.side = SIDE_PEER_OR_PATH,                                                       \
	.advice = { { SERVER_IS_FULL, SERVER_IS_BUSY }, { SERVER_IS_HERE, LOOK_HERE } }, \
	.is_of_path = true, .judge = judge_syn_sent,                                     \
	SOCKETS(PROTO_TCP, STATE_BIT(STATE_SYN_SENT), GROUP_BY_OWNER, function),         \
	.amount = { "syn_resent_most", UNIT_COUNT, COMBINE_MOST }

const struct doctor_check checks_handshake[] = {
	{ { "syn_sent_stuck", SEVERITY_FAILURE,
	    "outgoing connections are not established",
	    "The SYN, or the answer to it, is lost: a firewall drops it "
	    "silently, the host is down or the address wrong, there is no route "
	    "back, or the server's accept queue is full. A port that is merely "
	    "closed would have refused at once.",
	    "sockstat -tnpo --state=tcp:SYN_SENT; on the server: sockstat -tln; "
	    "the firewalls and routes between; sockstat --explain SYN_SENT" },
	  SYN_SENT(is_syn_sent_stuck) },
	{ { "accept_queue_full", SEVERITY_FAILURE,
	    "an accept queue is full, or nearly so",
	    "The kernel completes handshakes and the program does not take the "
	    "connections: it hangs, is overloaded, or has too few workers. Once "
	    "the queue is full, the SYNs and ACKs of others are dropped, and "
	    "they see a slow or stuck handshake.",
	    "what the program waits for (its stack or log); a longer queue "
	    "(listen(), net.core.somaxconn) helps with short bursts only; "
	    "sockstat --explain LISTEN" },
	  .side = SIDE_PROGRAM,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_LISTEN), GROUP_BY_PORT, is_listener_full),
	  .amount = { "accept_queue", UNIT_COUNT, COMBINE_MOST },
	  .judge = judge_listener },
	{ { "accept_queue_waits", SEVERITY_WARNING, "connections wait to be accepted",
	    "The handshake is complete, and the program at the port does not "
	    "call accept(): it is busy with something else, or hangs. The "
	    "client may have sent its request already.",
	    "what the program waits for (its stack or log); "
	    "sockstat -tlnp: Recv-Q of its port should be 0" },
	  .side = SIDE_PROGRAM,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT),
		  GROUP_BY_PORT, is_waiting_for_accept),
	  .judge = judge_waiting },
	{ { "syn_recv_pile", SEVERITY_WARNING, "half-open connections pile up",
	    "SYNs come in, and the last ACK of the handshake does not: the "
	    "SYN+ACK is lost on its way back (a filter, another route), the "
	    "senders do not exist (a flood of forged SYNs), or the accept queue "
	    "is full, so that the ACK is not taken.",
	    "sockstat -tno --state=tcp:SYN_RECV: many addresses or few; the route back "
	    "to them; net.ipv4.tcp_syncookies; sockstat --explain SYN_RECV" },
	  .side = SIDE_PEER_OR_PATH,
	  .advice = { { "The accept queue of the listener is full, or nearly so: the "
			"last ACK of a handshake is not taken, because the program does "
			"not take the connections that are complete.",
			"what the program waits for (its stack or log); sockstat -tlnp: "
			"Recv-Q of its port against Send-Q; sockstat --explain "
			"SYN_RECV" } },
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_NEW_SYN_RECV),
		  GROUP_BY_PORT, is_syn_recv),
	  .amount = { "syn_ack_resent", UNIT_COUNT, COMBINE_SUM },
	  .judge = judge_syn_recv },
	{ { "listen_overflows", SEVERITY_FAILURE,
	    "listeners drop handshakes, or answer with cookies",
	    "In the interval an accept queue was full: a program does not accept fast "
	    "enough. The clients whose handshakes were dropped try again a second later.",
	    "sockstat -tlnp: Recv-Q against Send-Q; sockstat -s -c 1: the "
	    "growth of the counters" },
	  .side = SIDE_PROGRAM,
	  .advice = { { "In the interval a SYN queue was full, and no accept queue was: "
			"more SYNs come than can be kept (a burst, a flood), or the last "
			"ACKs of their handshakes do not come.",
			"sockstat -tno --state=tcp:SYN_RECV: many addresses or few; "
			"sockstat -s -c 1: the counters as they go on" } },
	  .judge = judge_overflows },
	{ { "syn_sent_slow", SEVERITY_WARNING,
	    "a handshake is slow: its SYN had to be sent again",
	    "One SYN or its answer was lost, or the server was too busy for it: "
	    "packet loss, overload, or the beginning of syn_sent_stuck.",
	    "run it again in a few seconds: by then it is gone or stuck" },
	  SYN_SENT(is_syn_sent_slow) },
};

const size_t checks_handshake_count = ARRAY_SIZE(checks_handshake);
