/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hands the host names that a listing child found to its parent, for the next listing. */
#ifndef RESOLVE_HOSTS_HANDOVER_H
#define RESOLVE_HOSTS_HANDOVER_H

struct child;
struct hosts;

/* Writes the answers since hosts_begin and an end mark. */
int hosts_handover_write(const struct hosts *h, int fd);

/* Reads and stores the answers. -EBADMSG: the child wrote something else. */
int hosts_handover_read(struct hosts *h, const struct child *child);

#endif
