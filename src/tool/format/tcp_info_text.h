/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory and TCP info of a socket as text, the same in all layouts: the words of ss -m
 * and ss -i. */
#ifndef FORMAT_TCP_INFO_TEXT_H
#define FORMAT_TCP_INFO_TEXT_H

struct row;
struct strbuf;

/* "skmem:(r0,rb131072,...)"; empty where the socket has no such information. */
void tcp_info_put_memory(struct strbuf *sb, const struct row *r);

/* "cubic rto:204 rtt:0.5/0.25 ...", with blanks between. A 0 that says nothing is left
 * out. Rates are exact where ports are numbers. */
void tcp_info_put_tcp(struct strbuf *sb, const struct row *r);

#endif
