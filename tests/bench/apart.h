/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Away from the other processes and sockets of the machine. */
#ifndef BENCH_APART_H
#define BENCH_APART_H

/* Goes on as the first process of a pid namespace, with a /proc that shows no others, and in a
 * network namespace whose children have tables of TCP sockets of their own, as large as the
 * machine's (net.ipv4.tcp_child_ehash_entries, Linux 6.1). This process waits for that one,
 * and ends with its status. 0 in the new one, or -errno. */
int apart_enter(void);

#endif
