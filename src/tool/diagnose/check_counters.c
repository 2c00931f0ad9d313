/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of --doctor that examine the kernel's counters: they find trouble that was
 * over before the sockets were read. */
#include "check.h"
#include "util/cleanup.h"

enum { THOUSANDTHS = 1000, PERCENT = 100 };

/* Returns `all` minus `others`, or 0 if `others` is larger. */
static uint64_t beyond(uint64_t all, uint64_t others)
{
	return all > others ? all - others : 0;
}

/* Adds the figure `key` to a finding: `growth`, converted to events per second. Returns
 * whether the figure has reached the threshold. */
static bool judge_rate(const struct doctor_facts *facts, struct finding *f,
		       const char *key, uint64_t growth, enum threshold threshold)
{
	const uint64_t rate = facts_rate(facts, growth);

	finding_figure(f, key, UNIT_RATE, rate);
	return growth && rate >= threshold_of(facts, threshold);
}

/* Adds the figure `key` to a finding: `growth`, converted to events per second. Returns
 * whether the figure has reached the threshold and `growth` is also at least
 * THRESHOLD_FAILED_SHARE of the connections that began in the interval of --doctor. The
 * share is compared because a few of thousands of connections always fail. */
static bool judge_share(const struct doctor_facts *facts, struct finding *f,
			const char *key, uint64_t growth, enum threshold threshold)
{
	const unsigned __int128 all = (unsigned __int128)growth +
				      facts_growth(facts, COUNTER_ACTIVE_OPENS) +
				      facts_growth(facts, COUNTER_PASSIVE_OPENS);
	const unsigned __int128 least =
		all * threshold_of(facts, THRESHOLD_FAILED_SHARE) / PERCENT / THOUSANDTHS;

	return judge_rate(facts, f, key, growth, threshold) && growth >= least;
}

/* Returns how many connections were cut off by programs of this host in the interval of
 * --doctor, by closing a socket with unread data or with an SO_LINGER time of 0. */
static uint64_t aborts(const struct doctor_facts *facts)
{
	return facts_growth(facts, COUNTER_ABORT_ON_DATA) +
	       facts_growth(facts, COUNTER_ABORT_ON_CLOSE) +
	       facts_growth(facts, COUNTER_ABORT_ON_LINGER);
}

/* Changes a finding to say that the cause may be at either end of the connection. Called
 * when counters show that both ends may be on this host. */
static void blame_either(struct finding *f)
{
	f->side = SIDE_UNKNOWN;
	f->advice = &f->check->advice[0];
}

/* Returns whether the rate of refused calls of connect() is too high. All failed
 * handshakes count as refused, except handshakes that a reset ended at a listener of this
 * host and handshakes that timed out. */
static bool judge_refused(const struct doctor_facts *facts, struct finding *f)
{
	const uint64_t refused =
		beyond(facts_growth(facts, COUNTER_ATTEMPT_FAILS),
		       facts_growth(facts, COUNTER_EMBRYONIC_RSTS) +
			       facts_growth(facts, COUNTER_ABORT_ON_TIMEOUT));

	const bool is_sick = judge_share(facts, f, "connects_refused", refused,
					 THRESHOLD_REFUSED_RATE);
	finding_rate(facts, f, "attempt_fails", COUNTER_ATTEMPT_FAILS);
	finding_rate(facts, f, "active_opens", COUNTER_ACTIVE_OPENS);
	if (beyond(facts_growth(facts, COUNTER_OUT_RSTS), aborts(facts)))
		blame_either(f);
	return is_sick;
}

static bool judge_timeouts(const struct doctor_facts *facts, struct finding *f)
{
	const bool is_sick = judge_rate(facts, f, "aborts_on_timeout",
					facts_growth(facts, COUNTER_ABORT_ON_TIMEOUT),
					THRESHOLD_TIMEOUT_RATE);

	finding_rate(facts, f, "syn_retransmits", COUNTER_SYN_RETRANS);
	const bool is_overflow =
		finding_rate(facts, f, "listen_overflows", COUNTER_LISTEN_OVERFLOWS);
	if (finding_rate(facts, f, "listen_drops", COUNTER_LISTEN_DROPS) || is_overflow)
		blame_either(f);
	return is_sick;
}

