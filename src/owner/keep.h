/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a source of owners keeps from one listing to the next, so as not to make it again. */
#ifndef OWNER_KEEP_H
#define OWNER_KEEP_H

#include <stdbool.h>

struct owner_keep {
	int bpf_link; /* the program, loaded; -1: not yet, or it is not used */
	bool is_enough; /* without capabilities, too */
};

#define OWNER_KEEP_INIT ((struct owner_keep){ .bpf_link = -1 })

/* Loads the program, if that can be, for who has children find owners: it is theirs, too. */
void owner_keep_load(struct owner_keep *keep);

void owner_keep_release(struct owner_keep *keep);

#endif
