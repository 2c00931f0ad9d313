/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts that -i names. */
#ifndef CMD_NAMED_HOSTS_H
#define CMD_NAMED_HOSTS_H

struct options;

/* Finds their addresses; the exit status. What went wrong has been said, and all capabilities have
 * been given up then. */
int named_hosts_find(struct options *o);

#endif
