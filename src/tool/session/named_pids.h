/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about pids of --pid whose sockets are not all listed: the process does not exist, is
 * hidden or is in another network namespace. */
#ifndef SESSION_NAMED_PIDS_H
#define SESSION_NAMED_PIDS_H

#include <stdbool.h>

struct context;
struct options;
struct pids;

/* Checks the pids of --pid for --doctor and --events, which can only handle existing processes in
 * their own network namespace. Returns EXIT_LISTED if all pids are accepted; otherwise logs the
 * reason and returns another exit status. */
int named_pids_check(const struct options *o, const struct context *context);

/* Log the selected pids that no process has (missing), whose processes are in other network
 * namespaces (elsewhere) or are hidden (hidden). Return whether there are such pids. pids may be
 * NULL. */
bool named_pids_log_missing(const struct pids *pids);
bool named_pids_log_elsewhere(const struct pids *pids);
bool named_pids_log_hidden(const struct pids *pids);

#endif
