/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "drop_privileges.h"

#include "owner/cmdline_reader.h"
#include "privilege/child.h"
#include "privilege/priv.h"
#include "text/log.h"

int drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers)
{
	int r = 0;

	if (readers && cmdline_reader_abandon(readers)) {
		r = child_go_on();
		if (r < 0)
			log_message("a process does not let its command line be read, "
				    "and none can be started to go on without the thread "
				    "that waits: %s",
				    log_error_text(r).text);
	}
	if (r == 0)
		r = priv_drop();
	/* the sandbox would not allow capabilities that are left to be dropped */
	if (r == 0)
		sandbox_enter(scope);
	return r;
}
