/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen_colour.h"

#include "model/state.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

enum screen_colour screen_colour_of(uint8_t state)
{
	static const enum screen_colour colours[STATE_MAX_] = {
		[STATE_LISTEN] = COLOUR_LISTENING,
		[STATE_ESTABLISHED] = COLOUR_ESTABLISHED,
		[STATE_FIN_WAIT1] = COLOUR_CLOSING,
		[STATE_FIN_WAIT2] = COLOUR_CLOSING,
		[STATE_TIME_WAIT] = COLOUR_CLOSING,
		[STATE_CLOSING] = COLOUR_CLOSING,
		[STATE_LAST_ACK] = COLOUR_CLOSING,
		/* In the states that have the colour COLOUR_TROUBLE, the peer has not
		 * answered, or the program of this host has not closed the connection. */
		[STATE_SYN_SENT] = COLOUR_TROUBLE,
		[STATE_SYN_RECV] = COLOUR_TROUBLE,
		[STATE_NEW_SYN_RECV] = COLOUR_TROUBLE,
		[STATE_CLOSE_WAIT] = COLOUR_TROUBLE,
	};

	return state < STATE_MAX_ ? colours[state] : COLOUR_NONE;
}

/* The control sequence of ECMA-48 (SGR) that begins each colour. The basic colours are
 * used, which follow the theme of the terminal. */
static const char *const begins[] = {
	[COLOUR_NONE] = "",
	[COLOUR_LISTENING] = "\033[36m",
	[COLOUR_ESTABLISHED] = "\033[32m",
	[COLOUR_CLOSING] = "\033[33m",
	[COLOUR_TROUBLE] = "\033[1;31m",
	[COLOUR_HEADER] = "\033[1m",
	[COLOUR_NEW] = "\033[1;32m",
	[COLOUR_GONE] = "\033[2m",
};
_Static_assert(ARRAY_SIZE(begins) == COLOUR_MAX_, "a colour lacks its row");

void screen_colour_begin(struct strbuf *sb, enum screen_colour colour)
{
	strbuf_adds(sb, begins[colour]);
}

void screen_colour_end(struct strbuf *sb, enum screen_colour colour)
{
	strbuf_adds(sb, colour == COLOUR_NONE ? "" : "\033[m");
}
