/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finder.h"

#include "base/clock.h"
#include "holders.h"
#include "sys/thread.h"

static void *find(void *arg)
{
	struct finder *f = arg;

	f->r = holders_collect(f->holders, f->source, f->proc_fd, &f->scope, NULL,
			       &f->gaps);
	f->ended_ns = clock_ns(CLOCK_MONOTONIC);
	return NULL;
}

bool finder_start(struct finder *f, struct holders *holders,
		  const struct owner_source_ops *source, int proc_fd,
		  const struct owner_scope *scope)
{
	*f = (struct finder){
		.holders = holders,
		.source = source,
		.proc_fd = proc_fd,
		.scope = *scope,
	};
	f->is_running = thread_start(&f->thread, find, f) == 0;
	return f->is_running;
}

int finder_wait(struct finder *f, struct owner_gaps *gaps)
{
	pthread_join(f->thread, NULL);
	f->is_running = false;
	*gaps = f->gaps;
	return f->r;
}
