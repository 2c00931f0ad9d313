/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The listing itself, once or again and again. */
#ifndef COMMANDS_LIST_H
#define COMMANDS_LIST_H

struct options;

/* Returns the exit status; what went wrong has been said. */
int list_run(struct options *options);

#endif
