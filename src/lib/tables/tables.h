/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads TCP sockets from the kernel's hash tables by a BPF program, which takes a
 * fraction of the time of sock_diag. Only sockets of the calling thread's network
 * namespace are read. The sockets get the fields that sock_diag reports, except for the
 * facts of connections, the memory use, and cookies that the kernel has not assigned
 * yet. */
#ifndef TABLES_TABLES_H
#define TABLES_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"

struct tables;
struct tcp_walk_row;

/* Returns whether sockstat was built with the BPF program that reads the kernel's hash
 * tables of TCP sockets. */
bool tables_are_built(void);

/* Loads the BPF program that reads the kernel's hash tables. Returns 0, -EOPNOTSUPP if
 * sockstat was built without BPF programs, or the -errno of bpf(2). Loading needs Linux
 * 6.2 or later, CAP_BPF and CAP_PERFMON; reading the tables later does not need these
 * capabilities. */
int tables_open(struct tables **ret);
struct tables *tables_free(struct tables *t);

/* States of the sockets that tables_read finds, as masks of STATE_BIT: only listening
 * sockets, or connections in all their states. */
#define TABLES_LISTENERS STATE_BIT(STATE_LISTEN)
#define TABLES_CONNECTIONS                                                               \
	(STATE_ALL & ~(STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE)))

/* Calls fn for each requested socket in `states`, which is TABLES_LISTENERS or
 * TABLES_CONNECTIONS. Each socket that stays in its hash table during the reading is
 * found exactly once. The bytecode of the request is ignored. Returns the first result of
 * fn that is not 0, or 0 at the end of the table. On -EAGAIN (a bucket kept changing),
 * -E2BIG (a bucket has too many sockets) and other errors, fn may have been called for
 * some sockets. */
int tables_read(struct tables *t, uint32_t states, const struct family_request *request,
		sock_fn fn, void *arg);

/* Returns about how many TCP sockets are connected or listen, according to the files
 * net/sockstat and net/sockstat6 below proc_fd; 0 if the number is not known. */
uint64_t tables_count(int proc_fd);

/* Sets *ret to the socket that `row` describes; the BPF program has written `row`. hz:
 * number of jiffies per second. */
void tables_decode(const struct tcp_walk_row *row, uint32_t hz, struct sock *ret);

#endif
