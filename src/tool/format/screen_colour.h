/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The colours of the layout screen. */
#ifndef FORMAT_SCREEN_COLOUR_H
#define FORMAT_SCREEN_COLOUR_H

#include <stdint.h>

struct strbuf;

enum screen_colour {
	COLOUR_NONE,
	COLOUR_LISTENING,
	COLOUR_ESTABLISHED,
	COLOUR_CLOSING,
	/* One side waits for the other, or for its own program. */
	COLOUR_TROUBLE,
	COLOUR_HEADER,
	COLOUR_NEW,
	COLOUR_GONE,
	COLOUR_MAX_,
};

/* Returns the colour of a state, an enum state or an unknown number. */
enum screen_colour screen_colour_of(uint8_t state);

/* Begin and end a coloured text. */
void screen_colour_begin(struct strbuf *sb, enum screen_colour colour);
void screen_colour_end(struct strbuf *sb, enum screen_colour colour);

#endif
