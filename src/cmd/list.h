/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The listing itself, once or again and again. */
#ifndef CMD_LIST_H
#define CMD_LIST_H

struct options;

/* Returns the exit status; what went wrong has been said. Hosts that -i names get their
 * addresses here. */
int list_run(struct options *options);

/* Finds the addresses of the hosts that -i names; the exit status. */
int list_find_hosts(struct options *o);

#endif
