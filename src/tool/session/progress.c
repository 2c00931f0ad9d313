/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <unistd.h>

#include "terminal.h"
#include "text/log.h"
#include "util/clock.h"

enum { FIRST_MS = 1000, EACH_MS = 200 };

static void progress_add(uint32_t sockets, uint32_t processes, void *arg)
{
	struct progress *p = arg;
	const uint64_t all_sockets =
		atomic_fetch_add_explicit(&p->sockets, sockets, memory_order_relaxed) +
		sockets;
	const uint64_t all_processes = atomic_fetch_add_explicit(&p->processes, processes,
								 memory_order_relaxed) +
				       processes;
	const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);

	if (now_ns < atomic_load_explicit(&p->next_ns, memory_order_relaxed))
		return;
	pthread_mutex_lock(&p->lock);
	if (now_ns >= p->next_ns) {
		p->next_ns = now_ns + EACH_MS * NS_PER_MS;
		p->is_shown = true;
		log_progress(all_sockets, all_processes);
	}
	pthread_mutex_unlock(&p->lock);
}

void progress_init(struct progress *p, bool is_wanted)
{
	pthread_mutex_init(&p->lock, NULL);
	p->next_ns = UINT64_MAX;
	if (is_wanted && terminal_examine(STDERR_FILENO).has_cursor)
		p->hook = (struct context_progress){ progress_add, p };
}

void progress_begin(struct progress *p)
{
	p->sockets = 0;
	p->processes = 0;
	p->next_ns = clock_ns(CLOCK_MONOTONIC) + FIRST_MS * NS_PER_MS;
}

void progress_end(struct progress *p)
{
	pthread_mutex_lock(&p->lock);
	p->next_ns = UINT64_MAX;
	if (p->is_shown)
		log_erase_progress();
	p->is_shown = false;
	pthread_mutex_unlock(&p->lock);
}
