/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_thread.h"

#include "kernel/thread.h"
#include "owner_index.h"
#include "util/clock.h"

static void *collect_owners(void *arg)
{
	struct owner_thread *t = arg;

	t->r = owner_index_collect(t->index, t->source, t->proc_fd, &t->scope, NULL,
				   &t->gaps);
	t->ended_ns = clock_ns(CLOCK_MONOTONIC);
	return NULL;
}

bool owner_thread_start(struct owner_thread *t, struct owner_index *index,
			const struct owner_source_ops *source, int proc_fd,
			const struct owner_scope *scope)
{
	*t = (struct owner_thread){
		.index = index,
		.source = source,
		.proc_fd = proc_fd,
		.scope = *scope,
	};
	t->is_running = thread_start(&t->thread, collect_owners, t) == 0;
	return t->is_running;
}

int owner_thread_wait(struct owner_thread *t, struct owner_gaps *gaps)
{
	pthread_join(t->thread, NULL);
	t->is_running = false;
	*gaps = t->gaps;
	return t->r;
}
