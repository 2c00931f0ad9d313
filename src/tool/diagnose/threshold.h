/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thresholds of the checks of --doctor. Each threshold has a name and a default
 * value, which the option --threshold changes. */
#ifndef DIAGNOSE_THRESHOLD_H
#define DIAGNOSE_THRESHOLD_H

#include <stdint.h>

/* clang-format off */
enum threshold {
	THRESHOLD_SYN_SENT_SLOW, THRESHOLD_SYN_SENT_STUCK, THRESHOLD_SYN_RECV_COUNT,
	THRESHOLD_SYN_RECV_RESENT, THRESHOLD_ACCEPT_QUEUE, THRESHOLD_ACCEPT_WAIT,
	THRESHOLD_OVERFLOW_RATE, THRESHOLD_CLOSE_WAIT, THRESHOLD_FIN_RESENT,
	THRESHOLD_FIN_UNREAD, THRESHOLD_FIN_WAIT2, THRESHOLD_TIME_WAIT_PORTS,
	THRESHOLD_REFUSED_RATE, THRESHOLD_TIMEOUT_RATE, THRESHOLD_RESET_RECEIVED_RATE,
	THRESHOLD_RESET_SENT_RATE, THRESHOLD_RESET_CLOSED_RATE, THRESHOLD_FAILED_SHARE,
	THRESHOLD_UNACKED_RESENT, THRESHOLD_UNACKED_WAIT, THRESHOLD_ZERO_WINDOW,
	THRESHOLD_UNREAD_BYTES, THRESHOLD_UNREAD_WAIT, THRESHOLD_RESENT_SHARE,
	THRESHOLD_RESENT_SEGMENTS, THRESHOLD_RTT_RATIO, THRESHOLD_RTT_LEAST,
	THRESHOLD_RECENT, THRESHOLD_UDP_QUEUE, THRESHOLD_UDP_DROP_RATE, THRESHOLD_MAX_,
};
/* clang-format on */

/* The unit in which the value of a threshold of --doctor, or of a figure (a named number)
 * in a finding, is stored. */
enum unit {
	UNIT_COUNT,
	UNIT_BYTES,
	/* The value is stored in thousandths of one percent. */
	UNIT_PERCENT,
	UNIT_MS,
	UNIT_US,
	/* The value is stored in thousandths of one event per second. */
	UNIT_RATE,
};

struct threshold_desc {
	const char *name;
	enum unit unit;
	/* The default value of the threshold. */
	uint64_t normal;
	const char *help;
};

/* The values of all thresholds of --doctor, each in the unit that the member unit of its
 * threshold_desc states. */
struct thresholds {
	uint64_t of[THRESHOLD_MAX_];
};

extern const struct threshold_desc threshold_table[THRESHOLD_MAX_];

/* Returns the default values of all thresholds of --doctor. */
struct thresholds thresholds_normal(void);

/* Parses "NAME=VALUE" and sets the threshold NAME in *ret. VALUE is a whole number or,
 * for seconds, percent and rates per second, a number with up to three digits after the
 * point. Returns 0, -ENOENT if NAME is unknown or -EINVAL if VALUE is wrong; on an error,
 * *ret stays unchanged. */
int thresholds_parse(const char *text, struct thresholds *ret);

/* Returns the name of the threshold that the mistyped NAME in the text "NAME=VALUE" most
 * likely means; NULL: no name is similar. */
const char *threshold_nearest(const char *text);

#endif
