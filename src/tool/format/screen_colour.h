/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The colours in which the layout screen shows states and headers. */
#ifndef FORMAT_SCREEN_COLOUR_H
#define FORMAT_SCREEN_COLOUR_H

#include <stdint.h>

struct strbuf;

enum screen_colour {
	COLOUR_NONE,
	COLOUR_LISTENING,
	COLOUR_ESTABLISHED,
	COLOUR_CLOSING,
	/* The connection waits for an answer of the peer, or until the program of this
	 * host closes the connection. */
	COLOUR_TROUBLE,
	COLOUR_HEADER,
	COLOUR_NEW,
	COLOUR_GONE,
	COLOUR_MAX_,
};

/* Returns the colour for a state, which is a value of enum state or a number that this
 * program does not know. */
enum screen_colour screen_colour_of(uint8_t state);

/* screen_colour_begin appends the control sequence that begins a colour, and
 * screen_colour_end the sequence that ends it. */
void screen_colour_begin(struct strbuf *sb, enum screen_colour colour);
void screen_colour_end(struct strbuf *sb, enum screen_colour colour);

#endif
