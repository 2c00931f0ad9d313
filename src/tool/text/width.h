/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The width of escaped text on a terminal. */
#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

#include <locale.h>
#include <stddef.h>

/* Returns a locale with UTF-8 if the environment says that the terminal shows UTF-8;
 * otherwise NULL. The caller frees the locale by freelocale(3). */
locale_t width_locale(void);

/* Returns how many columns the n bytes of escaped text take on a terminal. utf8: the
 * locale that width_locale returns; if utf8 is NULL, each byte takes one column. */
size_t width_of(const char *text, size_t n, locale_t utf8);

/* The parts of a text that remain when the text is shortened: its first `head` bytes, and
 * its bytes from offset `tail` on. Together the parts are `width` columns wide. */
struct width_cut {
	size_t head, tail;
	size_t width;
};

/* Returns the parts of a text that remain if at most head_max columns of its beginning
 * and at most tail_max columns of its end are kept. No character and no escape \xNN is
 * divided, and the two parts do not overlap. */
struct width_cut width_cut(const char *text, size_t n, size_t head_max, size_t tail_max,
			   locale_t utf8);

#endif
