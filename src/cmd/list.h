/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The listing itself, once or again and again. */
#ifndef CMD_LIST_H
#define CMD_LIST_H

struct options;

/* Returns the exit status; what went wrong has been said. */
int list_run(struct options *options);

#endif
