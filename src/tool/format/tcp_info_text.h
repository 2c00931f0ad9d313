/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory and TCP info of a socket as text, which is the same in all layouts: the words of
 * ss -m and ss -i. */
#ifndef FORMAT_TCP_INFO_TEXT_H
#define FORMAT_TCP_INFO_TEXT_H

struct row;
struct strbuf;

/* Appends the memory of a socket as "skmem:(r0,rb131072,...)", or nothing if it is
 * unknown. */
void tcp_info_put_memory(struct strbuf *sb, const struct row *r);

/* Appends the TCP info of a socket as "cubic rto:204 rtt:0.5/0.25 ...", or nothing if it
 * is unknown. A value that is 0 is left out unless the 0 is informative. */
void tcp_info_put_tcp(struct strbuf *sb, const struct row *r);

#endif
