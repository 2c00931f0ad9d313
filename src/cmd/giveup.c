/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "giveup.h"

#include "owner/readers.h"
#include "sys/child.h"
#include "sys/priv.h"

int give_up(enum sandbox_scope scope, struct readers *readers)
{
	int r = readers && readers_leave(readers) ? child_go_on() : 0;

	if (r == 0)
		r = priv_drop();
	/* in there, what is left could not be given up */
	if (r == 0)
		sandbox_enter(scope);
	return r;
}
