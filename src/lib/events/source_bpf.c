/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "kernel/context.h"
#include "snapshot.h"
#include "source.h"
#include "tracer.h"
#include "track.h"
#include "util/cleanup.h"

struct event_source {
	struct tracer tracer;
	struct track *track;
};

/* Returns the inode of a namespace, by which kernel structures name it, too. */
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
	uint32_t netns = 0;
	uint32_t pidns = 0;

	if (!tracer_is_built())
		return -EOPNOTSUPP;
	_cleanup_free_ struct event_source *bpf = calloc(1, sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;
	int r = find_inode(proc_fd, "self/ns/net", &netns);
	if (r == 0)
		r = find_inode(proc_fd, "self/ns/pid", &pidns);
	if (r == 0) {
		_cleanup_(context_lower) const struct context_raised raised =
			context_raise(snapshot->context);

		r = tracer_open(netns, pidns, &bpf->tracer);
	}
	if (r < 0)
		return r;
	*ret_is_partial = bpf->tracer.is_partial;
	*ret = TAKE(bpf);
	return 0;
}

static int bpf_fd(const struct event_source *bpf)
{
	return bpf->tracer.fd;
}

static int track_record(const void *record, size_t size, void *arg)
{
	const struct event_source *bpf = arg;
	struct trace trace;

	if (size != sizeof(trace))
		return -EBADMSG;
	/* The reader maps the ring but the kernel may reuse it: work on a copy. */
	memcpy(&trace, record, sizeof(trace));
	return track_trace(bpf->track, &trace);
}

static int bpf_read(struct event_source *bpf, struct track *track, uint64_t now_ns)
{
	(void)now_ns;
	bpf->track = track;
	return ring_read(&bpf->tracer.ring, track_record, bpf);
}

static int64_t bpf_next(const struct event_source *bpf, uint64_t now_ns)
{
	(void)bpf;
	(void)now_ns;
	return -1;
}

static uint64_t bpf_lost(const struct event_source *bpf)
{
	return *bpf->tracer.lost;
}

static void bpf_close(struct event_source *bpf)
{
	tracer_close(&bpf->tracer);
	free(bpf);
}

const struct event_source_ops events_bpf = {
	.name = "bpf",
	.open = bpf_open,
	.fd = bpf_fd,
	.read = bpf_read,
	.next = bpf_next,
	.lost = bpf_lost,
	.close = bpf_close,
};
