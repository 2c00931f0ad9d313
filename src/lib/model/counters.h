/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters of a network namespace: their descriptions, their values at one
 * moment, and the difference of two readings. */
#ifndef MODEL_COUNTERS_H
#define MODEL_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The counters that UDP and UDP-Lite have for each address family. */
#define COUNTERS_OF_DATAGRAMS(P)                                                         \
	COUNTER_##P##_IN_DATAGRAMS, COUNTER_##P##_OUT_DATAGRAMS, COUNTER_##P##_NO_PORTS, \
		COUNTER_##P##_RCVBUF_ERRORS, COUNTER_##P##_SNDBUF_ERRORS,                \
		COUNTER_##P##_MEM_ERRORS, COUNTER_##P##_CSUM_ERRORS,                     \
		COUNTER_##P##_IN_ERRORS

/* The counters in display order. counter_desc() describes each. */
/* clang-format off */
enum counter {
	/* handshakes */
	COUNTER_ACTIVE_OPENS, COUNTER_PASSIVE_OPENS, COUNTER_ATTEMPT_FAILS,
	COUNTER_SYN_RETRANS, COUNTER_EMBRYONIC_RSTS,
	/* listeners */
	COUNTER_LISTEN_OVERFLOWS, COUNTER_LISTEN_DROPS, COUNTER_REQ_Q_FULL_DROP,
	COUNTER_REQ_Q_FULL_COOKIES, COUNTER_COOKIES_SENT, COUNTER_COOKIES_RECV,
	COUNTER_COOKIES_FAILED,
	/* resets and aborts */
	COUNTER_ESTAB_RESETS, COUNTER_OUT_RSTS, COUNTER_ABORT_ON_DATA,
	COUNTER_ABORT_ON_CLOSE, COUNTER_ABORT_ON_MEMORY, COUNTER_ABORT_ON_TIMEOUT,
	COUNTER_ABORT_ON_LINGER, COUNTER_ABORT_FAILED,
	/* loss of segments */
	COUNTER_IN_SEGS, COUNTER_OUT_SEGS, COUNTER_RETRANS_SEGS, COUNTER_TIMEOUTS,
	COUNTER_FAST_RETRANS, COUNTER_LOSS_PROBES, COUNTER_SPURIOUS_RTOS,
	COUNTER_RETRANS_FAIL, COUNTER_IN_ERRS, COUNTER_CSUM_ERRORS,
	/* receivers that do not keep up */
	COUNTER_TO_ZERO_WINDOW, COUNTER_BACKLOG_DROP, COUNTER_RCV_Q_DROP,
	COUNTER_ZERO_WINDOW_DROP, COUNTER_PRUNE_CALLED, COUNTER_RCV_PRUNED,
	/* remains of connections, and memory */
	COUNTER_ORPHANS, COUNTER_TIME_WAITS, COUNTER_TIME_WAIT_OVERFLOW,
	COUNTER_MEMORY_PRESSURES, COUNTER_MEMORY_PRESSURES_MS, COUNTER_TCP_MEM,
	COUNTER_UDP_MEM,
	COUNTERS_OF_DATAGRAMS(UDP), COUNTERS_OF_DATAGRAMS(UDP6),
	COUNTERS_OF_DATAGRAMS(UDPLITE), COUNTERS_OF_DATAGRAMS(UDPLITE6),
	COUNTER_MAX_,
};
/* clang-format on */

/* The files of counters below /proc. A kernel without IPv6 has no net/snmp6. */
enum counter_file {
	COUNTER_FILE_SNMP, /* net/snmp */
	COUNTER_FILE_NETSTAT, /* net/netstat */
	COUNTER_FILE_SNMP6, /* net/snmp6 */
	COUNTER_FILE_SOCKSTAT, /* net/sockstat */
	COUNTER_FILE_MAX_,
};

/* A total grows from 0 since the namespace was made, and may wrap. A level is a current
 * amount. */
enum counter_kind { COUNTER_TOTAL, COUNTER_LEVEL };

struct counter_desc {
	/* key of the counter in JSON, in snake_case: never renamed */
	const char *id;
	/* what the counter counts, in plain words */
	const char *what;
	enum counter_file file;
	/* group of the counter in the file ("": none), and its name in the group */
	const char *group, *name;
	enum counter_kind kind;
	/* Protocols that the counter is about: mask of PAIR_BIT. The kernel has one TCP
	 * counter for both IP versions. */
	uint32_t pairs;
	/* The counter is for all network namespaces together. */
	bool is_machines;
	/* The counter is shown only where it is not 0. */
	bool is_detail;
};

/* The counters at one moment, or the difference of two readings. Zeroed memory has no
 * values. */
struct counters {
	/* whether this kernel has the counter: a missing one is not the same as 0 */
	bool has[COUNTER_MAX_];
	uint64_t value[COUNTER_MAX_];
	/* CLOCK_MONOTONIC; in a difference, the time between the readings */
	uint64_t at_ns;
	/* number of lines and of known counters that could not be parsed */
	uint64_t malformed;
};

const struct counter_desc *counter_desc(enum counter which);

/* Returns whether any counter is about these protocols (mask of PAIR_BIT). */
bool counters_concern(uint32_t pairs);

/* Finds the counter of a file by group and name, which need no NUL at their end. Returns
 * false if the counter is unknown. */
bool counter_find(enum counter_file file, const char *group, size_t group_len,
		  const char *name, size_t name_len, enum counter *ret);

/* Computes the difference of two readings: the growth of a total, the later value of a
 * level. A counter that one of the readings lacks is left out. *ret may be one of the two
 * readings. */
void counters_diff(const struct counters *before, const struct counters *after,
		   struct counters *ret);

/* Computes the rate of a counter in thousandths per second. Returns false for a level,
 * for a missing value, and if no time passed. */
bool counters_rate(const struct counters *diff, enum counter which, uint64_t *ret);

/* Computes the resent share of all sent segments, in millionths. COUNTER_OUT_SEGS does
 * not include resent segments (RFC 4022, tcpOutSegs). Returns false if a value is missing
 * or nothing was sent. */
bool counters_resent(const struct counters *c, uint64_t *ret);

#endif
