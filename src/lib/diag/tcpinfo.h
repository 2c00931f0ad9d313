/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes struct tcp_info (linux/tcp.h), to which later kernels append members. */
#ifndef DIAG_TCPINFO_H
#define DIAG_TCPINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

/* Decodes the TCP facts that are completely within the first n bytes of a struct tcp_info
 * of a connection in the given state. A value that the kernel has not measured, such as a
 * round trip time, is left out. Bytes that a later kernel appends are ignored. */
void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret);

/* Decodes a struct tcp_info of n bytes into the TCP part of s, whose state must be set.
 * Does nothing if s is not a connection, because the kernel then uses some members of
 * struct tcp_info for other numbers. */
void tcpinfo_take(const void *bytes, size_t n, struct sock *s);

/* Sets the name of the congestion control algorithm of s from the n bytes at `bytes`,
 * which may lack the final NUL. Does nothing if s is not a connection. */
void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s);

#endif
