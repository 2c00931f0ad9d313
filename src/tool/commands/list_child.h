/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listing that is made by a child process, which drops the privileges that its parent keeps for
 * the next listing. */
#ifndef COMMANDS_LIST_CHILD_H
#define COMMANDS_LIST_CHILD_H

struct listing;

/* As listing_run. What the child has learned for the next listing is taken over. */
int list_child_run(struct listing *l);

#endif
