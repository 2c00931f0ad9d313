/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Resources that the library's caller lets the library use. The library never changes the
 * capabilities of a thread by itself: the library calls the hooks of its caller, or,
 * without hooks, does what the capabilities of the calling thread permit
 * (capabilities(7)). */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

/* Functions by which the library's caller changes the capabilities of the thread that
 * calls the function; this thread may be a thread of the library. Each function gets the
 * member `arg` of the hooks as its argument, and must not fail for lack of memory. */
struct context_hooks {
	/* Puts the permitted capabilities of the calling thread in effect. Returns false
	 * if nothing was changed; the library then does not call lower(). */
	bool (*raise)(void *arg);
	/* Undoes what a call of raise() that returned true has changed. Must leave errno
	 * unchanged. */
	void (*lower)(void *arg);
	/* Puts CAP_BPF and CAP_PERFMON in effect or out of effect in the calling thread;
	 * both stay permitted. Returns 0 or -errno. NULL: the library never changes
	 * whether the two capabilities are in effect. */
	int (*set_bpf)(bool are_effective, void *arg);
	void *arg;
};

/* A function of the library's caller that gets, during a long listing, the numbers of
 * sockets and processes that the library has read. */
struct context_progress {
	/* Called repeatedly during a listing, also by threads of the library, with the
	 * numbers of sockets that were read and of processes that were looked at since
	 * the previous call. */
	void (*add)(uint32_t sockets, uint32_t processes, void *arg);
	void *arg;
};

struct bpf_cache;
struct tables;

struct context {
	/* Descriptor of the root of /proc, see proc_open(); -1: there is no /proc. */
	int proc_fd;
	/* Functions of the library's caller that change capabilities of a thread; NULL:
	 * there are no such functions. */
	const struct context_hooks *hooks;
	/* The loaded BPF program, which is kept from one query to the next; NULL: each
	 * query loads the program again. */
	struct bpf_cache *bpf_cache;
	/* Directory below which the state files of container runtimes are, on the machine
	 * whose /proc is proc_fd; "": the root directory; NULL: names of containers are
	 * not looked up. */
	const char *state_root;
	/* The kernel's tables of TCP sockets (tables/tables.h), which queries may read in
	 * place of sock_diag; NULL: the tables were not opened. */
	struct tables *tables;
	/* Function of the library's caller that is called during a long listing; NULL:
	 * there is no such function. */
	const struct context_progress *progress;
};

static inline void context_add_progress(const struct context *context, uint32_t sockets,
					uint32_t processes)
{
	if (context && context->progress)
		context->progress->add(sockets, processes, context->progress->arg);
}

/* The return value of context_raise(), by which context_lower() knows what to undo. */
struct context_raised {
	/* The context whose hook lower() must be called; NULL: there is nothing to
	 * undo. */
	const struct context *context;
} __attribute__((unused));

/* Puts the permitted capabilities of the calling thread in effect, if the context has
 * hooks, until the variable `raised` goes out of scope in the same thread:
 * _cleanup_(context_lower) const struct context_raised raised = context_raise(context); A
 * nested call changes nothing. Every function in this header takes a NULL context as a
 * context without hooks. */
struct context_raised context_raise(const struct context *context);
/* Undoes what the call of context_raise() that returned *raised has changed. */
void context_lower(const struct context_raised *raised);

/* Returns whether the calling thread may look into every process. If so, the mount option
 * hidepid of /proc hides no process from the thread. If the context has hooks, permitted
 * capabilities count, otherwise only effective capabilities. */
bool context_sees_all(const struct context *context);

/* Calls the hook set_bpf() of the context. Returns the result of the hook, or -EOPNOTSUPP
 * if the context has no such hook. */
int context_set_bpf(const struct context *context, bool are_effective);

/* Returns whether the calling thread may load BPF programs that look at every process. If
 * the context has hooks, permitted capabilities count, otherwise only effective
 * capabilities. */
bool context_has_bpf(const struct context *context);

#endif
