/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the BPF source. */
#ifndef OWNER_BPF_ITER_H
#define OWNER_BPF_ITER_H

#include <stdbool.h>

struct owner_source;
struct owner_scope;

/* Whether it was built in. */
bool bpf_is_built(void);

/* Loads the program, which its link holds on to. -EOPNOTSUPP where it is not built in; else as
 * bpf(2). */
int bpf_load(int *ret_link);

/* Opens an iterator of the program, of which struct task_file are to be read, and which holds
 * on to it by itself. That takes no capability since Linux 5.19; before, CAP_BPF where
 * kernel.unprivileged_bpf_disabled is set. */
int bpf_open_iterator(int link, int *ret_fd);

/* Begins with the descriptor of an iterator, which is taken over on success. */
int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret);

#endif
