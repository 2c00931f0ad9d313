/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf_iter.h"

#include <stddef.h>
#include <string.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "kernel/task.h"
#include "owner.h"
#include "process_identity.h"
#include "select.h"
#include "task_file.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

/* Maximum time in milliseconds for which the BPF iterator visits tasks that started after
 * the iterator; after this time a scan of /proc replaces the iterator. */
enum { LATE_TASKS_MS = 20 };

struct owner_source {
	int fd;
	int proc_fd;
	struct owner_scope scope;
	/* The conditions that select the processes whose sockets are reported; NULL if
	 * the sockets of all processes are reported. */
	const struct process_select *select;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, when the BPF iterator reached the
	 * first task that started after the iterator; 0 if the iterator has reached no
	 * such task yet. */
	uint64_t late_tasks_ns;
	/* Whether the last record read from the BPF iterator is of a task that started
	 * after the iterator. */
	bool is_at_late_task;
	/* Pid of the last process whose own descriptor table, not that of a thread, the
	 * BPF iterator has reported; 0 if the iterator has not reported a process yet. */
	uint32_t last;
	/* unfollowed: number of skipped tasks that started after the BPF iterator.
	 * selected_denied: number of processes whose data could not be read, so it is
	 * unknown whether they are selected. */
	uint64_t unfollowed, selected_denied;
	/* The scan of /proc that has replaced the BPF iterator; NULL while the BPF
	 * iterator is still used. */
	struct owner_source *rest;
	struct listing_start start;
	/* Pid of the process that bpf_find_wanted looked up last; 0 if no process was
	 * looked up yet. */
	uint32_t pid;
	/* Whether the pid in the member `pid` may have been given to another process
	 * since the BPF iterator reported the pid. */
	bool is_pid_suspect;
	/* Whether the process whose pid is in the member `pid` is selected; only valid if
	 * is_pid_suspect is false. */
	bool is_wanted;
	/* The last record that bpf_next_file has read from the BPF iterator. */
	struct task_file file;
	/* Task name of the process that the record in the member `file` belongs to. */
	char comm[TASK_FILE_COMM];
	/* pos: offset in the member `buffer` of the next record to decode. len: number of
	 * bytes in `buffer` that were read from the BPF iterator. */
	size_t pos, len;
	/* Buffer for the records that read(2) gets from the BPF iterator. */
	char buffer[32768];
};

static void bpf_end(struct owner_source *bpf, struct owner_gaps *gaps)
{
	if (!bpf)
		return;
	gaps->saw_all = true;
	gaps->selected_denied += bpf->selected_denied;
	gaps->unfollowed += bpf->unfollowed;
	owner_source_proc.end(bpf->rest, gaps);
	cleanup_close(&bpf->fd);
	free(bpf);
}

int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret)
{
	/* malloc() is used, because calloc() would also clear the 32 KiB of the member
	 * `buffer`, which takes too long. */
	struct owner_source *bpf = malloc(sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;

	memset(bpf, 0, offsetof(struct owner_source, buffer));
	bpf->fd = fd;
	bpf->proc_fd = proc_fd;
	bpf->scope = scope ? *scope : (struct owner_scope){ 0 };
	bpf->select = scope && !scope->is_all ? scope->select : NULL;
	listing_start_now(&bpf->start);
	*ret = bpf;
	return 0;
}

void bpf_cache_release(struct bpf_cache *cache)
{
	cleanup_close(&cache->bpf_link);
	*cache = BPF_CACHE_INIT;
}

/* Loads the BPF program into context->bpf_cache and opens a BPF iterator of the program,
 * whose descriptor is stored in *ret_fd. If the iterator can be opened without
 * capabilities, the member is_enough of the cache is set. Returns 0 or -errno. */
static int load_and_open_iterator(const struct context *context, int *ret_fd)
{
	struct bpf_cache *cache = context->bpf_cache;
	int r = bpf_load(&cache->bpf_link);

	if (r < 0)
		return r;
	if (context_has_bpf(context) && context_set_bpf(context, false) == 0) {
		r = bpf_open_iterator(cache->bpf_link, ret_fd);
		cache->is_enough = r == 0;
		const int restored = context_set_bpf(context, true);
		if (cache->is_enough)
			return restored;
	}
	return bpf_open_iterator(cache->bpf_link, ret_fd);
}

void bpf_cache_load(const struct context *context)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	_cleanup_close_ int unused = -1;

	if (context->bpf_cache->bpf_link < 0)
		(void)load_and_open_iterator(context, &unused);
}

static int open_iterator(const struct context *context, int *ret_fd)
{
	const struct bpf_cache *cache = context ? context->bpf_cache : NULL;
	int link = -1;

	if (cache)
		return cache->bpf_link < 0 ? load_and_open_iterator(context, ret_fd)
					   : bpf_open_iterator(cache->bpf_link, ret_fd);
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

	int r = open_iterator(scope ? scope->context : NULL, &fd);
	if (r < 0)
		return r;
	/* The BPF iterator reports pids of the pid namespace of sockstat. The pids are
	 * later looked up below proc_fd, so proc_fd must be a /proc of this pid
	 * namespace. */
	if (!task_numbers_are_of(proc_fd))
		return -EXDEV;
	r = bpf_begin_with(fd, proc_fd, scope, ret);
	if (r == 0)
		take_fd(&fd);
	return r;
}

/* Reads records of the BPF iterator into bpf->buffer, behind an incomplete record that
 * the previous read(2) may have left in the buffer. Returns 1 if bytes were read, 0 at
 * the end of the iterator, or -errno. After a record of a task that started later than
 * the iterator, bpf_fill reads only one record, because read(2) would otherwise return
 * only after many such tasks have filled the buffer. */
