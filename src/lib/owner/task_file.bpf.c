/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF iterator task_file shows each open file of each task of the pid namespace that
 * its reader is in; this writes of the sockets among them who holds them. The kernel
 * passes over threads that share the table of their process' first thread. */
#include "task_file.h"

#include <stdbool.h>

#include "kernel/bpf_types.h"
#include "util/image.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/* include/linux/fs.h, uapi/linux/magic.h */
enum { FMODE_PATH = 1 << 14, SOCKFS_MAGIC = 0x534f434b };

/* Of the kernel's structures only what is read here: where it stands is found when the
 * program is loaded, from the running kernel's own description (BTF). */
/* What stands one behind the other in all kernels is read at once. */
struct table {
	struct file *const *files;
	const unsigned long *close_on_exec;
};

/* Two that are the same in all kernels of 64 bits: to look for a structure in the kernel's
 * description takes a twentieth of a millisecond. */
struct list_head {
	struct list_head *next, *prev;
};

struct upid {
	int nr;
	void *ns;
};

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

struct mm_struct {
	unsigned long start_code, start_stack;
};

struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
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
	struct mm_struct *mm;
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

/* The number of a task in the reader's pid namespace. Every task that is shown has one: a pid has a
 * number in the namespace that it was made in and in each above it. */
static __always_inline __u32 number_of(const struct task_struct *task)
{
	struct task_struct *reader = (void *)bpf_get_current_task();
	const __u32 level = BPF_CORE_READ(reader, thread_pid, level);
	const void *pid = BPF_CORE_READ(task, thread_pid);
	__u32 number = 0;

	bpf_core_read(&number, sizeof(number),
		      (const struct upid *)(pid +
					    bpf_core_field_offset(struct pid, numbers) +
					    level * sizeof(struct upid)));
	return number;
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

static __always_inline bool is_closed_on_exec(const struct table *table, __u32 fd)
{
	unsigned long word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), table->close_on_exec + fd / 64);
	return word >> fd % 64 & 1;
}

/* Whether what was looked at before, of the task and of its table, was so while it had the file. */
static __always_inline bool still_has(const struct table *table, __u32 fd,
				      const struct file *file)
{
	struct file *now = NULL;

	bpf_probe_read_kernel(&now, sizeof(now), table->files + fd);
	return now == file;
}

static __always_inline __u64 image_of(struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	unsigned long code = 0;
	unsigned long stack_and_args[2] = { 0 };

	bpf_core_read(&code, sizeof(code), &mm->start_code);
	bpf_core_read(stack_and_args, sizeof(stack_and_args), &mm->start_stack);
	return image_number(code, stack_and_args[0], stack_and_args[1]);
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
	/* So many of its sockets were looked at closely, or those that will ever be: behind
	 * TASK_FILE_LOOKED what is written stays as it is. */
	__u32 looked;
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
	const struct task_struct *process = BPF_CORE_READ(task, group_leader);

	seen.tid = (__u32)task->pid;
	seen.start_time = task->start_time;
	seen.record.is_thread = task->pid != task->tgid;
	seen.is_told = seen.record.is_thread && is_told_of(task);
	seen.looked = 0;
	seen.record.pid = number_of(process);
	bpf_core_read(seen.record.comm, TASK_FILE_COMM, &process->comm);
}

/* The reader is told once that the iterator has come to a task that began after the reader did:
 * there may be no end of them. */
static __always_inline void tell_young(struct task_struct *task, struct seq_file *seq)
{
	const struct task_file young = { .kind = TASK_FILE_LATE };

	if (is_seen(task) || bpf_seq_write(seq, &young, sizeof(young)))
		return;
	seen.tid = (__u32)task->pid;
	seen.start_time = task->start_time;
}

/* Finds out what becomes of the descriptor when the process executes another program, and behind
 * the first ones what program it is. False: it has been closed meanwhile. */
static __always_inline bool look_closely(struct task_struct *task, __u32 fd,
					 const struct file *file)
{
	const struct fdtable *fdt = BPF_CORE_READ(task, files, fdt);
	struct table table = { 0 };

	bpf_core_read(&table, sizeof(table), &fdt->fd);
	if (seen.looked == TASK_FILE_LOOKED) {
		seen.record.kind = TASK_FILE_IMAGE;
		seen.record.image[0] = image_of(task);
		seen.record.image[1] = 0;
	} else {
		seen.record.kind = is_closed_on_exec(&table, fd) ? TASK_FILE_CLOEXEC
								 : TASK_FILE_KEPT;
	}
	return still_has(&table, fd, file);
}

static __always_inline void looked_closely(void)
{
	if (seen.record.kind == TASK_FILE_CLOEXEC) {
		seen.record.kind = TASK_FILE_KEPT;
		seen.looked = TASK_FILE_LOOKED;
	}
	seen.looked++;
}

SEC("iter/task_file")
int task_file(struct bpf_iter__task_file *ctx)
{
	struct bpf_iter_meta *meta = ctx->meta;
	/* read before all branches: the verifier looks at it again on each way that leads to it */
	struct seq_file *seq = meta->seq;
	const __u64 session = meta->session_id;
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	barrier_var(seq);
	/* both are missing at the end */
	if (!task || !file)
		return 0;
	begin(session);
	if (task->start_time > seen.begin) {
		tell_young(task, seq);
		return 0;
	}
	if (!bpf_sock_from_file(file) && !is_path_to_socket(file))
		return 0;
	if (!is_seen(task))
		look_at(task);
	if (seen.is_told)
		return 0;
	const bool is_close = seen.looked <= TASK_FILE_LOOKED;
	if (is_close && !look_closely(task, ctx->fd, file))
		return 0;
	seen.record.inode = BPF_CORE_READ(file, f_inode, i_ino);
	seen.record.fd = ctx->fd;
	/* what does not fit any more is shown to us again */
	if (bpf_seq_write(seq, &seen.record, sizeof(seen.record)) == 0 && is_close)
		looked_closely();
	return 0;
}
