/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The choice of the layout screen. */
#ifndef COMMANDS_VIEW_H
#define COMMANDS_VIEW_H

struct options;
struct screen_spec;
struct terminal;

/* Chooses the layout screen if the output goes to a terminal, or --color=always asks for colours,
 * and no option has chosen a layout. Sets *ret to how the layout uses the terminal; its locale
 * must be freed. */
void view_choose(struct options *o, const struct terminal *terminal,
		 struct screen_spec *ret);

#endif
