/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_thread.h"

#include "kernel/thread.h"
#include "owner_index.h"
#include "util/clock.h"

static void *find(void *arg)
{
	struct owner_thread *f = arg;

	f->r = owner_index_collect(f->holders, f->source, f->proc_fd, &f->scope, NULL,
				   &f->gaps);
	f->ended_ns = clock_ns(CLOCK_MONOTONIC);
	return NULL;
}

bool owner_thread_start(struct owner_thread *f, struct owner_index *holders,
			const struct owner_source_ops *source, int proc_fd,
			const struct owner_scope *scope)
{
	*f = (struct owner_thread){
		.holders = holders,
		.source = source,
		.proc_fd = proc_fd,
		.scope = *scope,
	};
	f->is_running = thread_start(&f->thread, find, f) == 0;
	return f->is_running;
}

int owner_thread_wait(struct owner_thread *f, struct owner_gaps *gaps)
{
	pthread_join(f->thread, NULL);
	f->is_running = false;
	*gaps = f->gaps;
	return f->r;
}
