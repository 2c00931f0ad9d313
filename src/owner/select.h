/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are wanted: those alone are looked into. */
#ifndef OWNER_SELECT_H
#define OWNER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct process_select {
	uint32_t *pids; /* one of these, ascending; none means any */
	size_t pids_len, pids_cap;
	bool has_uid;
	uid_t uid; /* and of this effective user */
	const char
		*command; /* and a name that this pattern matches (glob(7)); NULL: any */
};

void process_select_release(struct process_select *s);

/* Adds a pid. -ENOMEM leaves the selection as it was. */
int process_select_add(struct process_select *s, uint32_t pid);

/* Whether anything is selected at all. */
bool process_select_is_set(const struct process_select *s);

/* Whether a process, one of the pids if there are any, is wanted; what is to be known of it for
 * that is read. */
bool process_select_is_wanted(const struct process_select *s, int proc_fd, uint32_t pid);

#endif
