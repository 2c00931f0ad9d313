/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The states of a socket and the timers of a connection, and what netstat calls them. */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* States as in net/tcp_states.h of the kernel, which sock_diag and /proc/net use for UDP
 * as well. The last two are asked for and never answered: since 6.8 STATE_BOUND_INACTIVE
 * in a mask brings the sockets that are bound, but neither listen nor are connected, as
 * CLOSE. */
enum state {
	STATE_ESTABLISHED = 1,
	STATE_SYN_SENT,
	STATE_SYN_RECV,
	STATE_FIN_WAIT1,
	STATE_FIN_WAIT2,
	STATE_TIME_WAIT,
	STATE_CLOSE,
	STATE_CLOSE_WAIT,
	STATE_LAST_ACK,
	STATE_LISTEN,
	STATE_CLOSING,
	STATE_NEW_SYN_RECV,
	STATE_BOUND_INACTIVE,
	STATE_MAX_,
};

#define STATE_BIT(state) (UINT32_C(1) << (state))
#define STATE_ALL        (STATE_BIT(STATE_MAX_) - 1)

/* Values of idiag_timer (linux/inet_diag.h), as in /proc/net/tcp. */
enum timer {
	TIMER_OFF,
	TIMER_RETRANSMIT,
	TIMER_KEEPALIVE,
	TIMER_TIME_WAIT,
	TIMER_PROBE,
	TIMER_MAX_,
};

/* NULL for what a later kernel may add. */
const char *state_name(unsigned int state);
const char *timer_name(unsigned int timer);

/* Whether the n bytes at text spell the state, whatever stands between its words. */
bool state_is_spelling(const char *text, size_t n, const char *state);

/* The states that the n bytes at text spell, as netstat, ss or lsof do: mask of STATE_BIT, 0
 * for none. SYN_SENT, SYN-SENT and SYNSENT are one, and so are capitals and others. */
uint32_t state_bits(const char *text, size_t n);

/* Returns the enum state of an SCTP association in this state (enum sctp_state in the kernel's
 * linux/sctp.h), or 0, which is no state, for one that the kernel may add. */
uint8_t state_of_sctp(uint64_t state);

#endif
