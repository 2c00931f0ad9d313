/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A channel of c-ares, which sends DNS queries. channel_wait polls the sockets of the
 * channel with a time limit. */
#ifndef RESOLVE_CHANNEL_H
#define RESOLVE_CHANNEL_H

#include <ares.h>
#include <stddef.h>
#include <stdint.h>

struct channel;

/* Makes a channel that sends queries to DNS only. The configuration of the resolver is
 * read here, so that the channel opens no file later. All tries of one query take at most
 * deadline_ms milliseconds. Returns 0, -EIO if the configuration cannot be used, or
 * -ENOMEM. */
int channel_new(uint32_t deadline_ms, struct channel **ret);
struct channel *channel_free(struct channel *c);

ares_channel channel_ares(struct channel *c);

/* Writes the TCP ports of the name servers to the array `ports`, in host byte order and
 * at most `max` ports. Returns how many ports were written. */
size_t channel_ports(struct channel *c, uint16_t ports[], size_t max);

/* Waits at most wait_ms milliseconds for answers of name servers, and processes the
 * answers that have arrived. Returns 1 if the descriptor `other` (-1: no descriptor) is
 * readable, 0 if `other` is not readable, -EINTR if a signal arrived, or another
 * -errno. */
int channel_wait(struct channel *c, int other, int64_t wait_ms);

/* Returns the time of CLOCK_MONOTONIC in milliseconds. Deadlines of look-ups use this
 * clock, because all processes of the host share it. */
int64_t channel_now_ms(void);

#endif
