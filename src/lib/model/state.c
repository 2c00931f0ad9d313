/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include <strings.h>

#include "util/cleanup.h"

/* clang-format off */
static const char *const state_names[] = {
	[STATE_ESTABLISHED] = "ESTABLISHED",   [STATE_SYN_SENT] = "SYN_SENT",
	[STATE_SYN_RECV] = "SYN_RECV",         [STATE_FIN_WAIT1] = "FIN_WAIT1",
	[STATE_FIN_WAIT2] = "FIN_WAIT2",       [STATE_TIME_WAIT] = "TIME_WAIT",
	[STATE_CLOSE] = "CLOSE",               [STATE_CLOSE_WAIT] = "CLOSE_WAIT",
	[STATE_LAST_ACK] = "LAST_ACK",         [STATE_LISTEN] = "LISTEN",
	[STATE_CLOSING] = "CLOSING",           [STATE_NEW_SYN_RECV] = "SYN_RECV",
	[STATE_BOUND_INACTIVE] = "CLOSE",
};
_Static_assert(ARRAY_SIZE(state_names) == STATE_MAX_, "a state lacks its name");

static const char *const timer_names[] = {
	[TIMER_OFF] = "off",             [TIMER_RETRANSMIT] = "on",
	[TIMER_KEEPALIVE] = "keepalive", [TIMER_TIME_WAIT] = "timewait",
	[TIMER_PROBE] = "probe",
};
/* clang-format on */
_Static_assert(ARRAY_SIZE(timer_names) == TIMER_MAX_, "a timer lacks its name");

const char *state_name(unsigned int state)
{
	return state < ARRAY_SIZE(state_names) ? state_names[state] : NULL;
}

const char *timer_name(unsigned int timer)
{
	return timer < ARRAY_SIZE(timer_names) ? timer_names[timer] : NULL;
}

bool state_is_spelling(const char *text, size_t n, const char *state)
{
	size_t i = 0;

	for (;;) {
		while (i < n && (text[i] == '_' || text[i] == '-'))
			i++;
		while (*state == '_')
			state++;
		if (i == n || !*state)
			return i == n && !*state;
		if (strncasecmp(text + i, state, 1) != 0)
			return false;
		i++;
		state++;
	}
}

uint32_t state_bits(const char *text, size_t n)
{
	/* clang-format off */
	/* Names of states in ss, lsof or the kernel that netstat does not use. */
	static const struct {
		const char *spelling;
		enum state state;
	} others[] = {
		{ "ESTAB", STATE_ESTABLISHED },  { "SYNRCVD", STATE_SYN_RECV },
		{ "SYNRCV", STATE_SYN_RECV },    { "SYN_RECEIVED", STATE_SYN_RECV },
		{ "CLOSED", STATE_CLOSE },       { "UNCONN", STATE_CLOSE },
		{ "UNCONNECTED", STATE_CLOSE },  { "LISTENING", STATE_LISTEN },
		/* The kernel reports NEW_SYN_RECV as SYN_RECV. */
		{ "NEW_SYN_RECV", STATE_SYN_RECV },
		{ "NEW_SYN_RECV", STATE_NEW_SYN_RECV },
		{ "BOUND_INACTIVE", STATE_BOUND_INACTIVE },
	};
	/* clang-format on */
	uint32_t bits = 0;

	/* STATE_BOUND_INACTIVE is left out: its name in the array state_names is "CLOSE",
	 * which in a text means STATE_CLOSE. */
	for (unsigned int state = 0; state < STATE_BOUND_INACTIVE; state++)
		if (state_names[state] && state_is_spelling(text, n, state_names[state]))
			bits |= STATE_BIT(state);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (state_is_spelling(text, n, others[i].spelling))
			bits |= STATE_BIT(others[i].state);
	return bits;
}

uint8_t state_of_sctp(uint64_t state)
{
	static const uint8_t states[] = {
		STATE_CLOSE,     STATE_SYN_SENT,  STATE_SYN_RECV,   STATE_ESTABLISHED,
		STATE_FIN_WAIT1, STATE_FIN_WAIT2, STATE_CLOSE_WAIT, STATE_LAST_ACK,
	};

	return state < ARRAY_SIZE(states) ? states[state] : 0;
}
