/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The source that uses the cheaper one of the others. */
#include "bpf_cache.h"
#include "bpf_iter.h"
#include "fd_scan.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "owner.h"
#include "select.h"
#include "util/cleanup.h"

/* Microseconds to load the BPF program, however much there is to see. */
enum { LOAD_COST = 1500 };

struct owner_source {
	const struct owner_source_ops *ops;
	struct owner_source *from;
};

/* Both numbers are of the whole machine. In a small container of a large machine BPF is used
 * although the scan would be cheaper, which costs no more than loading the program. */
static bool is_large(int proc_fd)
{
	uint64_t processes = 0;
	uint64_t files = 0;

	if (proc_count_processes(proc_fd, &processes) < 0 ||
	    proc_count_files(proc_fd, &files) < 0)
		return true;
	return processes > LOAD_COST / FD_SCAN_PROCESS_COST ||
	       files > LOAD_COST / FD_SCAN_FILE_COST ||
	       processes * FD_SCAN_PROCESS_COST + files * FD_SCAN_FILE_COST > LOAD_COST;
}

/* What is seen must not depend on how much there is to see: without the privileges of the scan,
 * only BPF sees everything. */
static bool is_bpf_better(int proc_fd, const struct owner_scope *scope)
{
	if (!owner_may_use_bpf(&owner_source_auto, scope))
		return false;
	const struct context *context = scope ? scope->context : NULL;

	if (context && context->bpf_cache && context->bpf_cache->bpf_link >= 0)
		return true;
	return context_has_bpf(context) &&
	       (!context_sees_all(context) || is_large(proc_fd));
}

static int auto_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	struct owner_source *chosen = malloc(sizeof(*chosen));
	if (!chosen)
		return -ENOMEM;

	*chosen = (struct owner_source){ .ops = &owner_source_bpf };
	/* Why BPF is not available does not matter to a user who did not ask for it. */
	if (!is_bpf_better(proc_fd, scope) ||
	    chosen->ops->begin(proc_fd, scope, &chosen->from) < 0) {
		chosen->ops = &owner_source_proc;
		int r = chosen->ops->begin(proc_fd, scope, &chosen->from);
		if (r < 0) {
			free(chosen);
			return r;
		}
	}
	*ret = chosen;
	return 0;
}

static int auto_next(struct owner_source *chosen, struct owner_record *ret)
{
	return chosen->ops->next(chosen->from, ret);
}

static void auto_end(struct owner_source *chosen, struct owner_gaps *gaps)
{
	if (!chosen)
		return;
	chosen->ops->end(chosen->from, gaps);
	free(chosen);
}

const struct owner_source_ops owner_source_auto = {
	.name = "auto",
	.begin = auto_begin,
	.next = auto_next,
	.end = auto_end,
};

const struct owner_source_ops *const owner_sources[] = { &owner_source_auto,
							 &owner_source_bpf,
							 &owner_source_proc };
const size_t owner_sources_count = ARRAY_SIZE(owner_sources);

/* The scan of /proc opens a few processes with known pids directly. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope)
{
	return bpf_is_built() && source != &owner_source_proc &&
	       (source == &owner_source_bpf || !scope || scope->is_all ||
		!scope->select || !process_select_pids(scope->select));
}
