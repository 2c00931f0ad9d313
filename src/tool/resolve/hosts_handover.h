/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of hosts that a child has found, for those whom its parent will make. */
#ifndef RESOLVE_HOSTS_HANDOVER_H
#define RESOLVE_HOSTS_HANDOVER_H

struct child;
struct hosts;

/* Writes what was answered since hosts_begin, and an end to it. */
int hosts_handover_write(const struct hosts *h, int fd);

/* Takes that in. -EBADMSG: it is no such thing. */
int hosts_handover_read(struct hosts *h, const struct child *child);

#endif
