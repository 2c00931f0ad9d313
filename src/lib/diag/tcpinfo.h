/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes struct tcp_info (linux/tcp.h), which grows with the version of the running kernel. */
#ifndef DIAG_TCPINFO_H
#define DIAG_TCPINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

/* Decodes the facts that the n bytes of a struct tcp_info hold completely, for a connection in
 * that state. A value that means "none", such as an unmeasured round trip, is left out. Data
 * that a later kernel appends is ignored. */
void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret);

/* Decodes the n bytes of a struct tcp_info into the TCP part of s, whose state must be set. Does
 * nothing for a socket that is no connection, because the kernel then fills a few members with
 * other numbers. */
void tcpinfo_take(const void *bytes, size_t n, struct sock *s);

/* Takes the name of the congestion control, which may lack its NUL. */
void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s);

#endif
