/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "readers.h"

#include <stdatomic.h>

#include "process.h"
#include "sys/thread.h"

/* A process takes some 10 us to read, of which the kernel takes all but one; a thread takes as
 * long to be made as four of them. */
enum { READERS_MAX = 4, WORTH = 32 };

struct readers {
	struct process *const *all;
	size_t count;
	int proc_fd;
	const struct since *since;
	const struct process_wanted *wanted;
	atomic_size_t next;
	atomic_int error; /* of whoever met one */
};

static void *read_some(void *arg)
{
	struct readers *readers = arg;
	size_t i = 0;

	while (!readers->error && (i = readers->next++) < readers->count) {
		int r = process_read(readers->all[i], readers->proc_fd, readers->since,
				     readers->wanted);
		if (r < 0)
			readers->error = r;
	}
	return NULL;
}

int readers_read(struct process *const *all, size_t count, int proc_fd,
		 const struct since *since, const struct process_wanted *wanted)
{
	struct readers readers = { all, count, proc_fd, since, wanted, 0, 0 };
	pthread_t threads[READERS_MAX];
	size_t helping = 0;
	size_t helpers = count / WORTH;

	if (helpers)
		helpers =
			thread_count(helpers < READERS_MAX ? helpers + 1 : READERS_MAX) -
			1;
	/* with fewer than are wanted, or none, it takes longer */
	while (helping < helpers &&
	       thread_start(&threads[helping], read_some, &readers) == 0)
		helping++;
	read_some(&readers);
	while (helping)
		pthread_join(threads[--helping], NULL);
	return readers.error;
}
