/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes struct tcp_info (linux/tcp.h), which grows with the version of the running
 * kernel. */
#ifndef DIAG_TCPINFO_H
#define DIAG_TCPINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

/* Decodes those facts that are completely within the first n bytes of a struct tcp_info
 * of a connection in the given state. A value that the kernel has not measured, such as a
 * round trip time, is left out. Data that a later kernel appends is ignored. */
void tcpinfo_decode(const void *bytes, size_t n, uint8_t state, struct sock_tcp *ret);

/* Decodes a struct tcp_info of n bytes into the TCP part of s, whose state must be set.
 * Does nothing if s is not a connection, because the kernel then sends other numbers in
 * some members. */
void tcpinfo_take(const void *bytes, size_t n, struct sock *s);

/* Sets the name of the congestion control of s from n bytes, which may lack a NUL. */
void tcpinfo_take_congestion(const void *bytes, size_t n, struct sock *s);

#endif
