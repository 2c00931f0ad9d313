/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Passes the host names that a listing child has found to its parent, for the next listing. */
#ifndef RESOLVE_HOSTS_HANDOVER_H
#define RESOLVE_HOSTS_HANDOVER_H

struct child;
struct hosts;

/* Writes the names found since hosts_begin, and an end mark. -errno of write(2). */
int hosts_handover_write(const struct hosts *h, int fd);

/* Reads what hosts_handover_write wrote, and stores the names. -EBADMSG: the data is malformed. */
int hosts_handover_read(struct hosts *h, const struct child *child);

#endif
