/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the lsof layouts that depend on the family of the socket. */
#ifndef FORMAT_LSOF_NAMES_H
#define FORMAT_LSOF_NAMES_H

#include <stdbool.h>

struct row;
struct sock;
struct strbuf;

/* TYPE: "IPv4", "unix" and so on. */
void lsof_put_type(struct strbuf *sb, const struct row *r);

/* DEVICE: the inode where NODE is a protocol, else empty for most families. */
void lsof_put_device(struct strbuf *sb, const struct row *r);

/* SIZE/OFF: the same for every socket. */
void lsof_put_offset(struct strbuf *sb, const struct row *r);

/* The protocol that stands under NODE; empty where the inode stands there. */
void lsof_put_protocol(struct strbuf *sb, const struct row *r);

/* NAME without the state, and the state, which is empty where lsof shows none. */
void lsof_put_name(struct strbuf *sb, const struct row *r);
void lsof_put_state(struct strbuf *sb, const struct row *r);

bool lsof_has_queues(const struct sock *s);

#endif
