/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view.h"

#include "format/out.h"
#include "options/dialect.h"
#include "options/options.h"
#include "session/terminal.h"
#include "text/width.h"

void view_resize(struct screen_spec *screen, int fd)
{
	if (screen->width)
		terminal_resize(fd, &screen->width,
				screen->height ? &screen->height : NULL);
}

void view_choose(struct options *o, const struct terminal *terminal,
		 struct screen_spec *ret)
{
	const bool is_wanted = terminal->is_terminal || o->color == COLOR_ALWAYS;

	if ((o->dialect == &dialect_sockstat && !o->has_layout && is_wanted &&
	     o->layout == &out_netstat) ||
	    (terminal->is_terminal && o->layout == &out_columns))
		o->layout = &out_screen;
	static const char order[] = "proto,local_port,local,peer";
	const char *bad = NULL;

	*ret = (struct screen_spec){ .width = 0 };
	if (o->layout != &out_screen)
		return;
	if (!o->sort.len)
		(void)sort_spec_parse(&o->sort, order, &bad);
	ret->width = terminal->width;
	ret->height = o->continuous && terminal->has_cursor ? terminal->height : 0;
	ret->marks = o->continuous && terminal->is_terminal;
	ret->has_colour = o->color == COLOR_ALWAYS ||
			  (o->color == COLOR_AUTO && terminal->has_colour);
	ret->folds = terminal->is_terminal && !o->verbose;
	ret->locale = width_locale();
}
