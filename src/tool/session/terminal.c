/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/parse.h"

enum { DEFAULT_WIDTH = 80, DEFAULT_HEIGHT = 24 };

/* Returns a width or height of the terminal: `size`; if that is 0, the number in the
 * environment variable named `variable`; if there is no such number, `normal`. */
static uint16_t find_size(uint16_t size, const char *variable, uint16_t normal)
{
	const char *value = getenv(variable);
	uint32_t number = 0;

	if (size)
		return size;
	return value && parse_u32(value, &number) == 0 && number && number <= UINT16_MAX
		       ? (uint16_t)number
		       : normal;
}

/* Returns whether the terminal obeys control sequences, as far as the environment
 * variable TERM shows. */
static bool is_capable(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") != 0;
}

/* Returns whether the user permits colours, which a non-empty environment variable
 * NO_COLOR forbids (https://no-color.org). */
static bool permits_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return !(no_color && *no_color);
}

struct terminal terminal_examine(int fd)
{
	struct winsize size = { 0 };

	if (!isatty(fd))
		return (struct terminal){ .is_terminal = false };
	(void)ioctl(fd, TIOCGWINSZ, &size);
	return (struct terminal){
		.is_terminal = true,
		.has_colour = is_capable() && permits_colour(),
		.has_cursor = is_capable(),
		.width = find_size(size.ws_col, "COLUMNS", DEFAULT_WIDTH),
		.height = find_size(size.ws_row, "LINES", DEFAULT_HEIGHT),
	};
}

void terminal_resize(int fd, uint16_t *width, uint16_t *height)
{
	struct winsize size = { 0 };

	if (ioctl(fd, TIOCGWINSZ, &size) < 0)
		return;
	*width = size.ws_col ? size.ws_col : *width;
	if (height)
		*height = size.ws_row ? size.ws_row : *height;
}
