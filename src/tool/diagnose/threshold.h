/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thresholds of a diagnosis, by name, each with a default that an option can change. */
#ifndef DIAGNOSE_THRESHOLD_H
#define DIAGNOSE_THRESHOLD_H

#include <stdint.h>

enum threshold {
	THRESHOLD_SYN_SENT_SLOW,
	THRESHOLD_SYN_SENT_STUCK,
	THRESHOLD_SYN_RECV_COUNT,
	THRESHOLD_SYN_RECV_RESENT,
	THRESHOLD_ACCEPT_QUEUE,
	THRESHOLD_ACCEPT_WAIT,
	THRESHOLD_OVERFLOW_RATE,
	THRESHOLD_CLOSE_WAIT,
	THRESHOLD_FIN_RESENT,
	THRESHOLD_FIN_UNREAD,
	THRESHOLD_FIN_WAIT2,
	THRESHOLD_TIME_WAIT_PORTS,
	THRESHOLD_REFUSED_RATE,
	THRESHOLD_TIMEOUT_RATE,
	THRESHOLD_RESET_RECEIVED_RATE,
	THRESHOLD_RESET_SENT_RATE,
	THRESHOLD_RESET_CLOSED_RATE,
	THRESHOLD_FAILED_SHARE,
	THRESHOLD_UNACKED_RESENT,
	THRESHOLD_UNACKED_WAIT,
	THRESHOLD_ZERO_WINDOW,
	THRESHOLD_UNREAD_BYTES,
	THRESHOLD_UNREAD_WAIT,
	THRESHOLD_RESENT_SHARE,
	THRESHOLD_RESENT_SEGMENTS,
	THRESHOLD_RTT_RATIO,
	THRESHOLD_RTT_LEAST,
	THRESHOLD_RECENT,
	THRESHOLD_UDP_QUEUE,
	THRESHOLD_UDP_DROP_RATE,
	THRESHOLD_MAX_,
};

/* The unit of a threshold or a figure. */
enum unit {
	UNIT_COUNT,
	UNIT_BYTES,
	UNIT_PERCENT, /* thousandths */
	UNIT_MS,
	UNIT_US,
	/* thousandths per second */
	UNIT_RATE,
};

struct threshold_desc {
	const char *name;
	enum unit unit;
	uint64_t normal; /* the default */
	const char *help;
};

struct thresholds {
	uint64_t of[THRESHOLD_MAX_];
};

extern const struct threshold_desc threshold_table[THRESHOLD_MAX_];

/* The defaults. */
struct thresholds thresholds_normal(void);

/* Parses "NAME=VALUE" and sets that threshold; VALUE is in seconds, percent, per second
 * or a number. -ENOENT: no such name, -EINVAL: no such value. *ret is then unchanged. */
int thresholds_parse(const char *text, struct thresholds *ret);

/* The name that is most like the one in "NAME=VALUE", NULL where none is. */
const char *threshold_nearest(const char *text);

#endif
