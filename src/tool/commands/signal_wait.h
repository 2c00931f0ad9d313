/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pause between two listings, which SIGINT ends for good. */
#ifndef COMMANDS_SIGNAL_WAIT_H
#define COMMANDS_SIGNAL_WAIT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* From here on SIGINT lets the listing under way finish; a second one ends the program. */
void signal_wait_begin(void);

/* In a child of who has begun: SIGINT, which may come from the terminal and from its parent, lets it
 * finish, however often it comes. */
void signal_wait_begin_child(void);

/* The same as signal_wait_begin, and SIGTERM as well: there is something to be said at the end. */
void signal_wait_begin_both(void);

/* Set once one of these has come. */
const volatile sig_atomic_t *signal_wait_is_over(void);

/* Waits for one of the descriptors, as poll(2), or ms (-1: without end). False as below. */
bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms);

/* Waits. False: SIGINT came, now or since signal_wait_begin, and this is the end. */
bool signal_wait_for(uint32_t ms);

#endif
