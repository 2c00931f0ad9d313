/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks up the addresses of the hosts that the command line names. */
#ifndef SESSION_NAMED_HOSTS_H
#define SESSION_NAMED_HOSTS_H

struct failure;
struct lookup_child;
struct options;

/* Looks up the hosts that the filter names and adds their addresses to the filter. If the output
 * shows names of hosts, *ret is set to the look-up process, which the caller ends; otherwise *ret
 * is unchanged. The process must be started before privileges are dropped, because it needs them to
 * confine itself. Returns 0, or -errno with the failure in *f. */
int named_hosts_find(struct options *o, struct lookup_child **ret, struct failure *f);

#endif