/* Returns whether the rate of resets from peers is too high. The counter EstabResets also
 * counts connections that were ended by a program of this host or by a timeout, so the
 * number of these connections is subtracted. */
static bool judge_resets_received(const struct doctor_facts *facts, struct finding *f)
{
	const uint64_t received =
		beyond(facts_growth(facts, COUNTER_ESTAB_RESETS),
		       aborts(facts) + facts_growth(facts, COUNTER_ABORT_ON_TIMEOUT));

	const bool is_sick = judge_share(facts, f, "resets_received", received,
					 THRESHOLD_RESET_RECEIVED_RATE);
	finding_rate(facts, f, "established_resets", COUNTER_ESTAB_RESETS);
	if (aborts(facts))
		blame_either(f);
	return is_sick;
}

static bool judge_resets_sent(const struct doctor_facts *facts, struct finding *f)
{
	const bool is_sick =
		judge_share(facts, f, "aborts", aborts(facts), THRESHOLD_RESET_SENT_RATE);

	finding_rate(facts, f, "aborts_on_data", COUNTER_ABORT_ON_DATA);
	finding_rate(facts, f, "aborts_on_close", COUNTER_ABORT_ON_CLOSE);
	finding_rate(facts, f, "resets_sent", COUNTER_OUT_RSTS);
	return is_sick;
}

static bool judge_resets_closed(const struct doctor_facts *facts, struct finding *f)
{
	const uint64_t closed =
		beyond(facts_growth(facts, COUNTER_OUT_RSTS), aborts(facts));

	const bool is_sick = judge_share(facts, f, "resets_without_abort", closed,
					 THRESHOLD_RESET_CLOSED_RATE);
	finding_rate(facts, f, "resets_sent", COUNTER_OUT_RSTS);
	return is_sick;
}

/* Returns whether the share of TCP segments that were sent again is too high. SYNs that
 * were sent again are left out, because a full listener of this host may have dropped
 * them, which other checks report. */
static bool judge_loss(const struct doctor_facts *facts, struct finding *f)
{
	const uint64_t all = facts_growth(facts, COUNTER_RETRANS_SEGS);
	const uint64_t resent = beyond(all, facts_growth(facts, COUNTER_SYN_RETRANS));
	const double sent = (double)facts_growth(facts, COUNTER_OUT_SEGS) + (double)all;
	const uint64_t share =
		resent ? (uint64_t)((double)resent / sent * PERCENT * THOUSANDTHS + 0.5)
		       : 0;

	finding_figure(f, "resent_share", UNIT_PERCENT, share);
	finding_figure(f, "segments_resent", UNIT_RATE, facts_rate(facts, resent));
	finding_rate(facts, f, "retransmit_timeouts", COUNTER_TIMEOUTS);
	return resent >= threshold_of(facts, THRESHOLD_RESENT_SEGMENTS) &&
	       share >= threshold_of(facts, THRESHOLD_RESENT_SHARE);
}

static bool judge_memory(const struct doctor_facts *facts, struct finding *f)
{
	const bool aborted =
		finding_rate(facts, f, "aborts_on_memory", COUNTER_ABORT_ON_MEMORY);

	return finding_rate(facts, f, "memory_pressures", COUNTER_MEMORY_PRESSURES) ||
	       aborted;
}

static bool judge_udp(const struct doctor_facts *facts, struct finding *f)
{
	return judge_rate(facts, f, "receive_buffer_errors",
			  facts_growth(facts, COUNTER_UDP_RCVBUF_ERRORS) +
				  facts_growth(facts, COUNTER_UDP6_RCVBUF_ERRORS),
			  THRESHOLD_UDP_DROP_RATE);
}

