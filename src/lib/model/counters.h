/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters of a network namespace: their descriptions, their values at one
 * moment, and the difference of two readings. */
#ifndef MODEL_COUNTERS_H
#define MODEL_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The counters of datagrams in enum counter. P is UDP or UDPLITE for IPv4, UDP6 or
 * UDPLITE6 for IPv6. */
#define COUNTERS_OF_DATAGRAMS(P)                                                         \
	COUNTER_##P##_IN_DATAGRAMS, COUNTER_##P##_OUT_DATAGRAMS, COUNTER_##P##_NO_PORTS, \
		COUNTER_##P##_RCVBUF_ERRORS, COUNTER_##P##_SNDBUF_ERRORS,                \
		COUNTER_##P##_MEM_ERRORS, COUNTER_##P##_CSUM_ERRORS,                     \
		COUNTER_##P##_IN_ERRORS

/* The counters (enum counter) in display order. counter_desc() describes each counter. */
/* clang-format off */
enum counter {
	/* counters of handshakes */
	COUNTER_ACTIVE_OPENS, COUNTER_PASSIVE_OPENS, COUNTER_ATTEMPT_FAILS,
	COUNTER_SYN_RETRANS, COUNTER_EMBRYONIC_RSTS,
	/* counters of listeners */
	COUNTER_LISTEN_OVERFLOWS, COUNTER_LISTEN_DROPS, COUNTER_REQ_Q_FULL_DROP,
	COUNTER_REQ_Q_FULL_COOKIES, COUNTER_COOKIES_SENT, COUNTER_COOKIES_RECV,
	COUNTER_COOKIES_FAILED,
	/* counters of resets and aborts */
	COUNTER_ESTAB_RESETS, COUNTER_OUT_RSTS, COUNTER_ABORT_ON_DATA,
	COUNTER_ABORT_ON_CLOSE, COUNTER_ABORT_ON_MEMORY, COUNTER_ABORT_ON_TIMEOUT,
	COUNTER_ABORT_ON_LINGER, COUNTER_ABORT_FAILED,
	/* counters of segments and their loss */
	COUNTER_IN_SEGS, COUNTER_OUT_SEGS, COUNTER_RETRANS_SEGS, COUNTER_TIMEOUTS,
	COUNTER_FAST_RETRANS, COUNTER_LOSS_PROBES, COUNTER_SPURIOUS_RTOS,
	COUNTER_RETRANS_FAIL, COUNTER_IN_ERRS, COUNTER_CSUM_ERRORS,
	/* counters of receivers that do not keep up */
	COUNTER_TO_ZERO_WINDOW, COUNTER_BACKLOG_DROP, COUNTER_RCV_Q_DROP,
	COUNTER_ZERO_WINDOW_DROP, COUNTER_PRUNE_CALLED, COUNTER_RCV_PRUNED,
	/* counters of orphans, TIME_WAIT sockets and memory */
	COUNTER_ORPHANS, COUNTER_TIME_WAITS, COUNTER_TIME_WAIT_OVERFLOW,
	COUNTER_MEMORY_PRESSURES, COUNTER_MEMORY_PRESSURES_MS, COUNTER_TCP_MEM,
	COUNTER_UDP_MEM,
	COUNTERS_OF_DATAGRAMS(UDP), COUNTERS_OF_DATAGRAMS(UDP6),
	COUNTERS_OF_DATAGRAMS(UDPLITE), COUNTERS_OF_DATAGRAMS(UDPLITE6),
	COUNTER_MAX_,
};
/* clang-format on */

/* The files below /proc that hold counters. A kernel without IPv6 has no
 * /proc/net/snmp6. */
enum counter_file {
	COUNTER_FILE_SNMP, /* /proc/net/snmp */
	COUNTER_FILE_NETSTAT, /* /proc/net/netstat */
	COUNTER_FILE_SNMP6, /* /proc/net/snmp6 */
	COUNTER_FILE_SOCKSTAT, /* /proc/net/sockstat */
	COUNTER_FILE_MAX_,
};

/* A COUNTER_TOTAL counts events since the network namespace was made, and may wrap. A
 * COUNTER_LEVEL is a current amount. */
enum counter_kind { COUNTER_TOTAL, COUNTER_LEVEL };

struct counter_desc {
	/* key of the counter in JSON, in snake_case, which is never renamed */
	const char *id;
	/* what the counter counts, in plain words */
	const char *what;
	enum counter_file file;
	/* group: group of the counter in its file; "": the file has no groups. name: name
	 * of the counter in the group. */
	const char *group, *name;
	enum counter_kind kind;
	/* pairs of protocol and IP version that the counter counts for, as a mask of
	 * PAIR_BIT; the kernel has one TCP counter for both IP versions */
	uint32_t pairs;
	/* whether the counter counts for all network namespaces of the machine
	 * together */
	bool is_machines;
	/* whether the counter is shown only if it is not 0 */
	bool is_detail;
};

/* The values of all counters at one moment, or the difference of two readings. A zeroed
 * struct holds no counters. */
struct counters {
	/* whether the kernel reported the counter with this index; a missing counter is
	 * not the same as 0 */
	bool has[COUNTER_MAX_];
	uint64_t value[COUNTER_MAX_];
	/* CLOCK_MONOTONIC time in nanoseconds at which the counters were read; in a
	 * difference, the nanoseconds between the two readings */
	uint64_t at_ns;
	/* number of lines and known counters in the files below /proc/net that could not
	 * be parsed */
	uint64_t malformed;
};

const struct counter_desc *counter_desc(enum counter which);

/* Returns whether there is a counter for any of the pairs of protocol and IP version in
 * `pairs`, a mask of PAIR_BIT. */
bool counters_concern(uint32_t pairs);

/* Finds a counter by its file, its group (group_len bytes) and its name (name_len bytes).
 * Returns false if the counter is unknown. */
bool counter_find(enum counter_file file, const char *group, size_t group_len,
		  const char *name, size_t name_len, enum counter *ret);

/* Computes the difference of two readings of the counters: for a COUNTER_TOTAL its
 * growth, for a COUNTER_LEVEL its later value. A counter that one of the readings lacks
 * is left out. ret may point to one of the readings. */
void counters_diff(const struct counters *before, const struct counters *after,
		   struct counters *ret);

/* Computes the rate of a counter, in thousandths per second, from the difference of two
 * readings. Returns false for a COUNTER_LEVEL, if the value is missing, or if no time
 * passed between the readings. */
bool counters_rate(const struct counters *diff, enum counter which, uint64_t *ret);

/* Computes the share of resent segments in all sent TCP segments, in millionths.
 * COUNTER_OUT_SEGS does not include resent segments (RFC 4022, tcpOutSegs). Returns false
 * if a value is missing or no segment was sent. */
bool counters_resent(const struct counters *c, uint64_t *ret);

#endif
