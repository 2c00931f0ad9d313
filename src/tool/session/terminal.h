/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the terminal to which the output goes. */
#ifndef SESSION_TERMINAL_H
#define SESSION_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal {
	bool is_terminal;
	/* The environment forbids colours (NO_COLOR), or the terminal has none (TERM). */
	bool has_colour;
	/* The cursor can be moved. */
	bool has_cursor;
	/* Columns and lines; 0 if the descriptor is no terminal. */
	uint16_t width, height;
};

/* Examines the descriptor. The size is that of the terminal; if the terminal has none, that of
 * COLUMNS and LINES, else 80 columns and 24 lines. */
struct terminal terminal_examine(int fd);

#endif
