/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb that follows connections as they begin, change and end. */
#ifndef COMMANDS_EVENTS_H
#define COMMANDS_EVENTS_H

struct session;

/* Returns the exit status; a failure has been logged. */
int events_run(struct session *s);

#endif
