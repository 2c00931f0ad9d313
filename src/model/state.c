/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include <stddef.h>

#include "base/cleanup.h"

static const char *const state_names[] = {
	[STATE_ESTABLISHED] = "ESTABLISHED",
	[STATE_SYN_SENT] = "SYN_SENT",
	[STATE_SYN_RECV] = "SYN_RECV",
	[STATE_FIN_WAIT1] = "FIN_WAIT1",
	[STATE_FIN_WAIT2] = "FIN_WAIT2",
	[STATE_TIME_WAIT] = "TIME_WAIT",
	[STATE_CLOSE] = "CLOSE",
	[STATE_CLOSE_WAIT] = "CLOSE_WAIT",
	[STATE_LAST_ACK] = "LAST_ACK",
	[STATE_LISTEN] = "LISTEN",
	[STATE_CLOSING] = "CLOSING",
	[STATE_NEW_SYN_RECV] = "SYN_RECV",
	[STATE_BOUND_INACTIVE] = "CLOSE",
};
_Static_assert(ARRAY_SIZE(state_names) == STATE_MAX_, "a state lacks its name");

static const char *const timer_names[] = {
	[TIMER_OFF] = "off",
	[TIMER_RETRANSMIT] = "on",
	[TIMER_KEEPALIVE] = "keepalive",
	[TIMER_TIME_WAIT] = "timewait",
	[TIMER_PROBE] = "probe",
};
_Static_assert(ARRAY_SIZE(timer_names) == TIMER_MAX_, "a timer lacks its name");

const char *state_name(unsigned int state)
{
	return state < ARRAY_SIZE(state_names) ? state_names[state] : NULL;
}

const char *timer_name(unsigned int timer)
{
	return timer < ARRAY_SIZE(timer_names) ? timer_names[timer] : NULL;
}
