/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library may use in its process. The library never changes the capabilities of a
 * thread by itself: it asks the hooks of its caller, and without hooks it uses what the
 * capabilities of the calling thread permit (capabilities(7)). */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <stdbool.h>

/* Functions of the caller that change the capabilities of the calling thread alone, which may
 * be a thread of the library. Each is called with `arg` and must not fail for lack of memory. */
struct context_hooks {
	/* Puts the permitted capabilities of the thread in effect. Returns false if it
	 * changed nothing; then lower() is not called. */
	bool (*raise)(void *arg);
	/* Undoes a raise() that returned true. Must leave errno alone. */
	void (*lower)(void *arg);
	/* Puts CAP_BPF and CAP_PERFMON in effect or out of effect; both stay permitted.
	 * Returns 0 or -errno. NULL: the library does not try to work without them. */
	int (*set_bpf)(bool are_effective, void *arg);
	void *arg;
};

struct bpf_cache;

struct context {
	/* Descriptor of the root of /proc, see proc_open(); -1: there is no /proc. */
	int proc_fd;
	/* NULL: the caller has no hooks. */
	const struct context_hooks *hooks;
	/* The loaded BPF program, kept from one query to the next; NULL: it is not kept. */
	struct bpf_cache *bpf_cache;
};

/* The context in which a raise has to be undone; NULL: there is nothing to undo. */
struct context_raised {
	const struct context *context;
} __attribute__((unused));

/* Raises privileges until the variable goes out of scope, in the same thread:
 *	_cleanup_(context_lower) const struct context_raised raised = context_raise(context);
 * A raise within another one does nothing. `context` may be NULL in all functions of this
 * header: there are no hooks. */
struct context_raised context_raise(const struct context *context);
void context_lower(const struct context_raised *raised);

/* Returns whether every process may be looked into, so that hidepid hides none in /proc.
 * With hooks, capabilities that could be raised count; without hooks, those in effect. */
bool context_sees_all(const struct context *context);

/* Calls the hook set_bpf(). Returns its result, or -EOPNOTSUPP if there is no such hook. */
int context_set_bpf(const struct context *context, bool are_effective);

/* Returns whether BPF programs that look at every process may be loaded. */
bool context_has_bpf(const struct context *context);

#endif
