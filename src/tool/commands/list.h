/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb that lists sockets and their summary, once or repeatedly. */
#ifndef COMMANDS_LIST_H
#define COMMANDS_LIST_H

struct session;

/* Returns the exit status; a failure has been logged. */
int list_run(struct session *s);

#endif
