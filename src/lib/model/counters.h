/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters of what went wrong in a network namespace: one table of them, their
 * values at one moment, and what came in between two such moments. */
#ifndef MODEL_COUNTERS_H
#define MODEL_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Those that each protocol over IP without connections has. */
#define COUNTERS_OF_DATAGRAMS(P)                                                         \
	COUNTER_##P##_IN_DATAGRAMS, COUNTER_##P##_OUT_DATAGRAMS, COUNTER_##P##_NO_PORTS, \
		COUNTER_##P##_RCVBUF_ERRORS, COUNTER_##P##_SNDBUF_ERRORS,                \
		COUNTER_##P##_MEM_ERRORS, COUNTER_##P##_CSUM_ERRORS,                     \
		COUNTER_##P##_IN_ERRORS

enum counter {
	/* handshakes */
	COUNTER_ACTIVE_OPENS,
	COUNTER_PASSIVE_OPENS,
	COUNTER_ATTEMPT_FAILS,
	COUNTER_SYN_RETRANS,
	COUNTER_EMBRYONIC_RSTS,
	/* listeners */
	COUNTER_LISTEN_OVERFLOWS,
	COUNTER_LISTEN_DROPS,
	COUNTER_REQ_Q_FULL_DROP,
	COUNTER_REQ_Q_FULL_COOKIES,
	COUNTER_COOKIES_SENT,
	COUNTER_COOKIES_RECV,
	COUNTER_COOKIES_FAILED,
	/* resets and aborts */
	COUNTER_ESTAB_RESETS,
	COUNTER_OUT_RSTS,
	COUNTER_ABORT_ON_DATA,
	COUNTER_ABORT_ON_CLOSE,
	COUNTER_ABORT_ON_MEMORY,
	COUNTER_ABORT_ON_TIMEOUT,
	COUNTER_ABORT_ON_LINGER,
	COUNTER_ABORT_FAILED,
	/* loss */
	COUNTER_IN_SEGS,
	COUNTER_OUT_SEGS,
	COUNTER_RETRANS_SEGS,
	COUNTER_TIMEOUTS,
	COUNTER_FAST_RETRANS,
	COUNTER_LOSS_PROBES,
	COUNTER_SPURIOUS_RTOS,
	COUNTER_RETRANS_FAIL,
	COUNTER_IN_ERRS,
	COUNTER_CSUM_ERRORS,
	/* receivers that do not keep up */
	COUNTER_TO_ZERO_WINDOW,
	COUNTER_BACKLOG_DROP,
	COUNTER_RCV_Q_DROP,
	COUNTER_ZERO_WINDOW_DROP,
	COUNTER_PRUNE_CALLED,
	COUNTER_RCV_PRUNED,
	/* what is left of connections, and memory */
	COUNTER_ORPHANS,
	COUNTER_TIME_WAITS,
	COUNTER_TIME_WAIT_OVERFLOW,
	COUNTER_MEMORY_PRESSURES,
	COUNTER_MEMORY_PRESSURES_MS,
	COUNTER_TCP_MEM,
	COUNTER_UDP_MEM,
	COUNTERS_OF_DATAGRAMS(UDP),
	COUNTERS_OF_DATAGRAMS(UDP6),
	COUNTERS_OF_DATAGRAMS(UDPLITE),
	COUNTERS_OF_DATAGRAMS(UDPLITE6),
	COUNTER_MAX_,
};

/* Below /proc. */
enum counter_file {
	COUNTER_FILE_SNMP, /* net/snmp */
	COUNTER_FILE_NETSTAT, /* net/netstat */
	COUNTER_FILE_SNMP6, /* net/snmp6: absent where the kernel has no IPv6 */
	COUNTER_FILE_SOCKSTAT, /* net/sockstat */
	COUNTER_FILE_MAX_,
};

enum counter_kind {
	COUNTER_TOTAL, /* grows from 0, when the namespace was made, and may wrap */
	COUNTER_LEVEL, /* how much there is now */
};

struct counter_desc {
	const char *id; /* snake_case, for JSON: never renamed */
	const char *what; /* in plain words */
	enum counter_file file;
	const char *group; /* of the file; "" where it has none */
	const char *name; /* the kernel's, within the group */
	enum counter_kind kind;
	uint32_t
		pairs; /* mask of PAIR_BIT: whose it is. The kernel counts TCP once for both */
	bool is_machines; /* of all network namespaces together */
	bool is_detail; /* of interest where it is not 0 */
};

/* The values at one moment, or what came in between two. All zero: none. */
struct counters {
	bool has[COUNTER_MAX_]; /* false: this kernel does not tell it, which is not 0 */
	uint64_t value[COUNTER_MAX_];
	uint64_t at_ns; /* when: CLOCK_MONOTONIC; of a difference, how long */
	uint64_t malformed; /* lines, and numbers of ours, that could not be understood */
};

const struct counter_desc *counter_desc(enum counter which);

/* Whether any of them is about these pairs (mask of PAIR_BIT). */
bool counters_concern(uint32_t pairs);

/* The counter that a file tells under these names, which no NUL ends. False: none of ours. */
bool counter_find(enum counter_file file, const char *group, size_t group_len,
		  const char *name, size_t name_len, enum counter *ret);

/* What came in between two readings: of a total how much it grew, of a level how much there is
 * after. Only what both have. ret may be one of them. */
void counters_diff(const struct counters *before, const struct counters *after,
		   struct counters *ret);

/* Thousandths a second. False: no total, not told, or no time passed. */
bool counters_rate(const struct counters *diff, enum counter which, uint64_t *ret);

/* Segments that were sent again among all that were sent, in millionths; of totals since the
 * namespace was made, of a difference in between. OUT_SEGS has none of those (RFC 4022,
 * tcpOutSegs). False: not told, or nothing was sent. */
bool counters_resent(const struct counters *c, uint64_t *ret);

#endif
