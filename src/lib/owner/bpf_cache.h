/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loaded BPF program, kept from one listing to the next. */
#ifndef OWNER_BPF_CACHE_H
#define OWNER_BPF_CACHE_H

#include <stdbool.h>

struct context;

struct bpf_cache {
	/* Link of the loaded program; -1 if it is not loaded yet, or not used. */
	int bpf_link;
	/* An iterator can be opened by the link without capabilities. */
	bool is_enough;
};

#define BPF_CACHE_INIT ((struct bpf_cache){ .bpf_link = -1 })

/* Loads the program, if possible, into the cache of the context, which must have one. Child
 * processes made later share it. */
void bpf_cache_load(const struct context *context);

void bpf_cache_release(struct bpf_cache *cache);

#endif
