/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The live view. */
#ifndef COMMANDS_EVENTS_H
#define COMMANDS_EVENTS_H

struct options;

/* Returns the exit status; what went wrong has been said. */
int events_run(struct options *options);

#endif
