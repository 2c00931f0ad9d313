/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/bpf.h"
#include "kernel/context.h"
#include "ring.h"
#include "snapshot.h"
#include "source.h"
#include "track.h"
#include "util/cleanup.h"

/* The event source that reads the ring buffer of the BPF programs in trace.bpf.c. */
struct bpf_source {
	struct event_source base;
	/* ring buffer whose records are struct trace */
	struct ring ring;
	/* skeleton (generated loader) of the loaded BPF programs */
	void *program;
	/* function that unloads the BPF programs of `program` */
	void (*destroy)(void *program);
	struct track *track;
};

#if HAS_BPF

/* Two skeletons (generated loaders) of trace.bpf.c. trace_all has all BPF programs.
 * trace_states has only the one program that is indispensable, for a kernel that refuses
 * to load any other program of trace.bpf.c. */
#include "trace_all.lskel.h"
#include "trace_states.lskel.h"

/* size of the ring buffer that trace.bpf.c defines, in bytes */
enum { RING_SIZE = 8 << 20 };

struct opening {
	uint32_t netns, pidns;
	struct bpf_source *ret;
};

/* Defines the functions that load and unload the BPF programs of the skeleton (generated
 * loader) `name`. The types of two skeletons have only the names of their members in
 * common. */
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
		struct bpf_source *ret = o->ret;                                         \
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
		ret->base.fd = program->maps.ring.map_fd;                                \
		ret->base.lost = &program->bss->lost;                                    \
		ret->program = program;                                                  \
		ret->destroy = name##_destroy_any;                                       \
		return 0;                                                                \
	}

TRACER(trace_all_bpf)
TRACER(trace_states_bpf)

static int load_programs(uint32_t netns, uint32_t pidns, bool *ret_is_partial,
			 struct bpf_source *bpf)
{
	struct opening opening = { netns, pidns, bpf };

	int r = bpf_load_retrying(trace_all_bpf_begin, &opening);
	/* If trace_all fails for lack of permission, memory or descriptors, trace_states
	 * is not tried, because trace_states would fail for the same reason. */
	*ret_is_partial =
		r < 0 && r != -EPERM && r != -ENOMEM && r != -EMFILE && r != -ENFILE;
	return *ret_is_partial ? bpf_load_retrying(trace_states_bpf_begin, &opening) : r;
}

#else

static int load_programs(uint32_t netns, uint32_t pidns, bool *ret_is_partial,
			 struct bpf_source *bpf)
{
	(void)netns;
	(void)pidns;
	(void)ret_is_partial;
	(void)bpf;
	return -EOPNOTSUPP;
}

#endif

/* Stores the inode of the namespace file `path` in *ret. The kernel uses this inode as
 * the number of the namespace. */
static int find_inode(int proc_fd, const char *path, uint32_t *ret)
{
	struct stat st;

	if (fstatat(proc_fd, path, &st, 0) < 0)
		return -errno;
	*ret = (uint32_t)st.st_ino;
	return 0;
}

static int bpf_open(struct snapshot *snapshot, bool *ret_is_partial,
		    struct event_source **ret)
{
	const int proc_fd = snapshot->from.proc_fd;
	uint32_t netns = 0, pidns = 0;
	bool is_partial = false;

	if (!HAS_BPF)
		return -EOPNOTSUPP;
	_cleanup_free_ struct bpf_source *bpf = calloc(1, sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;
	bpf->base.next_ns = UINT64_MAX;
	int r = find_inode(proc_fd, "self/ns/net", &netns);
	if (r == 0)
		r = find_inode(proc_fd, "self/ns/pid", &pidns);
	if (r == 0) {
		_cleanup_(context_lower) const struct context_raised raised =
			context_raise(snapshot->context);

		r = load_programs(netns, pidns, &is_partial, bpf);
	}
	if (r < 0)
		return r;
	*ret_is_partial = is_partial;
	*ret = &TAKE(bpf)->base;
	return 0;
}

static int track_record(const void *record, size_t size, void *arg)
{
	const struct bpf_source *bpf = arg;
	struct trace trace;

	if (size != sizeof(trace))
		return -EBADMSG;
	/* The record is copied before it is used, because the kernel may overwrite the
	 * original in the ring buffer. */
	memcpy(&trace, record, sizeof(trace));
	return track_trace(bpf->track, &trace);
}

static int bpf_read(struct event_source *source, struct track *track, uint64_t now_ns)
{
	struct bpf_source *bpf = (struct bpf_source *)source;

	(void)now_ns;
	bpf->track = track;
	return ring_read(&bpf->ring, track_record, bpf);
}

static void bpf_close(struct event_source *source)
{
	struct bpf_source *bpf = (struct bpf_source *)source;

	ring_close(&bpf->ring);
	if (bpf->destroy)
		bpf->destroy(bpf->program);
	free(bpf);
}

const struct event_source_ops events_bpf = { "bpf", bpf_open, bpf_read, bpf_close };
