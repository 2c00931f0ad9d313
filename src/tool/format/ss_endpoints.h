/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the ss layout that name a socket: its kind and its two ends. */
#ifndef FORMAT_SS_ENDPOINTS_H
#define FORMAT_SS_ENDPOINTS_H

struct row;
struct strbuf;

/* "tcp", "u_str" and so on. */
void ss_put_netid(struct strbuf *sb, const struct row *r);

/* An end is an address, right-aligned, and a port; a character stands in place of both
 * where the socket has no such end. */
void ss_put_local(struct strbuf *sb, const struct row *r);
void ss_put_peer(struct strbuf *sb, const struct row *r);

#endif
