/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lsof says of the sockets of each family. */
#ifndef FORMAT_LSOF_NAMES_H
#define FORMAT_LSOF_NAMES_H

#include <stdbool.h>

struct out;
struct sock;
struct strbuf;

/* Its TYPE: "IPv4", "unix" and so on. */
const char *lsof_type(const struct sock *s);

/* Those that return false append nothing: lsof has no such thing for this family. */

/* Its DEVICE, which is the inode where the NODE is a protocol. */
bool lsof_put_device(struct strbuf *sb, const struct sock *s);

/* The protocol, which its NODE is, or else the inode. */
bool lsof_put_protocol(struct strbuf *sb, const struct sock *s);

/* Its NAME, but for the state. */
void lsof_put_name(const struct out *out, struct strbuf *sb, const struct sock *s);
bool lsof_put_state(struct strbuf *sb, const struct sock *s);

bool lsof_has_queues(const struct sock *s);

#endif
