/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct tcp_info as it comes with a socket (INET_DIAG_INFO of linux/inet_diag.h): however
 * long this kernel's is. */
#ifndef DIAG_TCPINFO_H
#define DIAG_TCPINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

/* The facts that n bytes hold as a whole, of a connection in that state. What is no fact but the
 * lack of one, as a round trip that was never measured, is left out. What a later kernel
 * appends is passed over. */
void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret);

/* The same as a part of s, which has its state. The kernel fills in no more than a few fields
 * with other meanings for sockets that are no connections; of these nothing is taken. */
void tcpinfo_take(const void *bytes, size_t n, struct sock *s);

/* The name of its congestion control, which may lack its NUL. */
void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s);

#endif
