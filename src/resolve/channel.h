/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A channel of c-ares whose sockets we watch ourselves, so that a wait has an end. */
#ifndef RESOLVE_CHANNEL_H
#define RESOLVE_CHANNEL_H

#include <ares.h>
#include <stdint.h>

struct channel;

/* To ask DNS alone; deadline_ms bounds the time between two tries of a question. -EIO: the
 * resolver's configuration cannot be used. */
int channel_new(uint32_t deadline_ms, struct channel **ret);
struct channel *channel_free(struct channel *c);

ares_channel channel_ares(struct channel *c);

/* Takes what answers there are, or waits for the first of them, at most wait_ms. -EINTR: a
 * signal came. */
int channel_wait(struct channel *c, int64_t wait_ms);

int64_t channel_now_ms(void);

#endif
