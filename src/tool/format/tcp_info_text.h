/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inner facts of a socket as text, for all layouts the same: the words of ss -m and ss -i,
 * with blanks between. */
#ifndef FORMAT_TCP_INFO_TEXT_H
#define FORMAT_TCP_INFO_TEXT_H

#include <stdbool.h>

struct out_spec;
struct sock;
struct strbuf;

/* "skmem:(r0,rb131072,...)", where the socket has it. False: it has not, and nothing was
 * appended. */
bool tcp_info_put_memory(struct strbuf *sb, const struct sock *s);

/* "cubic rto:204 rtt:0.5/0.25 ...", the same way. What is 0 and says nothing by that is left
 * out. Rates are exact where ports are numbers. */
bool tcp_info_put_tcp(struct strbuf *sb, const struct out_spec *spec,
		      const struct sock *s);

#endif
