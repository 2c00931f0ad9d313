/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor that examine connections that are being closed. */
#include "check.h"
#include "util/cleanup.h"

/* Returns whether the program has kept a socket open for long after the FIN of the peer.
 * The FIN arrived after the last data and not after the last ACK, which gives the bounds
 * of the age of the FIN. A connection without an inode is not counted, because it is
 * still in an accept queue. */
static bool is_close_wait_held(const struct doctor_facts *facts, const struct sock *s,
			       struct measure *ret)
{
	ret->amount = unread_bytes(s);
	return s->inode && is_older(facts, s, THRESHOLD_CLOSE_WAIT, TCP_LAST_ACK_RECV_MS,
				    TCP_LAST_DATA_RECV_MS, ret);
}

/* Returns whether the FIN of a socket was sent again too often. Such a socket has been in
 * trouble since the last ACK of its peer. */
static bool is_fin_resent(const struct doctor_facts *facts, const struct sock *s,
			  struct measure *ret)
{
	ret->amount = s->retransmits;
	measure_age(s, TCP_LAST_ACK_RECV_MS, TCP_FACT_MAX_, ret);
	return s->timer == TIMER_RETRANSMIT &&
	       s->retransmits >= threshold_of(facts, THRESHOLD_FIN_RESENT);
}

static bool is_fin_unread(const struct doctor_facts *facts, const struct sock *s,
			  struct measure *ret)
{
	ret->amount = s->send_q;
	return s->timer == TIMER_PROBE && s->send_q &&
	       is_older(facts, s, THRESHOLD_FIN_UNREAD, TCP_LAST_DATA_SENT_MS,
			TCP_FACT_MAX_, ret);
}

/* Returns whether a socket has been in FIN_WAIT2 for too long. The state began when the
 * FIN was acknowledged, after the last data was sent. If no process holds the socket, the
 * kernel may keep only the timer of FIN_WAIT2: the age is then the whole timeout minus
 * the time that is left. */
static bool is_fin_wait2_held(const struct doctor_facts *facts, const struct sock *s,
			      struct measure *ret)
{
	const uint32_t whole_ms = facts->limits.fin_timeout_ms;

	ret->amount = !s->inode;
	if (!measure_age(s, TCP_LAST_ACK_RECV_MS, TCP_LAST_DATA_SENT_MS, ret) &&
	    s->timer == TIMER_TIME_WAIT && s->timer_ms <= whole_ms) {
		ret->has_age = true;
		ret->least_ms = whole_ms - s->timer_ms;
	}
	return ret->has_age && ret->least_ms >= threshold_of(facts, THRESHOLD_FIN_WAIT2);
}

/* Returns whether connect() has taken the local port of the socket s from the ephemeral
 * range. If this host has a listener on the port, s was accepted by the listener and is
 * not counted. */
static bool is_in_port_range(const struct doctor_facts *facts, const struct sock *s,
			     struct measure *ret)
{
	(void)ret;
	return s->local_port >= facts->limits.port_first &&
	       s->local_port <= facts->limits.port_last &&
	       !listener_index_serving(&facts->listeners, &s->local, s->local_port)
			->listener;
}

static bool judge_ports(const struct doctor_facts *facts, struct finding *f)
{
	const struct netlimits *l = &facts->limits;
	const uint64_t ports =
		l->port_last >= l->port_first ? l->port_last - l->port_first + 1 : 1;
	const uint64_t share = f->sockets * 100 * 1000 / ports;

	finding_figure(f, "ports", UNIT_COUNT, ports);
	finding_figure(f, "ports_used", UNIT_PERCENT, share);
	return share >= threshold_of(facts, THRESHOLD_TIME_WAIT_PORTS);
}

const struct doctor_check checks_teardown[] = {
	{ { "close_wait_held", SEVERITY_FAILURE,
	    "a program does not close what its peer has closed",
	    "The peer's FIN was received and the program has not called close(): it "
	    "leaks the descriptor, or hangs before it reads the end of file. No timer "
	    "ends this; it goes on until the program runs out of descriptors or ends.",
	    "that program: its error paths and connection pools, what its "
	    "threads wait for; sockstat --explain CLOSE_WAIT" },
	  .side = SIDE_PROGRAM,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_CLOSE_WAIT), GROUP_BY_OWNER,
		  is_close_wait_held),
	  .amount = { "unread", UNIT_BYTES, COMBINE_SUM } },
	{ { "fin_resent", SEVERITY_WARNING, "the end of connections is not acknowledged",
	    "This side has closed, and its FIN (or the data before it) is sent again and "
	    "again: the peer's host is gone, was restarted, or the path is cut. The "
	    "kernel gives up by itself after some minutes (net.ipv4.tcp_orphan_retries).",
	    "whether the peer's host is up, and the path to it; sockstat --explain" },
	  .side = SIDE_PEER_OR_PATH,
	  .is_of_path = true,
	  SOCKETS(PROTO_TCP,
		  STATE_BIT(STATE_FIN_WAIT1) | STATE_BIT(STATE_LAST_ACK) |
			  STATE_BIT(STATE_CLOSING),
		  GROUP_BY_OWNER, is_fin_resent),
	  .amount = { "resent_most", UNIT_COUNT, COMBINE_MOST } },
	{ { "fin_unread", SEVERITY_WARNING,
	    "the end of connections waits behind data that the peer does not read",
	    "This side has closed, and what it sent before does not fit into "
	    "the peer's receive window: the program there does not read.",
	    "the program at the peer's address; "
	    "there: sockstat -tnp, Recv-Q; sockstat --explain" },
	  .side = SIDE_PEER,
	  SOCKETS(PROTO_TCP,
		  STATE_BIT(STATE_FIN_WAIT1) | STATE_BIT(STATE_LAST_ACK) |
			  STATE_BIT(STATE_CLOSING),
		  GROUP_BY_OWNER, is_fin_unread),
	  .amount = { "send_q", UNIT_BYTES, COMBINE_SUM } },
	{ { "time_wait_ports", SEVERITY_WARNING,
	    "local ports for one destination run out in TIME_WAIT",
	    "Many short connections go to one address and port, and this side "
	    "closes first. Each keeps its local port for a minute; once all are "
	    "taken, connect() fails with EADDRNOTAVAIL.",
	    "keep connections open and reuse them, or let the other side close first; "
	    "net.ipv4.tcp_tw_reuse, ip_local_port_range; sockstat --explain TIME_WAIT" },
	  .side = SIDE_HOST,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_TIME_WAIT), GROUP_BY_DESTINATION,
		  is_in_port_range),
	  .judge = judge_ports },
	{ { "fin_wait2_held", SEVERITY_NOTICE,
	    "peers do not close what this side has closed",
	    "This side's FIN was acknowledged, and the program at the other end "
	    "does not close: there the state is CLOSE_WAIT. A socket that no "
	    "process holds any more ends after net.ipv4.tcp_fin_timeout; one "
	    "that a process holds after shutdown() does not.",
	    "the program at the peer's address; there: sockstat --doctor; "
	    "sockstat --explain FIN_WAIT2" },
	  .side = SIDE_PEER,
	  SOCKETS(PROTO_TCP, STATE_BIT(STATE_FIN_WAIT2), GROUP_BY_OWNER,
		  is_fin_wait2_held),
	  .amount = { "without_process", UNIT_COUNT, COMBINE_SUM } },
};

const size_t checks_teardown_count = ARRAY_SIZE(checks_teardown);
