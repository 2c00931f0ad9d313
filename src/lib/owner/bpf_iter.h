/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the processes that hold sockets by reading a BPF iterator. The loaded BPF program
 * can be kept from one listing to the next. */
#ifndef OWNER_BPF_ITER_H
#define OWNER_BPF_ITER_H

#include <stdbool.h>

struct context;
struct owner_source;
struct owner_scope;

/* Returns whether sockstat was built with BPF programs. */
bool bpf_is_built(void);

/* Loads and attaches the BPF program that reports the sockets of processes. *ret_link
 * gets the descriptor of the BPF link; the program stays loaded until the link is closed.
 * Returns 0, -EOPNOTSUPP if sockstat was built without BPF programs, or the -errno of
 * bpf(2). */
int bpf_load(int *ret_link);

/* Opens an iterator of the BPF program to which `link` belongs. *ret_fd gets a descriptor
 * from which records of struct task_file are read; while this descriptor is open, the
 * program stays loaded even if the link is closed. Opening an iterator takes no
 * capability since Linux 5.19; before Linux 5.19 it takes CAP_BPF if
 * kernel.unprivileged_bpf_disabled is set. Returns 0 or -errno. */
int bpf_open_iterator(int link, int *ret_fd);

/* Sets *ret to a new source of owners, which reads the BPF iterator at the descriptor fd
 * and looks up processes in the /proc directory proc_fd. `scope` says which processes are
 * reported (NULL: all processes). On success the source of owners owns fd. Returns 0 or
 * -ENOMEM. */
int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret);

/* A BPF program that stays loaded from one listing to the next. */
struct bpf_cache {
	/* Descriptor of the BPF link of the loaded program; -1 if no program is
	 * loaded. */
	int bpf_link;
	/* Whether a BPF iterator can be opened by bpf_link without any capabilities. */
	bool is_enough;
};

#define BPF_CACHE_INIT ((struct bpf_cache){ .bpf_link = -1 })

/* Loads the BPF program into context->bpf_cache, which must not be NULL, unless the
 * program is loaded already. Failures are ignored. Child processes that are forked
 * afterwards share the loaded program. */
void bpf_cache_load(const struct context *context);

/* Closes the link of the BPF program in the cache, and marks the cache as empty. */
void bpf_cache_release(struct bpf_cache *cache);

#endif
