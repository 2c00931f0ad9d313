/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library has at its disposal in the process that it runs in. The library never changes the
 * capabilities of a thread by itself: it asks the hooks of its caller, and without hooks uses what
 * the capabilities of the calling thread allow (capabilities(7)). */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <stdbool.h>

/* Each hook concerns the calling thread alone, which may be a thread of the library, and is called
 * with arg. No hook may fail for lack of memory. */
struct context_hooks {
	/* Puts the thread's permitted capabilities in effect. False: nothing was changed, and lower
	 * is not called for it. */
	bool (*raise)(void *arg);
	/* Undoes a raise that returned true. errno stays as it is. */
	void (*lower)(void *arg);
	/* Puts CAP_BPF and CAP_PERFMON in effect, or out of effect; both stay permitted. 0 or
	 * -errno. NULL: the library does not try to do without them. */
	int (*set_bpf)(bool are_effective, void *arg);
	void *arg;
};

struct bpf_cache;

struct context {
	int proc_fd; /* root of /proc, see proc_open; -1: there is none */
	const struct context_hooks *hooks; /* NULL: none */
	/* The loaded BPF program, kept from one query to the next; NULL: it is not kept. */
	struct bpf_cache *bpf_cache;
};

/* The context in which a raise is to be undone; NULL: nothing is to be undone. */
struct context_raised {
	const struct context *context;
} __attribute__((unused)); /* by anything but its end */

/* Raises privileges until the scope of the variable ends, in the same thread:
 *	_cleanup_(context_lower) const struct context_raised raised = context_raise(context);
 * Within another raise it does nothing. context may be NULL, here and below: no hooks. */
struct context_raised context_raise(const struct context *context);
void context_lower(const struct context_raised *raised);

/* Whether every process may be looked into: /proc then hides none (hidepid). With hooks it is asked
 * what could be raised, without them what is in effect. */
bool context_sees_all(const struct context *context);

/* Calls the hook set_bpf; -EOPNOTSUPP without one. */
int context_set_bpf(const struct context *context, bool are_effective);

/* Whether BPF programs may be loaded that look at every process. */
bool context_has_bpf(const struct context *context);

#endif
