/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The properties of the terminal to which the output goes. */
#ifndef SESSION_TERMINAL_H
#define SESSION_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal {
	bool is_terminal;
	/* The terminal can show colours, and the environment variable NO_COLOR does not
	 * forbid them. */
	bool has_colour;
	/* Control sequences can move the cursor of the terminal. */
	bool has_cursor;
	/* The columns and lines of the terminal; 0 if the descriptor is not a
	 * terminal. */
	uint16_t width, height;
};

/* Examines the terminal with the descriptor fd. If it does not report its size, the
 * size is that of the environment variables COLUMNS and LINES, else 80 columns and 24
 * lines. */
struct terminal terminal_examine(int fd);

/* Sets *width and *height (NULL: not wanted) to the size that the terminal fd has now; what it
 * does not report stays. Works in the sandbox for standard output. */
void terminal_resize(int fd, uint16_t *width, uint16_t *height);

#endif
