/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits that end when a signal arrives, such as the pause between two listings. */
#ifndef SESSION_SIGNAL_WAIT_H
#define SESSION_SIGNAL_WAIT_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

/* Installs a signal handler by which the signal `number` ends waits and sets the flag of
 * signal_wait_is_over. If flags contains SA_RESETHAND (sigaction(2)), the signal ends the
 * program when it arrives a second time. */
void signal_wait_begin(int number, int flags);

/* Returns the address of a flag that is set to 1 when a signal arrives that was passed to
 * signal_wait_begin. */
const volatile sig_atomic_t *signal_wait_is_over(void);

/* Waits until poll(2) reports an event of the descriptors in fds, at most ms milliseconds
 * (-1: no limit). Returns false if a signal that was passed to signal_wait_begin has
 * arrived. */
bool signal_wait_on(struct pollfd *fds, unsigned int count, int ms);

#endif
