/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A channel of c-ares whose sockets are watched here, so that a wait has an end. */
#ifndef RESOLVE_CHANNEL_H
#define RESOLVE_CHANNEL_H

#include <ares.h>
#include <stddef.h>
#include <stdint.h>

struct channel;

/* Makes a channel that asks DNS alone, and reads the resolver's configuration: it opens no file
 * later. deadline_ms bounds the time between two tries of a question. -EIO: the configuration cannot
 * be used. */
int channel_new(uint32_t deadline_ms, struct channel **ret);
struct channel *channel_free(struct channel *c);

ares_channel channel_ares(struct channel *c);

/* The TCP ports of the name servers, in host order; no more than max. */
size_t channel_ports(struct channel *c, uint16_t ports[], size_t max);

/* Takes what answers there are, or waits for the first of them, at most wait_ms, or until there is
 * something to read from another descriptor (-1: there is none): then 1 is returned. -EINTR: a
 * signal came. */
int channel_wait(struct channel *c, int other, int64_t wait_ms);

/* The time that deadlines are counted in: CLOCK_MONOTONIC, which processes share. */
int64_t channel_now_ms(void);

#endif
