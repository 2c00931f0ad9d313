/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about pids of --pid whose sockets are not all listed, because the process does not
 * exist, is hidden or is in another network namespace. */
#ifndef SESSION_NAMED_PIDS_H
#define SESSION_NAMED_PIDS_H

#include <stdbool.h>

struct context;
struct options;
struct pids;

/* Refuses the pids of processes that do not exist or are in another network namespace, which
 * --doctor and --events cannot handle. Returns EXIT_LISTED, or another exit status after logging
 * the reason. */
int named_pids_check(const struct options *o, const struct context *context);

/* Log the pids that no process has, those of processes in other network namespaces, and those of
 * hidden processes. Return whether there is such a pid. pids may be NULL. */
bool named_pids_log_missing(const struct pids *pids);
bool named_pids_log_elsewhere(const struct pids *pids);
bool named_pids_log_hidden(const struct pids *pids);

#endif
