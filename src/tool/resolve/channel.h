/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A c-ares channel whose sockets are polled here, so that a wait has a time limit. */
#ifndef RESOLVE_CHANNEL_H
#define RESOLVE_CHANNEL_H

#include <ares.h>
#include <stddef.h>
#include <stdint.h>

struct channel;

/* Makes a channel that queries only DNS. The resolver's configuration is read now, and no
 * file is opened later. deadline_ms limits the time between two tries of a query. -EIO:
 * the configuration cannot be used. */
int channel_new(uint32_t deadline_ms, struct channel **ret);
struct channel *channel_free(struct channel *c);

ares_channel channel_ares(struct channel *c);

/* Writes the ports of the name servers, in host order and at most max; returns how many. */
size_t channel_ports(struct channel *c, uint16_t ports[], size_t max);

/* Waits at most wait_ms for an answer and processes all that have arrived. Returns 1 if
 * the descriptor other (-1: none) became readable instead, else 0. -EINTR: a signal
 * arrived. */
int channel_wait(struct channel *c, int other, int64_t wait_ms);

/* The clock of all deadlines here: CLOCK_MONOTONIC, which is the same in all processes. */
int64_t channel_now_ms(void);

#endif
