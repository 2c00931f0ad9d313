/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library may use in its process. The library never changes the capabilities of
 * a thread by itself: it calls the hooks of its caller, and without hooks it does what
 * the capabilities of the calling thread permit (capabilities(7)). */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

/* Functions by which the library's caller changes the capabilities of a single thread:
 * the thread that calls the function, which may be a thread of the library. Each function
 * gets the member `arg`, and must not fail for lack of memory. */
struct context_hooks {
	/* Puts the permitted capabilities of the calling thread in effect. Returns false
	 * if nothing was changed, so that lower() must not be called. */
	bool (*raise)(void *arg);
	/* Undoes a raise() that returned true. Must leave errno unchanged. */
	void (*lower)(void *arg);
	/* Puts CAP_BPF and CAP_PERFMON in effect or out of effect; both stay permitted.
	 * Returns 0 or -errno. NULL: the library keeps both in effect all the time. */
	int (*set_bpf)(bool are_effective, void *arg);
	void *arg;
};

/* Takes part in long work: how much has been done since the listing began is summed up by the
 * caller. */
struct context_progress {
	/* Called now and then, also by threads of the library, with the numbers of sockets that
	 * were read and of processes that were looked at since the last call. */
	void (*add)(uint32_t sockets, uint32_t processes, void *arg);
	void *arg;
};

struct bpf_cache;
struct tables;

struct context {
	/* Descriptor of the root of /proc, see proc_open(); -1: there is no /proc. */
	int proc_fd;
	/* Functions of the caller that change capabilities; NULL: there are no such
	 * functions. */
	const struct context_hooks *hooks;
	/* The loaded BPF program, which is kept from one query to the next; NULL: each
	 * query loads the program. */
	struct bpf_cache *bpf_cache;
	/* The directory below which the state files of container runtimes are, of the
	 * machine that proc_fd shows; "": the root directory; NULL: names of containers
	 * are not looked up. */
	const char *state_root;
	/* The kernel's tables of TCP sockets (tables/tables.h), which queries may read in
	 * place of sock_diag; NULL: the tables were not opened. */
	struct tables *tables;
	/* Called during long work; NULL: not called. */
	const struct context_progress *progress;
};

static inline void context_add_progress(const struct context *context, uint32_t sockets,
					uint32_t processes)
{
	if (context && context->progress)
		context->progress->add(sockets, processes, context->progress->arg);
}

/* What context_raise() changed and context_lower() must undo. */
struct context_raised {
	/* The context whose hook raise() must be undone; NULL: there is nothing to
	 * undo. */
	const struct context *context;
} __attribute__((unused));

/* Puts the permitted capabilities of the calling thread in effect until the variable
 * `raised` goes out of scope in the same thread: _cleanup_(context_lower) const struct
 * context_raised raised = context_raise(context); A nested call changes nothing. Every
 * function in this header takes a NULL context as a context without hooks. */
struct context_raised context_raise(const struct context *context);
/* Undoes what context_raise() changed. */
void context_lower(const struct context_raised *raised);

/* Returns whether the calling thread may look into every process, so that the mount
 * option hidepid hides no process of /proc from it. If the context has hooks, permitted
 * capabilities count, otherwise only effective capabilities. */
bool context_sees_all(const struct context *context);

/* Calls the hook set_bpf(). Returns the result of the hook, or -EOPNOTSUPP if there is no
 * such hook. */
int context_set_bpf(const struct context *context, bool are_effective);

/* Returns whether the calling thread may load BPF programs that look at every process. */
bool context_has_bpf(const struct context *context);

#endif
