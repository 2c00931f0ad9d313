/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The choice of the layout screen, a layout of the list of sockets for reading on a
 * terminal. */
#ifndef COMMANDS_VIEW_H
#define COMMANDS_VIEW_H

struct options;
struct screen_spec;
struct terminal;

/* Chooses the layout screen if no option has chosen a layout, and the output goes to a
 * terminal or --color=always asks for colours. Sets *ret to how the layout screen uses
 * the terminal; the caller frees ret->locale. */
void view_choose(struct options *o, const struct terminal *terminal,
		 struct screen_spec *ret);

/* Adapts *screen to the current size of the terminal with the descriptor fd. Called
 * before each listing. */
void view_resize(struct screen_spec *screen, int fd);

#endif
