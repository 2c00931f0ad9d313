/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many processes that are to be shown, read side by side. */
#ifndef OWNER_READERS_H
#define OWNER_READERS_H

#include <stddef.h>

struct process;
struct process_wanted;
struct since;

/* As process_read of each; each is to be there once. */
int readers_read(struct process *const *all, size_t count, int proc_fd,
		 const struct since *since, const struct process_wanted *wanted);

#endif
