/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Separates the benchmark from the other processes and sockets of the machine. */
#ifndef BENCH_APART_H
#define BENCH_APART_H

/* Continues as the first process of a pid namespace, with a /proc that shows no other
 * processes, and in a network namespace whose children have TCP tables of their own,
 * as large as that of the machine (net.ipv4.tcp_child_ehash_entries, Linux 6.1). The
 * calling process waits, and exits with the same status. Returns 0 in the new process,
 * or -errno. */
int apart_enter(void);

#endif
