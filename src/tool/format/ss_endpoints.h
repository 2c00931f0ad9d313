/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the ss layout that describe the kind of a socket and its two ends. */
#ifndef FORMAT_SS_ENDPOINTS_H
#define FORMAT_SS_ENDPOINTS_H

#include <stddef.h>
#include <stdint.h>

struct row;
struct strbuf;

/* Appends the kind of a socket: "tcp", "u_str" and so on. */
void ss_put_netid(struct strbuf *sb, const struct row *r);

/* The functions ss_put_local and ss_put_peer append one end of a socket: an address,
 * right-aligned, and a port, or one character if the socket has no such end. */
void ss_put_local(struct strbuf *sb, const struct row *r);
void ss_put_peer(struct strbuf *sb, const struct row *r);

/* Sets *ret to the protocol that has the word of n bytes at `at` as its name in ss: an
 * ethertype in host order for AF_PACKET, otherwise a netlink protocol. Returns -ENOENT
 * for any other word. */
int ss_protocol_of(uint8_t family, const char *at, size_t n, uint32_t *ret);

#endif
