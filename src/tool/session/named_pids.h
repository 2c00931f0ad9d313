/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about pids named by --pid whose sockets cannot all be listed: there is no such
 * process, or it is hidden or in another network namespace. */
#ifndef SESSION_NAMED_PIDS_H
#define SESSION_NAMED_PIDS_H

#include <stdbool.h>

struct context;
struct options;
struct pids;

/* Checks the pids of --pid for --doctor and --events, which only work for existing
 * processes in their own network namespace. Returns EXIT_LISTED if all pids are accepted;
 * otherwise logs the reason and returns the exit status of the program. */
int named_pids_check(const struct options *o, const struct context *context);

/* named_pids_log_missing logs the selected pids that belong to no process,
 * named_pids_log_elsewhere those whose process is in another network namespace, and
 * named_pids_log_hidden those whose process is hidden. All return whether there is such a
 * pid. pids may be NULL. */
bool named_pids_log_missing(const struct pids *pids);
bool named_pids_log_elsewhere(const struct pids *pids);
bool named_pids_log_hidden(const struct pids *pids);

#endif
