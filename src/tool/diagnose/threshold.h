/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From where on something is wrong: the constants of a diagnosis, by name, each with a default
 * that can be changed. */
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

/* Of a threshold or a figure. */
enum unit {
	UNIT_COUNT,
	UNIT_BYTES,
	UNIT_PERCENT, /* in thousandths */
	UNIT_MS, /* of seconds: 1000 is one */
	UNIT_US,
	UNIT_RATE, /* thousandths a second */
};

struct threshold_desc {
	const char *name;
	enum unit unit;
	uint64_t normal; /* in this unit */
	const char *help;
};

struct thresholds {
	uint64_t of[THRESHOLD_MAX_];
};

extern const struct threshold_desc threshold_table[THRESHOLD_MAX_];

struct thresholds thresholds_normal(void);

/* Sets what "NAME=VALUE" says, VALUE being seconds, a percentage, a rate a second or a number.
 * -ENOENT: no such name, -EINVAL: no such value. *ret is left alone then. */
int thresholds_parse(const char *text, struct thresholds *ret);

/* The name that is near to the one in "NAME=VALUE", NULL where none is. */
const char *threshold_nearest(const char *text);

#endif
