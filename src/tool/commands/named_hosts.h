/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts: those that the command line names, and the child that looks up these and those of rows. */
#ifndef COMMANDS_NAMED_HOSTS_H
#define COMMANDS_NAMED_HOSTS_H

struct options;

/* Starts that child where anything is to be looked up, as long as there are privileges to confine it
 * by, and finds the addresses of named hosts; the exit status. What went wrong has been said, and all
 * capabilities have been given up then. The child is left in the options for a listing with names. */
int named_hosts_find(struct options *o);

#endif
