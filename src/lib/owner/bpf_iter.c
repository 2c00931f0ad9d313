/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf_iter.h"

#include <stddef.h>
#include <string.h>

#include "bpf_cache.h"
#include "bpf_rest.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "kernel/procdir.h"
#include "kernel/task.h"
#include "owner.h"
#include "process_identity.h"
#include "select.h"
#include "task_file.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

/* How long the iterator is followed among tasks that began after it did, and whose descriptors the
 * kernel goes through for nothing. */
enum { YOUNG_MS = 20 };

struct owner_source {
	int fd;
	int proc_fd;
	struct owner_scope scope;
	const struct process_select *select; /* NULL: all */
	uint64_t
		young_ns; /* of CLOCK_MONOTONIC, when the first young task came; 0: none did */
	bool is_at_young; /* the last record was of one */
	uint32_t last; /* process whose own table was told; 0: none yet */
	uint64_t unfollowed;
	struct bpf_rest *rest; /* in place of the iterator; NULL: not yet */
	struct listing_start since;
	uint32_t pid; /* the process seen last */
	bool is_pid_suspect; /* another may have had its number before */
	bool is_wanted; /* that one, if it is not */
	uint64_t selected_denied; /* of which that cannot be told */
	struct task_file file; /* the one told last */
	char comm[TASK_FILE_COMM]; /* of its process */
	size_t pos; /* of the next record */
	size_t len;
	/* as much as the kernel fills at once */
	char buffer[32768];
};

static void bpf_end(struct owner_source *bpf, struct owner_gaps *gaps)
{
	if (!bpf)
		return;
	gaps->saw_all = true;
	gaps->selected_denied += bpf->selected_denied;
	gaps->unfollowed += bpf->unfollowed;
	bpf_rest_end(bpf->rest, gaps);
	cleanup_close(&bpf->fd);
	free(bpf);
}

int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret)
{
	/* the buffer is not worth clearing */
	struct owner_source *bpf = malloc(sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;

	memset(bpf, 0, offsetof(struct owner_source, buffer));
	bpf->fd = fd;
	bpf->proc_fd = proc_fd;
	bpf->scope = scope ? *scope : (struct owner_scope){ 0 };
	bpf->select = scope && !scope->is_all ? scope->select : NULL;
	listing_start_now(&bpf->since);
	*ret = bpf;
	return 0;
}

void bpf_cache_release(struct bpf_cache *keep)
{
	cleanup_close(&keep->bpf_link);
	*keep = BPF_CACHE_INIT;
}

/* Loads the program, and finds out whether the next iterator can do without capabilities. */
static int first_iterator(const struct context *context, struct bpf_cache *keep,
			  int *ret_fd)
{
	int r = bpf_load(&keep->bpf_link);

	if (r < 0)
		return r;
	if (context_has_bpf(context) && context_set_bpf(context, false) == 0) {
		r = bpf_open_iterator(keep->bpf_link, ret_fd);
		keep->is_enough = r == 0;
		const int restored = context_set_bpf(context, true);
		if (keep->is_enough)
			return restored;
	}
	return bpf_open_iterator(keep->bpf_link, ret_fd);
}

void bpf_cache_load(const struct context *context, struct bpf_cache *keep)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	_cleanup_close_ int unused = -1;

	if (keep->bpf_link < 0)
		(void)first_iterator(context, keep, &unused);
}

static int open_iterator(const struct owner_scope *scope, int *ret_fd)
{
	struct bpf_cache *keep = scope ? scope->bpf_cache : NULL;
	int link = -1;

	if (keep)
		return keep->bpf_link < 0 ? first_iterator(scope->context, keep, ret_fd)
					  : bpf_open_iterator(keep->bpf_link, ret_fd);
	int r = bpf_load(&link);
	if (r == 0)
		r = bpf_open_iterator(link, ret_fd);
	cleanup_close(&link);
	return r;
}

static int bpf_begin(int proc_fd, const struct owner_scope *scope,
		     struct owner_source **ret)
{
	_cleanup_close_ int fd = -1;

	int r = open_iterator(scope, &fd);
	if (r < 0)
		return r;
	/* pids are looked up in /proc later on */
	if (!task_numbers_are_of(proc_fd))
		return -EXDEV;
	r = bpf_begin_with(fd, proc_fd, scope, ret);
	if (r == 0)
		take_fd(&fd);
	return r;
}

/* Reads on, behind what is left of a record that came in part. 1: there is more, 0: the
 * end. Among young tasks one record is read at a time: the kernel reads on until it has as many
 * as are asked for. */
static int bpf_fill(struct owner_source *bpf)
{
	const size_t left = bpf->len - bpf->pos;
	const size_t room = sizeof(bpf->buffer) - left;
	const size_t size = bpf->is_at_young ? sizeof(bpf->file) - left : room;
	ssize_t n = 0;
	int r = 0;

	memmove(bpf->buffer, bpf->buffer + bpf->pos, left);
	bpf->pos = 0;
	bpf->len = left;
	/* EAGAIN says no more than that the kernel has passed over a million files
	 * without a socket among them */
	do {
		r = deadline_check(bpf->scope.deadline);
		if (r < 0)
			return r;
		n = read(bpf->fd, bpf->buffer + left, size);
	} while (n < 0 && (errno == EAGAIN || errno == EINTR));
	if (n < 0)
		return -errno;
	if (n == 0)
		return left ? -EBADMSG : 0;
	bpf->len += (size_t)n;
	return 1;
}

