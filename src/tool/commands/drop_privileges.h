/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of what takes privileges. */
#ifndef COMMANDS_DROP_PRIVILEGES_H
#define COMMANDS_DROP_PRIVILEGES_H

#include "privilege/sandbox.h"

struct cmdline_reader;

/* Gives up all capabilities and enters the sandbox: what follows is words. Again it does nothing but
 * make that sandbox narrower. Where readers (NULL: there are none) have not come back, who returns
 * is a child, without them. */
int drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers);

#endif
