/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor that examine open connections and UDP sockets. */
#include "check.h"
#include "util/cleanup.h"

#define OPEN (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT))

enum { THOUSANDTHS = 1000, PERCENT = 100 };

static bool is_unacked(const struct doctor_facts *facts, const struct sock *s,
		       struct measure *ret)
{
	ret->amount = s->send_q;
	measure_age(s, TCP_LAST_ACK_RECV_MS, TCP_FACT_MAX_, ret);
	if (!s->send_q || s->timer != TIMER_RETRANSMIT)
		return false;
	return s->retransmits >= threshold_of(facts, THRESHOLD_UNACKED_RESENT) ||
	       (ret->has_age && s->retransmits &&
		ret->least_ms >= threshold_of(facts, THRESHOLD_UNACKED_WAIT));
}

/* Returns whether the peer has had no room in its receive window for long. The age of the
 * last data that was sent is checked, because the timer of zero window probes may run for
 * a moment in any transfer. */
static bool is_zero_window(const struct doctor_facts *facts, const struct sock *s,
			   struct measure *ret)
{
	ret->amount = s->send_q;
	return s->timer == TIMER_PROBE && s->send_q &&
	       is_older(facts, s, THRESHOLD_ZERO_WINDOW, TCP_LAST_DATA_SENT_MS,
			TCP_FACT_MAX_, ret);
}

/* Returns whether a program has not read the receive queue of its socket for long. The
 * age of the last data that arrived is a lower bound of this time, because this data is
 * still in the queue. */
static bool is_unread(const struct doctor_facts *facts, const struct sock *s,
		      struct measure *ret)
{
	ret->amount = s->recv_q;
	return s->inode && s->recv_q &&
	       s->recv_q >= threshold_of(facts, THRESHOLD_UNREAD_BYTES) &&
	       is_older(facts, s, THRESHOLD_UNREAD_WAIT, TCP_LAST_DATA_RECV_MS,
			TCP_FACT_MAX_, ret);
}

/* Returns whether the peer has sent an ACK recently. Otherwise, the losses and round-trip
 * times that the kernel reports for the socket may be old. */
static bool is_recent(const struct doctor_facts *facts, const struct sock *s)
{
	uint64_t silent_ms = 0;

	return sock_fact(s, TCP_LAST_ACK_RECV_MS, &silent_ms) &&
	       silent_ms <= threshold_of(facts, THRESHOLD_RECENT);
}

static bool is_lossy(const struct doctor_facts *facts, const struct sock *s,
		     struct measure *ret)
{
	uint64_t sent = 0;
	uint64_t again = 0;
	uint64_t segments = 0;

	if (!sock_fact(s, TCP_BYTES_SENT, &sent) ||
	    !sock_fact(s, TCP_BYTES_RETRANS, &again) ||
	    !sock_fact(s, TCP_TOTAL_RETRANS, &segments) || !sent || !is_recent(facts, s))
		return false;
	ret->amount =
		(uint64_t)((double)again / (double)sent * PERCENT * THOUSANDTHS + 0.5);
	return segments >= threshold_of(facts, THRESHOLD_RESENT_SEGMENTS) &&
	       ret->amount >= threshold_of(facts, THRESHOLD_RESENT_SHARE);
}

static bool is_rtt_high(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret)
{
	uint64_t least = 0;

	return sock_fact(s, TCP_RTT_US, &ret->amount) &&
	       sock_fact(s, TCP_MIN_RTT_US, &least) && is_recent(facts, s) &&
	       ret->amount / THOUSANDTHS >= threshold_of(facts, THRESHOLD_RTT_LEAST) &&
	       ret->amount >= least * threshold_of(facts, THRESHOLD_RTT_RATIO);
}

static bool is_udp_full(const struct doctor_facts *facts, const struct sock *s,
			struct measure *ret)
{
	const uint32_t *of = s->memory.of;

	if (!(s->has & SOCK_HAS_MEMORY) || s->memory.count <= MEMORY_DROPS)
		return false;
	ret->amount = of[MEMORY_DROPS];
	return of[MEMORY_RCVBUF] &&
	       (uint64_t)of[MEMORY_RMEM_ALLOC] * PERCENT * THOUSANDTHS >=
		       of[MEMORY_RCVBUF] * threshold_of(facts, THRESHOLD_UDP_QUEUE);
}

