/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses which source of owners is used: the BPF iterator or the scan of /proc. */
#include "bpf_iter.h"
#include "fd_scan.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "select.h"
#include "util/cleanup.h"

/* Estimated time in microseconds that loading the BPF program takes. */
enum { LOAD_COST = 1500 };

/* Returns whether scanning /proc takes longer than loading the BPF program. The processes
 * and files of the whole machine are counted, so BPF is also used in a small container of
 * a large machine, where scanning the few processes of the container would save at most
 * the time of loading the program. */
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

/* Returns whether BPF is used in place of a scan of /proc. If sockstat may not look into
 * every process, BPF is used even on small machines, because the result of a listing must
 * not depend on the size of the machine. */
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

int owner_source_begin(const struct owner_source_ops **ops, int proc_fd,
		       const struct owner_scope *scope, struct owner_source **ret)
{
	if (*ops == &owner_source_auto) {
		*ops = &owner_source_bpf;
		if (is_bpf_better(proc_fd, scope) &&
		    (*ops)->begin(proc_fd, scope, ret) == 0)
			return 0;
		/* The reason why BPF cannot be used is not reported, because the user did
		 * not ask for BPF. */
		*ops = &owner_source_proc;
	}
	return (*ops)->begin(proc_fd, scope, ret);
}

const struct owner_source_ops owner_source_auto = { .name = "auto" };

const struct owner_source_ops *const owner_sources[] = { &owner_source_auto,
							 &owner_source_bpf,
							 &owner_source_proc };
const size_t owner_sources_count = ARRAY_SIZE(owner_sources);

/* BPF is not used if only processes with certain pids are selected: the scan of /proc
 * finds these processes fast, because the scan opens only the directories of these
 * processes. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope)
{
	return bpf_is_built() && source != &owner_source_proc &&
	       (source == &owner_source_bpf || !scope || scope->is_all ||
		!scope->select || !process_select_pids(scope->select));
}
