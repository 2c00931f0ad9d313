/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "giveup.h"

#include "owner/readers.h"
#include "say.h"
#include "sys/child.h"
#include "sys/priv.h"

int give_up(enum sandbox_scope scope, struct readers *readers)
{
	int r = 0;

	if (readers && readers_leave(readers)) {
		r = child_go_on();
		if (r < 0)
			say("a process does not let its command line be read, and none "
			    "can be "
			    "started to go on without the thread that waits: %s",
			    say_why(r).text);
	}
	if (r == 0)
		r = priv_drop();
	/* in there, what is left could not be given up */
	if (r == 0)
		sandbox_enter(scope);
	return r;
}
