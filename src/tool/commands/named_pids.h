/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pids that --pid names, as far as their processes are not where sockets are listed. */
#ifndef COMMANDS_NAMED_PIDS_H
#define COMMANDS_NAMED_PIDS_H

#include <stdbool.h>

struct options;
struct pids;

/* Refuses what --doctor and --events cannot do: to look at processes that do not exist or are in
 * another network namespace. A list is made of both. The exit status; what was wrong has been said,
 * and all capabilities have been given up then. */
int named_pids_check(const struct options *o);

/* Say which pids are not those of processes, which processes are in other network namespaces, and
 * which are hidden. False: there was nothing to say. */
bool named_pids_say_missing(const struct pids *pids);
bool named_pids_say_elsewhere(const struct pids *pids);
bool named_pids_say_hidden(const struct pids *pids);

#endif
