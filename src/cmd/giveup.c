/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "giveup.h"

#include "sys/priv.h"

int give_up(enum sandbox_scope scope)
{
	const int r = priv_drop();

	/* in there, what is left could not be given up */
	if (r == 0)
		sandbox_enter(scope);
	return r;
}
