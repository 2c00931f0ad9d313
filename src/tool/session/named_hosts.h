/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts that the command line names. */
#ifndef SESSION_NAMED_HOSTS_H
#define SESSION_NAMED_HOSTS_H

struct failure;
struct lookup_child;
struct options;

/* Looks up the hosts of the filter and adds their addresses to it. The child process that does it
 * is started here if rows show names of hosts, too, while there are privileges to confine it by:
 * then *ret is the child, for the caller to end; otherwise *ret is untouched. -errno, with the
 * failure set. */
int named_hosts_find(struct options *o, struct lookup_child **ret, struct failure *f);

#endif
