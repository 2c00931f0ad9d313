/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that do a task without the privileges that the parent keeps, and send
 * the result of the task through a pipe. The parent does not trust the result. */
#ifndef PRIVILEGE_CHILD_H
#define PRIVILEGE_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A child process that is started to return one result. */
struct child {
	pid_t pid;
	/* The descriptor of the pipe from which the parent reads the result. */
	int fd;
	/* A flag that a signal handler of the parent sets. When the flag is set, the
	 * parent sends SIGINT to the child. NULL: no signal is passed on. */
	const volatile sig_atomic_t *is_over;
};

/* Calls fn in a child process, with the descriptor of the pipe to which fn writes a
 * result, and calls read_result in the parent. The child ends when fn or read_result
 * returns. When the flag *is_over is set, child_read sends SIGINT to the child; NULL:
 * there is no flag. Returns the result of read_result, or -errno of pipe2(2) or
 * fork(2). */
int child_run(void (*fn)(int fd, void *arg),
	      int (*read_result)(const struct child *child, void *arg),
	      const volatile sig_atomic_t *is_over, void *arg);

/* child_read reads n bytes, and child_write writes n bytes. Both return 0 after all n
 * bytes, -EPIPE if the process at the other end of the pipe has ended, or another -errno.
 * If a signal has interrupted child_read and set *child->is_over, child_read sends SIGINT
 * to the child and goes on reading. */
int child_read(const struct child *child, void *to, size_t n);
int child_write(int fd, const void *from, size_t n);

/* A child process that answers questions of its parent until the parent ends, or calls
 * child_dismiss or child_end. */
struct child_service {
	pid_t pid;
	/* The non-blocking descriptors of the parent for the pipes to the child: the
	 * parent writes questions to `to` and reads answers from `from`. */
	int to, from;
};

#define CHILD_SERVICE_INIT ((struct child_service){ .to = -1, .from = -1 })

/* Starts a child that calls serve with the child's ends of the pipes and ends when serve
 * returns. serve must return at the end of its input, because the kernel sends no
 * PR_SET_PDEATHSIG to a child that has become another user. The child has no other
 * descriptor of its parent than stderr, and ignores SIGINT. Returns 0 and sets *ret, or
 * returns -errno of pipe2(2), fcntl(2) or fork(2). */
int child_start(void (*serve)(int in, int out, void *arg), void *arg,
		struct child_service *ret);

/* Closes the pipes to the child, which makes the child end by itself. The child is not
 * killed, because the parent cannot kill a child that has become another user. */
void child_dismiss(struct child_service *child);

/* Closes the pipes to the child and waits at most 0.1 seconds for the end of the
 * child. */
void child_end(struct child_service *child);

/* Writes as many of the n bytes as the pipe fd has room for. Returns how many bytes were
 * written, which is 0 if the pipe is full, or -errno. */
ssize_t child_write_some(int fd, const void *from, size_t n);

/* Checks `sent`, a result that a child process has sent. Returns `sent`, or -EBADMSG if
 * `sent` is neither 0 nor a possible -errno. */
int child_result(int32_t sent);

/* Forks a child in which the program goes on, with the calling thread as its only thread;
 * returns 0 in the child. The parent drops its capabilities, passes SIGINT on to the
 * child, and ends when the child ends, with the exit status of the child. pager: a child
 * process that reads standard output, for whose end the parent also waits; 0: there is no
 * pager. unseen: the exit status if the pager could not be run. Returns -errno of fork(2)
 * if no child could be made. */
int child_go_on(pid_t pager, int unseen);

/* Starts the pager of the user ($PAGER or, if it is not set, less(1)), which shows
 * everything that is written to standard output after the start. The pager has no
 * privileges. The program goes on in a child process (child_go_on). unseen: the exit
 * status if the pager could not be run. Returns 0 in this child, or -errno of pipe2(2),
 * fork(2) or dup2(2). */
int child_page(int unseen);

#endif
