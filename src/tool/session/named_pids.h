/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pids of --pid whose sockets are not all listed, because the process does not exist, is
 * hidden or is in another network namespace. */
#ifndef SESSION_NAMED_PIDS_H
#define SESSION_NAMED_PIDS_H

#include <stdbool.h>

struct context;
struct options;
struct pids;

/* Refuses pids that --doctor and --events cannot handle: processes that do not exist or are in
 * another network namespace. A list handles both. Returns the exit status; other than
 * EXIT_LISTED, the reason has been logged. */
int named_pids_check(const struct options *o, const struct context *context);

/* Log the pids that are not those of processes, the processes in other network namespaces, and
 * hidden processes. Return whether there is one. pids may be NULL. */
bool named_pids_log_missing(const struct pids *pids);
bool named_pids_log_elsewhere(const struct pids *pids);
bool named_pids_log_hidden(const struct pids *pids);

#endif
