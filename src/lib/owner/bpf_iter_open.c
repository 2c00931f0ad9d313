/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf_iter.h"

#include <linux/bpf.h>
#include <sys/syscall.h>

#include "kernel/bpf.h"
#include "util/cleanup.h"

#if HAS_BPF

/* The file task_file.lskel.h, which "make bpf" writes, contains the bytecode of the BPF
 * program task_file.bpf.c and of a second BPF program, which loads task_file.bpf.c.
 * Therefore loading needs neither libbpf nor parsing the BTF of the kernel. */
#include "task_file.lskel.h"

static void cleanup_program(struct task_file_bpf **program)
{
	task_file_bpf__destroy(*program);
}

static int load_once(void *arg)
{
	int *ret_link = arg;
	_cleanup_(cleanup_program) struct task_file_bpf *program = task_file_bpf__open();
	if (!program)
		return -ENOMEM;

	int r = task_file_bpf__load(program);
	if (r == 0)
		r = task_file_bpf__task_file__attach(program);
	if (r < 0)
		return r == -1 ? -errno : r;
	*ret_link = program->links.task_file_fd;
	/* The caller of load_once now owns the descriptor of the BPF link, so
	 * task_file_bpf__destroy must not close the descriptor. */
	program->links.task_file_fd = 0;
	return 0;
}

#else

static int load_once(void *arg)
{
	(void)arg;
	return -EOPNOTSUPP;
}

#endif

bool bpf_is_built(void)
{
	return HAS_BPF;
}

int bpf_load(int *ret_link)
{
	return bpf_load_retrying(load_once, ret_link);
}

int bpf_open_iterator(int link, int *ret_fd)
{
	union bpf_attr attr = { .iter_create.link_fd = (unsigned int)link };
	const long fd =
		syscall(SYS_bpf, BPF_ITER_CREATE, &attr, sizeof(attr.iter_create));

	if (fd < 0)
		return -errno;
	*ret_fd = (int)fd;
	return 0;
}
