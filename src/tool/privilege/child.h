/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child that does one thing without the privileges that its parent keeps, and tells what came of
 * it through a pipe. What it tells is to be trusted no more than what it has read. */
#ifndef PRIVILEGE_CHILD_H
#define PRIVILEGE_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	/* What the child tells. */
	int fd;
	/* Set by the signal of the parent that is handed on to the child. NULL: none is. */
	const volatile sig_atomic_t *is_over;
};

/* Calls fn in a child, with the end of the pipe that it writes to, and hear in the parent. The child
 * does not outlive either of them: what it has to tell it has told when hear returns. Returns what
 * hear did, or -errno of pipe(2) and fork(2). is_over is that of struct child. */
int child_run(void (*fn)(int fd, void *arg),
	      int (*hear)(const struct child *child, void *arg),
	      const volatile sig_atomic_t *is_over, void *arg);

/* Reads or writes all n bytes; -EPIPE if the other side has gone. If a signal interrupts the parent's
 * read and has set is_over, the child gets SIGINT. */
int child_read(const struct child *child, void *to, size_t n);
int child_write(int fd, const void *from, size_t n);

/* A child that answers questions for as long as its parent lives, or until child_end. */
struct child_service {
	pid_t pid;
	int to, from; /* pipes of the parent, which do not block */
};

#define CHILD_SERVICE_INIT ((struct child_service){ .to = -1, .from = -1 })

/* Starts a child that calls serve with the other ends of the pipes, and ends when that returns, as it
 * has to when there is nothing more to be read: that signal of the kernel by which other children
 * end with their parent is not sent to another user, who the child may become. No other descriptor
 * of the parent is left in it, and SIGINT is left to the parent. -errno of pipe2(2), fcntl(2) and
 * fork(2). */
int child_start(void (*serve)(int in, int out, void *arg), void *arg,
		struct child_service *ret);

/* Closes the pipes, at which the child is to end by itself: one of another user cannot be killed. */
void child_dismiss(struct child_service *child);

/* The same, and waits for its end, but no longer than a child takes that means to end. */
void child_end(struct child_service *child);

/* Writes what there is room for. Returns the bytes written, 0 where there is no room, or -errno. */
ssize_t child_write_some(int fd, const void *from, size_t n);

/* How it went, as a child tells it: 0 or an -errno. What is neither is -EBADMSG. */
int child_result(int32_t told);

/* Goes on in a child, which has this thread alone; it is of whoever has called us, as we were: the
 * parent, which gives up what it can, ends when it does, with its status, and hands SIGINT on.
 * -errno of fork(2). */
int child_go_on(void);

#endif
