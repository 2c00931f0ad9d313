/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct tcp_info of a socket (INET_DIAG_INFO of linux/inet_diag.h), as long as the
 * running kernel has it. */
#ifndef DIAG_TCPINFO_H
#define DIAG_TCPINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

/* Decodes the facts that n bytes hold completely, for a connection in that state. A value
 * that means "none", such as an unmeasured round trip, is left out. Data that a later
 * kernel appends is ignored. */
void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret);

/* Decodes into the TCP part of s, whose state must be set. For a socket that is no
 * connection nothing is taken, because the kernel fills a few fields with other
 * meanings. */
void tcpinfo_take(const void *bytes, size_t n, struct sock *s);

/* Takes the name of the congestion control, which may lack its NUL. */
void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s);

#endif
