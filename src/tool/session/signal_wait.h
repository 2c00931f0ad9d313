/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits that a signal ends, such as the pause between two listings. */
#ifndef SESSION_SIGNAL_WAIT_H
#define SESSION_SIGNAL_WAIT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

/* Makes a signal end waits. With SA_RESETHAND in the flags (sigaction(2)), a second signal of that
 * number ends the program. */
void signal_wait_begin(int number, int flags);

/* Returns the flag that is set once such a signal has arrived. */
const volatile sig_atomic_t *signal_wait_is_over(void);

/* Waits as poll(2) does for events of descriptors, at most for ms (-1: no limit). Returns false if
 * a signal has arrived since signal_wait_begin. */
bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms);

#endif
