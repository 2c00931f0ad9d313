/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The look-up of the addresses of hosts that the command line names. */
#ifndef SESSION_NAMED_HOSTS_H
#define SESSION_NAMED_HOSTS_H

struct failure;
struct lookup_child;
struct options;

/* Looks up the hosts that the filter of the command line names, and adds the addresses of
 * these hosts to the filter. If the output shows names of hosts, sets *ret to the process
 * that looks up these names, which the caller ends; otherwise *ret is unchanged. Called
 * before privileges are dropped, because the look-up process needs the privileges to
 * confine itself. Returns 0, or -errno with the failure in *f. */
int named_hosts_find(struct options *o, struct lookup_child **ret, struct failure *f);

#endif
