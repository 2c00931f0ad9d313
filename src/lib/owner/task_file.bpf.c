/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program for the BPF iterator task_file, which visits each open file of each task of the
 * reader's pid namespace. For each file that is a socket the program writes which process holds
 * the socket. The kernel skips threads that share the table of the first thread of their
 * process. */
#include "task_file.h"

#include <stdbool.h>

#include "kernel/bpf_types.h"
#include "util/image.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/* Values of linux/fs.h and of uapi/linux/magic.h in the kernel. */
enum { FMODE_PATH = 1 << 14, SOCKFS_MAGIC = 0x534f434b };

/* The members fd and close_on_exec of the kernel's struct fdtable, which are adjacent in all
 * kernels, so that one read gets both. */
struct table {
	struct file *const *files;
	const unsigned long *close_on_exec;
};

/* struct list_head and struct upid are the same in all 64-bit kernels, and are not looked up in
 * BTF, which takes 50 us for each structure. */
struct list_head {
	struct list_head *next, *prev;
};

struct upid {
	int nr;
	void *ns;
};

/* Structures of the kernel, with the members that are read here. The offsets are found in the
 * BTF of the running kernel when the program is loaded. */
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

/* Members that are pointers are read by BPF_CORE_READ, and numbers directly. For a pointer that is
 * read through a pointer which the verifier trusts, such as those of the context, the verifier
 * searches the whole BTF several times, so that loading takes three times as long. */

/* Returns the number of a task in the reader's pid namespace. Every visited task has one: a pid
 * has a number in its own namespace and in each one above. */
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

/* Returns whether the thread shares the table of the thread that was made before. If the first
 * thread has ended, all other threads usually share one table, which is reported once. */
static __always_inline bool shares_previous_table(struct task_struct *thread)
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

/* Returns whether the descriptor is still that of the file. If so, the data that were read
 * before of the task and its table were valid while the task had the file. */
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

/* Returns whether the file was opened with O_PATH on the link of a socket below /proc. Such a
 * file is not a socket, but its own link in /proc looks like that of a socket. */
static __always_inline bool is_path_to_socket(struct file *file)
{
	return file->f_mode & FMODE_PATH &&
	       BPF_CORE_READ(file, f_inode, i_sb, s_magic) == SOCKFS_MAGIC;
}

/* The state between two visits. The files of a task are visited one after the other, and most of
 * the time is taken by finding out which task it is. There is one reader at a time. */
static struct {
	__u64 session;
	/* Start of the session, by bpf_ktime_get_ns. */
	__u64 begin;
	/* Start and number of the task that was visited last, which identify it. */
	__u64 start_time;
	__u32 tid;
	/* The table of the task was reported for another task that shares it. */
	bool is_reported;
	/* Number of sockets of the task that were checked closely, or TASK_FILE_CHECKED plus 1
	 * when no more sockets will be; from then on only inode and fd of the record change. */
	__u32 checked;
	struct task_file record;
} last;

/* Resets the state when a new reader begins. */
static __always_inline void begin_session(__u64 session)
{
	if (last.session == session)
		return;
	last.session = session;
	last.begin = bpf_ktime_get_ns();
	last.tid = 0;
}

/* Returns whether this is the task that was visited last. */
static __always_inline bool is_last_task(struct task_struct *task)
{
	return last.tid == (__u32)task->pid && last.start_time == task->start_time;
}

static __always_inline void set_last_task(struct task_struct *task)
{
	const struct task_struct *process = BPF_CORE_READ(task, group_leader);

	last.tid = (__u32)task->pid;
	last.start_time = task->start_time;
	last.record.is_thread = task->pid != task->tgid;
	last.is_reported = last.record.is_thread && shares_previous_table(task);
	last.checked = 0;
	last.record.pid = number_of(process);
	bpf_core_read(last.record.comm, TASK_FILE_COMM, &process->comm);
}

/* Reports to the reader, once per task, that the iterator has come to a task that began after the
 * reader did: new tasks may begin as fast as the iterator visits them. */
static __always_inline void report_late_task(struct task_struct *task,
					     struct seq_file *seq)
{
	const struct task_file late = { .kind = TASK_FILE_LATE };

	if (is_last_task(task) || bpf_seq_write(seq, &late, sizeof(late)))
		return;
	last.tid = (__u32)task->pid;
	last.start_time = task->start_time;
}

/* Finds out whether the descriptor is close-on-exec or, after the first TASK_FILE_CHECKED
 * descriptors of the task, which program the task runs. Returns false if the descriptor was
 * closed meanwhile. */
static __always_inline bool check_closely(struct task_struct *task, __u32 fd,
					  const struct file *file)
{
	const struct fdtable *fdt = BPF_CORE_READ(task, files, fdt);
	struct table table = { 0 };

	bpf_core_read(&table, sizeof(table), &fdt->fd);
	if (last.checked == TASK_FILE_CHECKED) {
		last.record.kind = TASK_FILE_IMAGE;
		last.record.image[0] = image_of(task);
		last.record.image[1] = 0;
	} else {
		last.record.kind = is_closed_on_exec(&table, fd) ? TASK_FILE_CLOEXEC
								 : TASK_FILE_KEPT;
	}
	return still_has(&table, fd, file);
}

static __always_inline void count_checked(void)
{
	if (last.record.kind == TASK_FILE_CLOEXEC) {
		last.record.kind = TASK_FILE_KEPT;
		last.checked = TASK_FILE_CHECKED;
	}
	last.checked++;
}

SEC("iter/task_file")
int task_file(struct bpf_iter__task_file *ctx)
{
	struct bpf_iter_meta *meta = ctx->meta;
	/* seq is read before all branches, because the verifier checks the read again on
	 * each path to it. */
	struct seq_file *seq = meta->seq;
	const __u64 session = meta->session_id;
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	barrier_var(seq);
	/* Task and file are NULL at the end of the iteration. */
	if (!task || !file)
		return 0;
	begin_session(session);
	if (task->start_time > last.begin) {
		report_late_task(task, seq);
		return 0;
	}
	if (!bpf_sock_from_file(file) && !is_path_to_socket(file))
		return 0;
	if (!is_last_task(task))
		set_last_task(task);
	if (last.is_reported)
		return 0;
	const bool is_close = last.checked <= TASK_FILE_CHECKED;
	if (is_close && !check_closely(task, ctx->fd, file))
		return 0;
	last.record.inode = BPF_CORE_READ(file, f_inode, i_ino);
	last.record.fd = ctx->fd;
	/* The kernel visits the file again if its record did not fit into the buffer. */
	if (bpf_seq_write(seq, &last.record, sizeof(last.record)) == 0 && is_close)
		count_checked();
	return 0;
}
