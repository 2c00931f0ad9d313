/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads TCP sockets from the kernel's hash tables by a BPF program, which takes a fraction
 * of the time of sock_diag. Only sockets of the calling thread's network namespace are
 * read. A socket has the fields of sock_diag, except for the facts of connections, the
 * memory use, and a cookie that the kernel has not assigned yet. */
#ifndef TABLES_TABLES_H
#define TABLES_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"

struct tables;
struct tcp_walk_row;

/* Returns whether sockstat was built with the BPF program that reads the tables. */
bool tables_are_built(void);

/* Loads the program. Returns 0, -EOPNOTSUPP if sockstat was built without BPF programs,
 * or the -errno of bpf(2). Linux 6.2 or later, CAP_BPF and CAP_PERFMON are needed, but
 * only here. */
int tables_open(struct tables **ret);
struct tables *tables_free(struct tables *t);

/* States of the sockets that tables_read() finds, as masks of STATE_BIT. */
#define TABLES_LISTENERS STATE_BIT(STATE_LISTEN)
#define TABLES_CONNECTIONS                                                               \
	(STATE_ALL & ~(STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE)))

/* Calls fn for each requested socket in `states`, which is TABLES_LISTENERS or
 * TABLES_CONNECTIONS. Every socket that is in the table all the time is found, and each
 * once. The bytecode of the request is ignored. Returns the first result of fn that is not
 * 0, or 0 at the end. On -EAGAIN (a bucket kept changing), -E2BIG (a bucket has too many
 * sockets) and other errors, fn may have been called for some sockets. */
int tables_read(struct tables *t, uint32_t states, const struct family_request *request,
		sock_fn fn, void *arg);

/* Returns about how many TCP sockets are connected or listen, by /proc/net; 0: not
 * known. */
uint64_t tables_count(int proc_fd);

/* Makes a socket from a row. hz: jiffies per second. */
void tables_decode(const struct tcp_walk_row *row, uint32_t hz, struct sock *ret);

#endif
