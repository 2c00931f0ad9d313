/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of all privileges. */
#ifndef SESSION_DROP_PRIVILEGES_H
#define SESSION_DROP_PRIVILEGES_H

#include "privilege/sandbox.h"

struct cmdline_reader;

/* Drops all capabilities and enters the sandbox. A second call only narrows the sandbox. If a
 * thread of the readers (NULL: there are none) is blocked, the call returns in a child
 * process, which has no such thread. -errno. */
int drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers);

#endif
