/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracer.h"

#include <errno.h>

#include "kernel/bpf.h"

#if HAS_BPF

#include <stddef.h>

/* trace.bpf.c as bytecode (see owner/bpf_iter_open.c): with all programs, and with only
 * the indispensable one for a kernel that refuses another. */
#include "trace_all.lskel.h"
#include "trace_states.lskel.h"

enum { RING_SIZE = 8 << 20 }; /* see trace.bpf.c */

struct opening {
	uint32_t netns, pidns;
	struct tracer *ret;
};

/* Defines a function that opens, loads and attaches one of the two skeletons: their
 * generated types share only the names of members. */
#define TRACER(name)                                                                     \
	static void name##_destroy_any(void *program)                                    \
	{                                                                                \
		struct name *p = program;                                                \
                                                                                         \
		name##__destroy(p);                                                      \
	}                                                                                \
                                                                                         \
	static int name##_begin(void *arg)                                               \
	{                                                                                \
		const struct opening *o = arg;                                           \
		struct tracer *ret = o->ret;                                             \
		struct name *program = name##__open();                                   \
		if (!program)                                                            \
			return -ENOMEM;                                                  \
                                                                                         \
		program->rodata->our_netns = o->netns;                                   \
		program->rodata->our_pidns = o->pidns;                                   \
		int r = name##__load(program);                                           \
		if (r == 0)                                                              \
			r = name##__attach(program);                                     \
		if (r == 0)                                                              \
			r = ring_open(program->maps.ring.map_fd, RING_SIZE, &ret->ring); \
		if (r < 0) {                                                             \
			r = r == -1 ? -errno : r;                                        \
			name##__destroy(program);                                        \
			return r;                                                        \
		}                                                                        \
		ret->fd = program->maps.ring.map_fd;                                     \
		ret->lost = &program->bss->lost;                                         \
		ret->program = program;                                                  \
		ret->destroy = name##_destroy_any;                                       \
		return 0;                                                                \
	}

TRACER(trace_all_bpf)
TRACER(trace_states_bpf)

bool tracer_is_built(void)
{
	return true;
}

int tracer_open(uint32_t netns, uint32_t pidns, struct tracer *ret)
{
	struct tracer tracer = { 0 };
	struct opening opening = { netns, pidns, &tracer };

	int r = bpf_load_retrying(trace_all_bpf_begin, &opening);
	/* Lack of permission, memory or descriptors would fail the smaller one, too. */
	if (r < 0 && r != -EPERM && r != -ENOMEM && r != -EMFILE && r != -ENFILE) {
		tracer.is_partial = true;
		r = bpf_load_retrying(trace_states_bpf_begin, &opening);
	}
	if (r == 0)
		*ret = tracer;
	return r;
}

#else

bool tracer_is_built(void)
{
	return false;
}

int tracer_open(uint32_t netns, uint32_t pidns, struct tracer *ret)
{
	(void)netns;
	(void)pidns;
	(void)ret;
	return -EOPNOTSUPP;
}

#endif

void tracer_close(struct tracer *tracer)
{
	ring_close(&tracer->ring);
	if (tracer->destroy)
		tracer->destroy(tracer->program);
	*tracer = (struct tracer){ 0 };
}
