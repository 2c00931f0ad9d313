/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The states of a socket and the timers of a connection, with netstat's names. */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* States as in the kernel's net/tcp_states.h; sock_diag and /proc/net use them for UDP as
 * well. The kernel never reports STATE_NEW_SYN_RECV and STATE_BOUND_INACTIVE.
 * STATE_BOUND_INACTIVE in a request (Linux 6.8) asks for TCP sockets that are bound but
 * neither listen nor are connected; the kernel reports these sockets as CLOSE. */
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

/* Timers of a connection, numbered as in idiag_timer (linux/inet_diag.h) and
 * /proc/net/tcp. */
enum timer {
	TIMER_OFF,
	TIMER_RETRANSMIT,
	TIMER_KEEPALIVE,
	TIMER_TIME_WAIT,
	TIMER_PROBE,
	TIMER_MAX_,
};

/* Returns netstat's name of a state, or NULL for an unknown number. */
const char *state_name(unsigned int state);
/* Returns netstat's name of a timer, or NULL for an unknown number. */
const char *timer_name(unsigned int timer);

/* Returns whether the n bytes at `text` spell the state name `state`. Case, '_' and '-'
 * do not matter. */
bool state_is_spelling(const char *text, size_t n, const char *state);

/* Returns the states that the n bytes at `text` name in netstat, ss or lsof, as a mask of
 * STATE_BIT; 0: the bytes name no state. Case, '_' and '-' do not matter. */
uint32_t state_bits(const char *text, size_t n);

/* Maps a state of an SCTP association (enum sctp_state of the kernel's linux/sctp.h) to
 * enum state. Returns 0, which is no state, for an unknown number. */
uint8_t state_of_sctp(uint64_t state);

#endif
