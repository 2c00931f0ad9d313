/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits that SIGINT ends, such as the pause between two listings. */
#ifndef SESSION_SIGNAL_WAIT_H
#define SESSION_SIGNAL_WAIT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* From here on the first SIGINT lets the current listing finish, and a second one ends the
 * program. */
void signal_wait_begin(void);

/* For a child that makes one listing: any number of SIGINTs, from the terminal or from its
 * parent, lets the listing finish. */
void signal_wait_begin_child(void);

/* As signal_wait_begin, for SIGTERM too. */
void signal_wait_begin_both(void);

/* Points to a flag that is set once such a signal has come. */
const volatile sig_atomic_t *signal_wait_is_over(void);

/* Waits as poll(2) for one of the descriptors, for at most ms (-1: without limit). Returns false
 * after a signal. */
bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms);

/* Waits for ms. Returns false if a signal has come since signal_wait_begin. */
bool signal_wait_for(uint32_t ms);

#endif
