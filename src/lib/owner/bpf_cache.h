/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a source of owners keeps from one listing to the next, so as not to make it again. */
#ifndef OWNER_BPF_CACHE_H
#define OWNER_BPF_CACHE_H

#include <stdbool.h>

struct context;

struct bpf_cache {
	int bpf_link; /* the program, loaded; -1: not yet, or it is not used */
	bool is_enough; /* without capabilities, too */
};

#define BPF_CACHE_INIT ((struct bpf_cache){ .bpf_link = -1 })

/* Loads the program, if that can be, for who has children find owners: it is theirs, too. */
void bpf_cache_load(const struct context *context, struct bpf_cache *keep);

void bpf_cache_release(struct bpf_cache *keep);

#endif
