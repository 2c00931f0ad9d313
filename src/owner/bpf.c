/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf.h"

#include <string.h>

#include "base/cleanup.h"
#include "keep.h"
#include "owner.h"
#include "select.h"
#include "since.h"
#include "sys/priv.h"
#include "sys/proc.h"
#include "sys/procdir.h"
#include "sys/task.h"
#include "task_file.h"

struct owner_source {
	int fd;
	int proc_fd;
	const struct process_select *select; /* NULL: all */
	struct since since;
	uint32_t pid; /* the process seen last */
	bool is_young; /* another may have had its number before */
	bool is_wanted; /* that one, if it is not */
	uint64_t selected_denied; /* of which that cannot be told */
	struct task_file file; /* the one told last */
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
	cleanup_close(&bpf->fd);
	free(bpf);
}

int bpf_begin_with(int fd, int proc_fd, const struct owner_scope *scope,
		   struct owner_source **ret)
{
	struct owner_source *bpf = malloc(sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;

	bpf->fd = fd;
	bpf->proc_fd = proc_fd;
	bpf->select = scope && !scope->is_all ? scope->select : NULL;
	since_now(&bpf->since);
	bpf->pid = 0;
	bpf->is_young = false;
	bpf->is_wanted = false;
	bpf->selected_denied = 0;
	bpf->pos = 0;
	bpf->len = 0;
	*ret = bpf;
	return 0;
}

void owner_keep_release(struct owner_keep *keep)
{
	cleanup_close(&keep->bpf_link);
	*keep = OWNER_KEEP_INIT;
}

/* Loads the program, and finds out whether the next iterator can do without capabilities. */
static int first_iterator(struct owner_keep *keep, int *ret_fd)
{
	int r = bpf_load(&keep->bpf_link);

	if (r < 0)
		return r;
	if (priv_has_bpf_caps() && priv_set_bpf_caps(false) == 0) {
		r = bpf_open_iterator(keep->bpf_link, ret_fd);
		keep->is_enough = r == 0;
		const int restored = priv_set_bpf_caps(true);
		if (keep->is_enough)
			return restored;
	}
	return bpf_open_iterator(keep->bpf_link, ret_fd);
}

void owner_keep_load(struct owner_keep *keep)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	_cleanup_close_ int unused = -1;

	if (keep->bpf_link < 0)
		(void)first_iterator(keep, &unused);
}

static int open_iterator(struct owner_keep *keep, int *ret_fd)
{
	int link = -1;

	if (keep)
		return keep->bpf_link < 0 ? first_iterator(keep, ret_fd)
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

	int r = open_iterator(scope ? scope->keep : NULL, &fd);
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
 * end. */
static int bpf_fill(struct owner_source *bpf)
{
	const size_t left = bpf->len - bpf->pos;
	ssize_t n = 0;

	memmove(bpf->buffer, bpf->buffer + bpf->pos, left);
	bpf->pos = 0;
	bpf->len = left;
	/* EAGAIN says no more than that the kernel has passed over a million files
	 * without a socket among them */
	do {
		n = read(bpf->fd, bpf->buffer + left, sizeof(bpf->buffer) - left);
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
	if (proc_is_exhausted(r))
		return r;
	if (r == 0 && has_socket(dir_fd, PROC_HERE, file->fd, file->inode))
		return process_select_decide_this(bpf->select, dir_fd, file->pid, ret);
	return process_select_decide_named(bpf->select, file->pid, file->comm, ret);
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
		bpf->is_young = since_is_older(&bpf->since, bpf->proc_fd, file->pid) <= 0;
	}
	*ret = bpf->is_wanted;
	return r == 0 && bpf->is_young ? bpf_decide_young(bpf, file, ret) : r;
}

static int bpf_find_wanted(struct owner_source *bpf, const struct task_file *file,
			   bool *ret)
{
	*ret = true;
	int r = bpf->select ? bpf_decide(bpf, file, ret) : 0;
	if (r == 0 || proc_is_exhausted(r))
		return r;
	bpf->selected_denied++;
	*ret = false;
	return 0;
}

static int bpf_next(struct owner_source *bpf, struct owner_record *ret)
{
	struct task_file *file = &bpf->file;

	for (;;) {
		bool is_wanted = true;
		int r = 1;

		while (bpf->len - bpf->pos < sizeof(*file)) {
			r = bpf_fill(bpf);
			if (r <= 0)
				return r;
		}
		memcpy(file, bpf->buffer + bpf->pos, sizeof(*file));
		bpf->pos += sizeof(*file);
		file->comm[sizeof(file->comm) - 1] = '\0';
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
			.comm = *file->comm ? file->comm : NULL,
		};
		return 1;
	}
}

const struct owner_source_ops owner_bpf = {
	.name = "bpf",
	.begin = bpf_begin,
	.next = bpf_next,
	.end = bpf_end,
};
