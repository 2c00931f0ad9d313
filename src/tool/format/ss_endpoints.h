/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the layout ss that show the kind of a socket and its two ends. */
#ifndef FORMAT_SS_ENDPOINTS_H
#define FORMAT_SS_ENDPOINTS_H

#include <stddef.h>
#include <stdint.h>

struct row;
struct strbuf;

/* Appends the cell Netid of ss, the kind of a socket, such as "tcp" or "u_str". */
void ss_put_netid(struct strbuf *sb, const struct row *r);

/* ss_put_local and ss_put_peer append the local end and the peer of a socket: an address,
 * right-aligned, and a port; one character if the socket has no local end or no peer. */
void ss_put_local(struct strbuf *sb, const struct row *r);
void ss_put_peer(struct strbuf *sb, const struct row *r);

/* Sets *ret to the protocol that ss calls by the n bytes at `at`: for AF_PACKET an
 * ethertype in host byte order, else a netlink protocol. Returns 0, or -ENOENT if no
 * protocol has this name. */
int ss_protocol_of(uint8_t family, const char *at, size_t n, uint32_t *ret);

#endif
