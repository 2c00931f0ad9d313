/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory and the TCP info of a socket as text, in the words of ss -m and ss -i, for
 * all layouts. */
#ifndef FORMAT_TCP_INFO_TEXT_H
#define FORMAT_TCP_INFO_TEXT_H

struct row;
struct strbuf;

/* Appends the memory figures of a socket, as in "skmem:(r0,rb131072,...)"; nothing if no
 * memory figures of the socket are known. */
void tcp_info_put_memory(struct strbuf *sb, const struct row *r);

/* Appends the TCP info of a socket, as in "cubic rto:204 rtt:0.5/0.25 ..."; nothing if no
 * TCP info of the socket is known. Most values are left out if they are 0. */
void tcp_info_put_tcp(struct strbuf *sb, const struct row *r);

#endif
