/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF iterator task_file shows each open file of each task of the pid namespace that
 * its reader is in; this writes of the sockets among them who holds them. The kernel
 * passes over threads that share the table of their process' first thread. */
#include "task_file.h"

#include <stdbool.h>

#include "base/bpf_types.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/* include/linux/fs.h, uapi/linux/magic.h */
enum { FMODE_PATH = 1 << 14, SOCKFS_MAGIC = 0x534f434b };

/* Of the kernel's structures only what is read here: where it stands is found when the
 * program is loaded, from the running kernel's own description (BTF). */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct file {
	unsigned int f_mode;
	struct inode *f_inode;
};

struct list_head {
	struct list_head *prev;
};

struct fdtable {
	unsigned long *close_on_exec;
};

struct files_struct {
	struct fdtable *fdt;
};

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	int pid;
	int tgid;
	__u64 start_time;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct list_head thread_node;
	struct files_struct *files;
	char comm[TASK_FILE_COMM];
};

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd __attribute__((aligned(8)));
	struct file *file;
};
#pragma clang attribute pop

const char license_of_program[] SEC("license") = "GPL";

/* Members that are pointers are read by BPF_CORE_READ: for each that is read through a
 * pointer that it trusts, as are those of the context, the verifier searches all of the
 * kernel's BTF several times over, which made loading three times as long. Numbers lead
 * nowhere, and are read as they are. */

/* The number of a task, or of its process, in the reader's pid namespace. Every task that is
 * shown has one: a pid has a number in the namespace that it was made in and in each above it. */
static __always_inline __u32 number_of(struct task_struct *task, bool is_process)
{
	struct task_struct *reader = (void *)bpf_get_current_task();
	const __u32 level = BPF_CORE_READ(reader, thread_pid, level);
	__u32 number = is_process ? task->tgid : task->pid;

	if (level) {
		const void *pid = is_process
					  ? BPF_CORE_READ(task, group_leader, thread_pid)
					  : BPF_CORE_READ(task, thread_pid);

		bpf_core_read(
			&number, sizeof(number),
			(const struct upid *)(pid +
					      bpf_core_field_offset(struct pid, numbers) +
					      level * bpf_core_type_size(struct upid)));
	}
	return number;
}

static __always_inline void read_name(struct task_struct *task, bool is_thread,
				      char *name)
{
	const struct task_struct *process =
		is_thread ? BPF_CORE_READ(task, group_leader) : task;

	bpf_core_read(name, TASK_FILE_COMM, &process->comm);
}

/* Whether the thread shares the table of the one that was made before it: where the first has
 * ended and the others have not, they share one as a rule, and are told once. */
static __always_inline bool is_told_of(struct task_struct *thread)
{
	const void *node = BPF_CORE_READ(thread, thread_node.prev);
	struct task_struct *before =
		(void *)(node - bpf_core_field_offset(struct task_struct, thread_node));

	return BPF_CORE_READ(before, files) == BPF_CORE_READ(thread, files);
}

/* Whether the descriptor is closed when the process executes another program. */
static __always_inline bool is_closed_on_exec(struct task_struct *task, __u32 fd)
{
	const unsigned long *words = BPF_CORE_READ(task, files, fdt, close_on_exec);
	unsigned long word = 0;

	bpf_core_read(&word, sizeof(word), &words[fd / 64]);
	return word >> fd % 64 & 1;
}

/* Whether it was opened with O_PATH on the link of a socket's fd below /proc: that opens no
 * socket, but its own link there is that of one. */
static __always_inline bool is_path_to_socket(struct file *file)
{
	return file->f_mode & FMODE_PATH &&
	       BPF_CORE_READ(file, f_inode, i_sb, s_magic) == SOCKFS_MAGIC;
}

/* What is written of each socket of the task that is looked at: its files come in a row, and who it
 * is takes longer to read than the rest. There is one reader at a time. */
static struct {
	__u64 session;
	__u64 begin; /* of the session, by bpf_ktime_get_ns */
	__u64 start_time; /* with the tid, the task and no later one */
	__u32 tid;
	bool is_told; /* in another task's name */
	bool has_cloexec; /* a descriptor of the task was written as TASK_FILE_CLOEXEC */
	struct task_file record;
} seen;

/* A new reader begins. */
static __always_inline void begin(__u64 session)
{
	if (seen.session == session)
		return;
	seen.session = session;
	seen.begin = bpf_ktime_get_ns();
	seen.tid = 0;
}

/* Whether this is the task that was looked at last. */
static __always_inline bool is_seen(struct task_struct *task)
{
	return seen.tid == (__u32)task->pid && seen.start_time == task->start_time;
}

static __always_inline void look_at(struct task_struct *task)
{
	if (is_seen(task))
		return;
	seen.tid = (__u32)task->pid;
	seen.start_time = task->start_time;
	seen.record.is_thread = task->pid != task->tgid;
	seen.is_told = seen.record.is_thread && is_told_of(task);
	seen.has_cloexec = false;
	seen.record.pid = number_of(task, true);
	read_name(task, seen.record.is_thread, seen.record.comm);
}

/* The reader is told once that the iterator has come to a task that began after the reader did:
 * there may be no end of them. */
static __always_inline void tell_young(struct bpf_iter_meta *meta,
				       struct task_struct *task)
{
	struct task_file young = { .kind = TASK_FILE_YOUNG };

	if (is_seen(task))
		return;
	young.pid = number_of(task, false);
	if (bpf_seq_write(meta->seq, &young, sizeof(young)))
		return;
	seen.tid = (__u32)task->pid;
	seen.start_time = task->start_time;
}

SEC("iter/task_file")
int task_file(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	/* both are missing at the end */
	if (!task || !file)
		return 0;
	begin(ctx->meta->session_id);
	if (task->start_time > seen.begin) {
		tell_young(ctx->meta, task);
		return 0;
	}
	if (!bpf_sock_from_file(file) && !is_path_to_socket(file))
		return 0;
	look_at(task);
	if (seen.is_told)
		return 0;
	seen.record.inode = BPF_CORE_READ(file, f_inode, i_ino);
	seen.record.fd = ctx->fd;
	/* one of each task is enough to see later on whether it has executed another program */
	seen.record.kind = !seen.has_cloexec && is_closed_on_exec(task, ctx->fd)
				   ? TASK_FILE_CLOEXEC
				   : TASK_FILE_KEPT;
	/* what does not fit any more is shown to us again */
	if (bpf_seq_write(ctx->meta->seq, &seen.record, sizeof(seen.record)) == 0)
		seen.has_cloexec |= seen.record.kind == TASK_FILE_CLOEXEC;
	return 0;
}