const struct doctor_check checks_traffic[] = {
	{ { "send_queue_unacked", SEVERITY_FAILURE, "what is sent is not acknowledged",
	    "Data is sent again and again and no ACK comes back: the peer's host is "
	    "gone, the path is cut, or a firewall has forgotten the connection. The "
	    "program sees nothing but that its queue fills, until the kernel gives up "
	    "after about 15 minutes (net.ipv4.tcp_retries2).",
	    "whether the peer's host is up, and the path to it; sockstat -tnpo; "
	    "TCP_USER_TIMEOUT gives up sooner; sockstat --explain ESTABLISHED" },
	  .side = SIDE_PEER_OR_PATH,
	  .is_of_path = true,
	  SOCKETS(PROTO_TCP, OPEN, GROUP_BY_OWNER, is_unacked),
	  .amount = { "send_q", UNIT_BYTES, COMBINE_SUM } },
	{ { "recv_queue_unread", SEVERITY_FAILURE,
	    "a program does not read what it received",
	    "Data lies in the receive queue and the program leaves it there: it "
	    "hangs, waits for something else, or is overloaded. Once the queue "
	    "is full the peer can send nothing more.",
	    "what the program waits for (its stack or log); sockstat -tnp: Recv-Q" },
	  .side = SIDE_PROGRAM,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_ESTABLISHED), GROUP_BY_OWNER, is_unread),
	  .amount = { "recv_q", UNIT_BYTES, COMBINE_SUM } },
	{ { "zero_window", SEVERITY_WARNING, "peers take no more data: zero window",
	    "The peer's host has said that it has no room: the program there "
	    "does not read, or reads more slowly than this side sends.",
	    "the program at the peer's address; there: sockstat -tnp, Recv-Q" },
	  .side = SIDE_PEER,
	  SOCKETS(PROTO_TCP, OPEN, GROUP_BY_OWNER, is_zero_window),
	  .amount = { "send_q", UNIT_BYTES, COMBINE_SUM } },
	{ { "retransmissions", SEVERITY_WARNING,
	    "much of what is sent to an address has to be sent again",
	    "Packets are lost on the way to that address: a link that is bad or "
	    "full, a policer, or a wrong MTU. The share is that of the bytes "
	    "since the connection was made.",
	    "sockstat -tn --tcp-info; the interfaces and the path to the address" },
	  .side = SIDE_PATH,
	  .is_of_path = true,
	  SOCKETS(PROTO_TCP, OPEN, GROUP_BY_PEER, is_lossy),
	  .amount = { "resent_share_most", UNIT_PERCENT, COMBINE_MOST } },
	{ { "rtt_high", SEVERITY_WARNING,
	    "round trips to an address take far longer than the shortest one",
	    "The shortest round trip of the last minutes was many times shorter: a queue "
	    "on the path is full, a route has changed, or the peer's host is overloaded.",
	    "sockstat -tn --tcp-info: rtt and min rtt; the load of the links to "
	    "the address" },
	  .side = SIDE_PATH,
	  .is_of_path = true,
	  SOCKETS(PROTO_TCP, OPEN, GROUP_BY_PEER, is_rtt_high),
	  .amount = { "rtt_most", UNIT_US, COMBINE_MOST } },
	{ { "udp_queue_full", SEVERITY_FAILURE, "a program does not read its datagrams",
	    "The receive buffer is full, or nearly so, and once it is full, "
	    "datagrams are dropped: the program hangs or is too slow.",
	    "sockstat -uanpm: memory and drops; a larger SO_RCVBUF helps with "
	    "short bursts only" },
	  .side = SIDE_PROGRAM,
	  SOCKETS(PROTO_UDP, STATE_ALL, GROUP_BY_OWNER, is_udp_full),
	  .amount = { "drops_most", UNIT_COUNT, COMBINE_MOST } },
};

const size_t checks_traffic_count = ARRAY_SIZE(checks_traffic);
