/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF source of owners, and its program, which is kept from one listing to the next. */
#ifndef OWNER_BPF_ITER_H
#define OWNER_BPF_ITER_H

#include <stdbool.h>

struct context;
struct owner_source;
struct owner_scope;

/* Returns whether sockstat was built with BPF programs. */
bool bpf_is_built(void);

/* Loads the program, which lives as long as its link. Returns -EOPNOTSUPP if it was not built in,
 * or the error of bpf(2). */
int bpf_load(int *ret_link);

/* Opens an iterator of the program, from which struct task_file are read. The iterator keeps the
 * program alive without the link. Opening it takes no capability since Linux 5.19; before, it
 * takes CAP_BPF if kernel.unprivileged_bpf_disabled is set. */
int bpf_open_iterator(int link, int *ret_fd);

/* Makes a source of the descriptor of an iterator. On success the source owns the descriptor. */
int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret);

/* The loaded BPF program. */
struct bpf_cache {
	/* Link of the loaded program; -1 if it is not loaded yet, or not used. */
	int bpf_link;
	/* An iterator can be opened by the link without capabilities. */
	bool is_enough;
};

#define BPF_CACHE_INIT ((struct bpf_cache){ .bpf_link = -1 })

/* Loads the program, if possible, into the cache of the context, which must have a cache. Child
 * processes that are made later share the loaded program. */
void bpf_cache_load(const struct context *context);

/* Closes the link of the program. */
void bpf_cache_release(struct bpf_cache *cache);

#endif
