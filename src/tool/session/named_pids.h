/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about pids named by --pid whose sockets cannot all be listed: there is no
 * process with the pid, or the process is hidden or in another network namespace. */
#ifndef SESSION_NAMED_PIDS_H
#define SESSION_NAMED_PIDS_H

#include <stdbool.h>

struct context;
struct options;
struct pids;

/* Checks the pids of --pid for --doctor and --events, which work only for existing
 * processes in the network namespace of this program. Returns EXIT_LISTED if all pids are
 * accepted; otherwise logs the reason and returns the exit status of the program. */
int named_pids_check(const struct options *o, const struct context *context);

/* named_pids_log_missing logs the selected pids that belong to no process,
 * named_pids_log_elsewhere logs the selected pids whose process is in another network
 * namespace, and named_pids_log_hidden logs the selected pids whose process is hidden.
 * Each function returns whether it has logged a pid. pids may be NULL. */
bool named_pids_log_missing(const struct pids *pids);
bool named_pids_log_elsewhere(const struct pids *pids);
bool named_pids_log_hidden(const struct pids *pids);

#endif
