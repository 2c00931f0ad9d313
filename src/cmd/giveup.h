/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of what takes privileges. */
#ifndef CMD_GIVEUP_H
#define CMD_GIVEUP_H

#include "sys/sandbox.h"

struct readers;

/* Gives up all capabilities and enters the sandbox: what follows is words. Again it does nothing but
 * make that sandbox narrower. Where readers (NULL: there are none) have not come back, who returns
 * is a child, without them. */
int give_up(enum sandbox_scope scope, struct readers *readers);

#endif
