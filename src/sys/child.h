/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child that does one thing without the privileges that its parent keeps, and tells what came of
 * it through a pipe. What it tells is to be trusted no more than what it has read. */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	int fd; /* what it tells */
};

/* Calls fn in a child, with the end of the pipe that it writes to, and hear in the parent. The child
 * does not outlive either of them: what it has to tell it has told when hear returns. Returns what
 * hear did, or -errno of pipe(2) and fork(2). */
int child_run(void (*fn)(int fd, void *arg),
	      int (*hear)(const struct child *child, void *arg), void *arg);

/* All n bytes, or -EPIPE where the other side has gone. A signal that comes to the parent while it
 * waits is handed on to the child, as SIGINT. */
int child_read(const struct child *child, void *to, size_t n);
int child_write(int fd, const void *from, size_t n);

/* How it went, as a child tells it: 0 or an -errno. What is neither is -EBADMSG. */
int child_result(int32_t told);

/* Goes on in a child, which has this thread alone; it is of whoever has called us, as we were: the
 * parent, which gives up what it can, ends when it does, with its status, and hands SIGINT on.
 * -errno of fork(2). */
int child_go_on(void);

#endif