/* Whether the process that has the number of a young one is wanted, if it is that one. */
static int bpf_decide_young(const struct owner_source *bpf, const struct task_file *file,
			    bool *ret)
{
	bool (*const has_socket)(int, uint32_t, uint32_t, uint64_t) =
		file->is_thread ? procdir_has_threads_socket : procdir_has_socket;
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(bpf->proc_fd, file->pid, &dir_fd);
	if (errno_is_resource(r))
		return r;
	if (r == 0 && has_socket(dir_fd, PROC_HERE, file->fd, file->inode))
		return process_select_decide_this(bpf->select, dir_fd, file->pid, ret);
	return process_select_decide_named(bpf->select, file->pid, bpf->comm, ret);
}

/* Those of a process come in a row, but for threads. */
static int bpf_decide(struct owner_source *bpf, const struct task_file *file, bool *ret)
{
	int r = 0;

	if (file->pid != bpf->pid) {
		bpf->pid = file->pid;
		r = process_select_decide(bpf->select, bpf->proc_fd, file->pid,
					  &bpf->is_wanted);
		if (r < 0)
			bpf->is_wanted = false;
		bpf->is_pid_suspect =
			listing_start_is_after(&bpf->since, bpf->proc_fd, file->pid) <= 0;
	}
	*ret = bpf->is_wanted;
	return r == 0 && bpf->is_pid_suspect ? bpf_decide_young(bpf, file, ret) : r;
}

static int bpf_find_wanted(struct owner_source *bpf, const struct task_file *file,
			   bool *ret)
{
	*ret = true;
	int r = bpf->select ? bpf_decide(bpf, file, ret) : 0;
	if (r == 0 || errno_is_resource(r))
		return r;
	bpf->selected_denied++;
	*ret = false;
	return 0;
}

/* The iterator has come to a young task. Where they do not come to an end, the walk over /proc,
 * which can pass over them, goes on from there, if it may look into every process. */
static int bpf_pass_young(struct owner_source *bpf)
{
	const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);

	bpf->unfollowed++;
	if (!bpf->young_ns)
		bpf->young_ns = now_ns;
	return now_ns - bpf->young_ns < YOUNG_MS * NS_PER_MS ||
			       !context_sees_all(bpf->scope.context)
		       ? 0
		       : bpf_rest_begin(bpf->proc_fd, &bpf->scope, &bpf->since, bpf->last,
					&bpf->rest);
}

/* The next record of the iterator. 1: bpf->file is set, 0: there is no more. */
static int bpf_next_file(struct owner_source *bpf)
{
	struct task_file *file = &bpf->file;

	while (bpf->len - bpf->pos < sizeof(*file)) {
		int r = bpf_fill(bpf);

		if (r <= 0)
			return r;
	}
	memcpy(file, bpf->buffer + bpf->pos, sizeof(*file));
	bpf->pos += sizeof(*file);
	/* an image is of the task that was named last */
	if (file->kind != TASK_FILE_IMAGE)
		memcpy(bpf->comm, file->comm, sizeof(bpf->comm) - 1);
	bpf->is_at_young = file->kind == TASK_FILE_LATE;
	/* a process that went while it was looked at has the number 0 */
	if (!bpf->is_at_young && !file->is_thread && file->pid)
		bpf->last = file->pid;
	return 1;
}

static enum owner_on_exec on_exec(const struct task_file *file)
{
	switch (file->kind) {
	case TASK_FILE_KEPT:
		return ON_EXEC_KEPT;
	case TASK_FILE_CLOEXEC:
		return ON_EXEC_CLOSED;
	default:
		return ON_EXEC_UNKNOWN;
	}
}

static int bpf_next(struct owner_source *bpf, struct owner_record *ret)
{
	const struct task_file *file = &bpf->file;

	for (;;) {
		bool is_wanted = true;

		if (bpf->rest)
			return bpf_rest_next(bpf->rest, ret);
		int r = bpf_next_file(bpf);
		if (r <= 0)
			return r;
		if (bpf->is_at_young) {
			r = bpf_pass_young(bpf);
			if (r < 0)
				return r;
			continue;
		}
		/* 0 where the process went while it was looked at */
		if (!file->pid)
			continue;
		r = bpf_find_wanted(bpf, file, &is_wanted);
		if (r < 0)
			return r;
		if (!is_wanted)
			continue;
		*ret = (struct owner_record){
			.inode = file->inode,
			.pid = file->pid,
			.fd = file->fd,
			.is_threads = file->is_thread,
			.comm = *bpf->comm ? bpf->comm : NULL,
			.on_exec = on_exec(file),
			.image.program =
				file->kind == TASK_FILE_IMAGE ? file->image[0] : 0,
		};
		return 1;
	}
}

const struct owner_source_ops owner_source_bpf = {
	.name = "bpf",
	.begin = bpf_begin,
	.next = bpf_next,
	.end = bpf_end,
};
