/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The properties of the terminal to which the output goes. */
#ifndef SESSION_TERMINAL_H
#define SESSION_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal {
	bool is_terminal;
	/* Whether the terminal can show colours, and the environment variable NO_COLOR
	 * does not forbid colours. */
	bool has_colour;
	/* Whether control sequences can move the cursor of the terminal. */
	bool has_cursor;
	/* width: the number of columns of the terminal; height: the number of its lines.
	 * Both are 0 if the descriptor is no terminal. */
	uint16_t width, height;
};

/* Examines the terminal with the descriptor fd. If the terminal does not report its size,
 * the size is taken from the environment variables COLUMNS and LINES or, without these,
 * is 80 columns and 24 lines. */
struct terminal terminal_examine(int fd);

/* Sets *width and *height (NULL: not wanted) to the current size of the terminal with the
 * descriptor fd; a value that the terminal does not report is left unchanged. Works in
 * the sandbox if fd is standard output. */
void terminal_resize(int fd, uint16_t *width, uint16_t *height);

#endif