static int bpf_fill(struct owner_source *bpf)
{
	const size_t left = bpf->len - bpf->pos;
	const size_t room = sizeof(bpf->buffer) - left;
	const size_t size = bpf->is_at_late_task ? sizeof(bpf->file) - left : room;
	ssize_t n = 0;
	int r = 0;

	memmove(bpf->buffer, bpf->buffer + bpf->pos, left);
	bpf->pos = 0;
	bpf->len = left;
	/* read(2) of a BPF iterator fails with EAGAIN after the iterator has visited a
	 * million files that are not sockets; read(2) is then repeated. */
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

/* Sets *ret to whether the process in the record `file`, whose pid may have been reused,
 * is selected. If the process that now has the pid holds the socket in the record, the
 * data of that process decide; otherwise only the pid and the task name that the BPF
 * iterator reported decide. Returns 0 or -errno. */
static int bpf_decide_suspect(const struct owner_source *bpf,
			      const struct task_file *file, bool *ret)
{
	bool (*const has_socket)(int, uint32_t, uint32_t, uint64_t) =
		file->is_thread ? procdir_has_threads_socket : procdir_has_socket;
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(bpf->proc_fd, file->pid, &dir_fd);
	if (errno_is_resource(r))
		return r;
	if (r == 0 && has_socket(dir_fd, PROC_HERE, file->fd, file->inode))
		return process_select_decide(bpf->select, dir_fd, PROC_HERE, file->pid,
					     ret);
	return process_select_decide_named(bpf->select, file->pid, bpf->comm, ret);
}

/* Sets *ret to whether the process in the record `file` is selected. The answer is kept
 * for the next records with this pid, because the BPF iterator usually reports all
 * descriptors of a process in a row. Returns 0 or -errno. */
static int bpf_find_wanted(struct owner_source *bpf, const struct task_file *file,
			   bool *ret)
{
	int r = 0;

	*ret = true;
	if (!bpf->select)
		return 0;
	if (file->pid != bpf->pid) {
		bpf->pid = file->pid;
		r = process_select_decide(bpf->select, bpf->proc_fd, file->pid, file->pid,
					  &bpf->is_wanted);
		if (r < 0)
			bpf->is_wanted = false;
		bpf->is_pid_suspect =
			listing_start_is_after(&bpf->start, bpf->proc_fd, file->pid) <= 0;
	}
	*ret = bpf->is_wanted;
	if (r == 0 && bpf->is_pid_suspect)
		r = bpf_decide_suspect(bpf, file, ret);
	if (r == 0 || errno_is_resource(r))
		return r;
	bpf->selected_denied++;
	*ret = false;
	return 0;
}

/* Counts a task that started after the BPF iterator. The iterator cannot skip such tasks,
 * and might never end while new tasks keep starting. After LATE_TASKS_MS milliseconds a
 * scan of /proc, which skips such tasks, replaces the iterator if sockstat may look into
 * every process; the scan is stored in bpf->rest. Of the processes with pids up to
 * bpf->last, the iterator has already reported the process's own descriptor table, but
 * perhaps not the descriptor tables of threads. Of these processes the scan reads only
 * the descriptor tables of threads, some of them a second time. Returns 0, or the -errno
 * of beginning the scan. */
static int bpf_skip_late_task(struct owner_source *bpf)
{
	const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
	struct owner_scope rest = bpf->scope;

	bpf->unfollowed++;
	if (!bpf->late_tasks_ns)
		bpf->late_tasks_ns = now_ns;
	if (now_ns - bpf->late_tasks_ns < LATE_TASKS_MS * NS_PER_MS ||
	    !context_sees_all(bpf->scope.context))
		return 0;
	rest.start = &bpf->start;
	rest.last_reported = &bpf->last;
	rest.is_alone = true;
	return owner_source_proc.begin(bpf->proc_fd, &rest, &bpf->rest);
}

/* Stores the next record of the BPF iterator in bpf->file. Returns 1 if there was a
 * record, 0 at the end of the iterator, or -errno. */
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
	/* A record of kind TASK_FILE_IMAGE contains no task name. The task name in the
	 * previous record stays valid, because both records are of one task. */
	if (file->kind != TASK_FILE_IMAGE)
		memcpy(bpf->comm, file->comm, sizeof(bpf->comm) - 1);
	bpf->is_at_late_task = file->kind == TASK_FILE_LATE;
	/* The pid in a record is 0 if the process ended while the kernel wrote the
	 * record. */
	if (!bpf->is_at_late_task && !file->is_thread && file->pid) {
		if (bpf->last != file->pid)
			context_add_progress(bpf->scope.context, 0, 1);
		bpf->last = file->pid;
	}
	return 1;
}

static int bpf_next(struct owner_source *bpf, struct owner_record *ret)
{
	static const enum owner_on_exec on_exec[] = {
		[TASK_FILE_KEPT] = ON_EXEC_KEPT,
		[TASK_FILE_CLOEXEC] = ON_EXEC_CLOSED,
	};
	const struct task_file *file = &bpf->file;

	for (;;) {
		bool is_wanted = true;

		if (bpf->rest)
			return owner_source_proc.next(bpf->rest, ret);
		int r = bpf_next_file(bpf);
		if (r <= 0)
			return r;
		if (bpf->is_at_late_task) {
			r = bpf_skip_late_task(bpf);
			if (r < 0)
				return r;
			continue;
		}
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
			.on_exec = file->kind < ARRAY_SIZE(on_exec) ? on_exec[file->kind]
								    : ON_EXEC_UNKNOWN,
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