const struct doctor_check checks_counters[] = {
	{ { "connects_refused", SEVERITY_WARNING, "connects from this host are refused",
	    "A reset came back at once: nothing listens at that port, because "
	    "the service is down, has not started yet, or the port is wrong; "
	    "or a firewall rejects it in the server's name. Hosts that cannot "
	    "be reached are counted with them.",
	    "on the server: sockstat -tln; here, which program connects: "
	    "sockstat --events" },
	  .side = SIDE_PEER,
	  .advice = { { "A reset came back at once: nothing listens at that port, "
			"because the service is down, has not started yet, or the port "
			"is wrong; or a firewall rejects it in the server's name. This "
			"host has answered with resets in the same interval: it may "
			"itself be the one that refuses.",
			"here and on the server: sockstat -tln; which program connects: "
			"sockstat --events" } },
	  .judge = judge_refused },
	{ { "connections_timed_out", SEVERITY_WARNING,
	    "connections time out without an answer",
	    "The peer's host is gone, or the path drops everything: handshakes "
	    "that were filtered, or open connections whose other end vanished.",
	    "sockstat -tnpo --state=tcp:SYN_SENT; whether the peers are up" },
	  .side = SIDE_PEER_OR_PATH,
	  .advice = { { "Listeners of this host have dropped handshakes in the same "
			"interval: the connects that were given up may be those. Else "
			"nothing came back from the peer's host, or an open connection's "
			"other end vanished.",
			"sockstat -tlnp: Recv-Q against Send-Q; sockstat -tnpo "
			"--state=tcp:SYN_SENT: which addresses do not answer" } },
	  .judge = judge_timeouts },
	{ { "resets_received", SEVERITY_WARNING,
	    "open connections are cut off by resets from the other side",
	    "The program there ended or broke off, closed with data unread, or its host "
	    "was restarted; in mid-stream, if the peer did not send it, a firewall or "
	    "balancer on the path has cut it (idle for too long, its table full).",
	    "the log of the peer's program at that moment; whether it happens after a "
	    "fixed time of silence: keepalive helps then; sockstat --events" },
	  .side = SIDE_PEER_OR_PATH,
	  .advice = { { "Programs of this host have cut connections off in the same "
			"interval: the other ends of these may be on this host, too. "
			"Else the program at the other side ended or broke off, or what "
			"is between has cut it.",
			"which programs close first, and whose connections end: sockstat "
			"--events" } },
	  .judge = judge_resets_received },
	{ { "resets_sent", SEVERITY_NOTICE, "programs on this host cut connections off",
	    "They close with data unread (aborts_on_close), or by SO_LINGER of 0, or "
	    "data still came after they had closed (aborts_on_data). The other side sees "
	    "\"connection reset by peer\", and may lose what was under way.",
	    "the programs of this host that close first: sockstat --events" },
	  .side = SIDE_PROGRAM,
	  .judge = judge_resets_sent },
	{ { "resets_closed_port", SEVERITY_NOTICE,
	    "this host answers with resets: there is no such connection or listener",
	    "Others connect to a port that is closed here (a service that is down, a "
	    "scan), or go on with connections that this host no longer has.",
	    "sockstat -tln: whether a service that should listen is missing; "
	    "sockstat --events" },
	  .side = SIDE_UNKNOWN,
	  .judge = judge_resets_closed },
	{ { "retransmissions_all", SEVERITY_WARNING,
	    "much of what this host sends has to be sent again",
	    "During the interval packets were lost on the way to one peer or "
	    "many: a bad or full link, near to this host if all are concerned.",
	    "sockstat -tn --tcp-info: to which addresses; the interfaces of this host" },
	  .side = SIDE_PATH,
	  .judge = judge_loss },
	{ { "tcp_memory", SEVERITY_FAILURE, "TCP runs out of memory",
	    "The sockets together hold more than net.ipv4.tcp_mem allows, or there are "
	    "too many orphans: the kernel shrinks buffers and aborts connections.",
	    "sockstat -tnpm: which sockets hold it; net.ipv4.tcp_mem, tcp_max_orphans" },
	  .side = SIDE_HOST,
	  .judge = judge_memory },
	{ { "udp_drops", SEVERITY_WARNING,
	    "datagrams are dropped: a receive buffer was full",
	    "During the interval a program did not read as fast as datagrams came.",
	    "sockstat -uanpm: the socket whose drops grow" },
	  .side = SIDE_PROGRAM,
	  .judge = judge_udp },
};

const size_t checks_counters_count = ARRAY_SIZE(checks_counters);
