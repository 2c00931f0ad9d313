/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "threshold.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text/distance.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* The maximum length of the name of a threshold of --doctor, without the NUL. */
enum { NAME_MAX_ = 31 };

#define SECONDS(n) (UINT64_C(1) * (n)*1000)

const struct threshold_desc threshold_table[THRESHOLD_MAX_] = {
	[THRESHOLD_SYN_SENT_SLOW] = { "syn_sent_slow", UNIT_MS, SECONDS(1),
				      "a handshake that takes so long is slow" },
	[THRESHOLD_SYN_SENT_STUCK] = { "syn_sent_stuck", UNIT_MS, SECONDS(3),
				       "a handshake that takes so long is stuck" },
	[THRESHOLD_SYN_RECV_COUNT] = { "syn_recv_count", UNIT_COUNT, 128,
				       "so many half-open handshakes at one port" },
	[THRESHOLD_SYN_RECV_RESENT] = { "syn_recv_resent", UNIT_COUNT, 3,
					"so many of them whose SYN+ACK was sent again" },
	[THRESHOLD_ACCEPT_QUEUE] = { "accept_queue", UNIT_PERCENT, 80 * UINT64_C(1000),
				     "how full an accept queue is" },
	[THRESHOLD_ACCEPT_WAIT] = { "accept_wait", UNIT_MS, SECONDS(1),
				    "how long a connection has waited in an accept "
				    "queue" },
	[THRESHOLD_OVERFLOW_RATE] = { "overflow_rate", UNIT_RATE, 1,
				      "overflows of accept queues and SYN queues" },
	[THRESHOLD_CLOSE_WAIT] = { "close_wait", UNIT_MS, SECONDS(2),
				   "how long CLOSE_WAIT is held, at least" },
	[THRESHOLD_FIN_RESENT] = { "fin_resent", UNIT_COUNT, 2,
				   "how often a FIN was sent again" },
	[THRESHOLD_FIN_UNREAD] = { "fin_unread", UNIT_MS, SECONDS(2),
				   "how long a FIN waits for a peer that does not read" },
	[THRESHOLD_FIN_WAIT2] = { "fin_wait2", UNIT_MS, SECONDS(30),
				  "how long FIN_WAIT2 is held, at least" },
	[THRESHOLD_TIME_WAIT_PORTS] = { "time_wait_ports", UNIT_PERCENT,
					50 * UINT64_C(1000),
					"local ports in TIME_WAIT for one destination" },
	[THRESHOLD_REFUSED_RATE] = { "refused_rate", UNIT_RATE, 1000,
				     "connects that are refused" },
	[THRESHOLD_TIMEOUT_RATE] = { "timeout_rate", UNIT_RATE, 1000,
				     "connections that time out" },
	[THRESHOLD_RESET_RECEIVED_RATE] = { "reset_received_rate", UNIT_RATE, 2000,
					    "connections cut off by a reset" },
	[THRESHOLD_RESET_SENT_RATE] = { "reset_sent_rate", UNIT_RATE, 2000,
					"connections that programs here cut off" },
	[THRESHOLD_RESET_CLOSED_RATE] = { "reset_closed_rate", UNIT_RATE, 5000,
					  "resets sent where there is no connection or "
					  "listener" },
	[THRESHOLD_FAILED_SHARE] = { "failed_share", UNIT_PERCENT, 5 * UINT64_C(1000),
				     "the share of each of these, except timeouts, in "
				     "all connections that begin" },
	[THRESHOLD_UNACKED_RESENT] = { "unacked_resent", UNIT_COUNT, 3,
				       "how often in a row data was sent again" },
	[THRESHOLD_UNACKED_WAIT] = { "unacked_wait", UNIT_MS, SECONDS(3),
				     "how long data waits for an ACK" },
	[THRESHOLD_ZERO_WINDOW] = { "zero_window", UNIT_MS, SECONDS(1),
				    "how long nothing could be sent" },
	[THRESHOLD_UNREAD_BYTES] = { "unread_bytes", UNIT_BYTES, 1,
				     "how much a program leaves unread" },
	[THRESHOLD_UNREAD_WAIT] = { "unread_wait", UNIT_MS, SECONDS(3),
				    "how long a program leaves it unread" },
	[THRESHOLD_RESENT_SHARE] = { "resent_share", UNIT_PERCENT, 5 * UINT64_C(1000),
				     "how much of what was sent was sent again" },
	[THRESHOLD_RESENT_SEGMENTS] = { "resent_segments", UNIT_COUNT, 10,
					"how many segments were sent again, at least" },
	[THRESHOLD_RTT_RATIO] = { "rtt_ratio", UNIT_COUNT, 10,
				  "how many times its minimum a round trip takes" },
	[THRESHOLD_RTT_LEAST] = { "rtt_least", UNIT_MS, 200,
				  "how long a round trip takes, at least" },
	[THRESHOLD_RECENT] = { "recent", UNIT_MS, SECONDS(60),
			       "connections that were silent longer are not judged by "
			       "losses and round trips" },
	[THRESHOLD_UDP_QUEUE] = { "udp_queue", UNIT_PERCENT, 80 * UINT64_C(1000),
				  "how full a UDP receive buffer is" },
	[THRESHOLD_UDP_DROP_RATE] = { "udp_drop_rate", UNIT_RATE, 1,
				      "datagrams dropped because a buffer was full" },
};

struct thresholds thresholds_normal(void)
{
	struct thresholds t;

	for (size_t i = 0; i < THRESHOLD_MAX_; i++)
		t.of[i] = threshold_table[i].normal;
	return t;
}

/* Parses the value of a threshold of --doctor into *ret. text is a whole number or, for
 * UNIT_MS and units of thousandths, a decimal number with up to three digits after the
 * point. Returns 0 or -EINVAL. */
static int parse_value(const char *text, enum unit unit, uint64_t *ret)
{
	uint32_t thousandths = 0;

	if (unit == UNIT_COUNT || unit == UNIT_BYTES)
		return parse_uint_n(text, strlen(text), 10, UINT32_MAX, ret);
	int r = parse_seconds(text, &thousandths);
	if (r == 0)
		*ret = thousandths;
	return r;
}

int thresholds_parse(const char *text, struct thresholds *ret)
{
	const char *value = strchrnul(text, '=');
	const size_t n = (size_t)(value - text);

	for (size_t i = 0; i < THRESHOLD_MAX_; i++) {
		const struct threshold_desc *desc = &threshold_table[i];

		if (strlen(desc->name) != n || memcmp(desc->name, text, n) != 0)
			continue;
		if (!*value || parse_value(value + 1, desc->unit, &ret->of[i]) < 0)
			return -EINVAL;
		return 0;
	}
	return -ENOENT;
}

const char *threshold_nearest(const char *text)
{
	char name[NAME_MAX_ + 1];
	const char *best = NULL;
	size_t least = SIZE_MAX;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "="), text);
	for (size_t i = 0; i < THRESHOLD_MAX_; i++) {
		const size_t d = distance_of_typo(name, threshold_table[i].name);

		if (d < least) {
			least = d;
			best = threshold_table[i].name;
		}
	}
	return best;
}
