/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits that a signal interrupts, such as the pause between two listings. */
#ifndef SESSION_SIGNAL_WAIT_H
#define SESSION_SIGNAL_WAIT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

/* Installs a handler so that the signal `number` ends waits. If flags contains SA_RESETHAND
 * (sigaction(2)), a second such signal ends the program. */
void signal_wait_begin(int number, int flags);

/* Returns a pointer to the flag that becomes 1 when a signal passed to signal_wait_begin
 * arrives. */
const volatile sig_atomic_t *signal_wait_is_over(void);

/* Waits for events of descriptors as poll(2) does, at most ms milliseconds (-1: no limit). Returns
 * false if a signal passed to signal_wait_begin has arrived. */
bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms);

#endif
