/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/bpf.h"
#include "kernel/context.h"
#include "netns.h"
#include "ring.h"
#include "util/cleanup.h"

#if HAS_BPF

/* ring.lskel.h, which "make bpf" writes, contains as bytecode the BPF program ring.bpf.c and a
 * second BPF program that loads the first one. */
#include "ring.lskel.h"

static void cleanup_program(struct ring_bpf **program)
{
	ring_bpf__destroy(*program);
}

static int load_once(void *arg)
{
	struct ring_bpf **ret = arg;
	_cleanup_(cleanup_program) struct ring_bpf *program = ring_bpf__open();
	if (!program)
		return -ENOMEM;

	const int r = ring_bpf__load(program);
	if (r < 0)
		return r == -1 ? -errno : r;
	*ret = TAKE(program);
	return 0;
}

static int add_all(struct netns_table *t, const struct ring_entry *entries, size_t len)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < len; i++) {
		struct netns *n = NULL;

		r = netns_add(t, entries[i].inode, 0, &n);
		if (r == 0) {
			n->cookie = entries[i].cookie;
			n->is_in_ring = true;
		}
	}
	return r;
}

int netns_read_ring(struct netns_table *t, const struct context *context)
{
	const size_t size = RING_MAX * sizeof(struct ring_entry);
	_cleanup_(cleanup_program) struct ring_bpf *program = NULL;

	if (!context_has_bpf(context))
		return -EPERM;
	int r = bpf_load_retrying(load_once, &program);
	if (r < 0)
		return r;
	union bpf_attr attr = { .test.prog_fd = (uint32_t)program->progs.ring.prog_fd };

	if (syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)) < 0)
		return -errno;
	if (!program->bss->is_complete || program->bss->entries_len > RING_MAX)
		return -EAGAIN;
	void *entries =
		mmap(NULL, size, PROT_READ, MAP_SHARED, program->maps.entries.map_fd, 0);
	if (entries == MAP_FAILED)
		return -errno;
	r = add_all(t, entries, program->bss->entries_len);
	munmap(entries, size);
	return r;
}

#else

int netns_read_ring(struct netns_table *t, const struct context *context)
{
	(void)t;
	(void)context;
	return -EOPNOTSUPP;
}

#endif
