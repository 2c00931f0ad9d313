/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that does one task without the privileges that its parent keeps, and sends its
 * result through a pipe. The parent trusts the result no more than what the child has read. */
#ifndef PRIVILEGE_CHILD_H
#define PRIVILEGE_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	/* The end of the pipe that the parent reads. */
	int fd;
	/* Set by the signal that the parent passes on to the child. NULL: none is. */
	const volatile sig_atomic_t *is_over;
};

/* Calls fn in a child with the end of the pipe that it writes to, and read_result in the
 * parent. The child ends when either of them returns. Returns what read_result did, or -errno
 * of pipe(2) and fork(2). is_over is that of struct child. */
int child_run(void (*fn)(int fd, void *arg),
	      int (*read_result)(const struct child *child, void *arg),
	      const volatile sig_atomic_t *is_over, void *arg);

/* Read or write all n bytes. -EPIPE: the other process has ended. If a signal interrupts the
 * read of the parent and has set is_over, the child gets SIGINT. */
int child_read(const struct child *child, void *to, size_t n);
int child_write(int fd, const void *from, size_t n);

/* A child that answers questions until its parent ends or calls child_end. */
struct child_service {
	pid_t pid;
	/* The ends of the parent, which do not block. */
	int to, from;
};

#define CHILD_SERVICE_INIT ((struct child_service){ .to = -1, .from = -1 })

/* Starts a child that calls serve with the other ends of the pipes and ends when serve
 * returns. serve must return at the end of its input: the kernel does not send
 * PR_SET_PDEATHSIG to a child that has become another user. The child has no other descriptor
 * of its parent, and ignores SIGINT. -errno of pipe2(2), fcntl(2) and fork(2). */
int child_start(void (*serve)(int in, int out, void *arg), void *arg,
		struct child_service *ret);

/* Closes the pipes, so that the child ends by itself: a child of another user cannot be
 * killed. */
void child_dismiss(struct child_service *child);

/* Closes the pipes and waits for the child's end, for at most 0.1 s. */
void child_end(struct child_service *child);

/* Writes what there is room for. Returns the bytes written, 0 if there is no room, or -errno. */
ssize_t child_write_some(int fd, const void *from, size_t n);

/* Checks a result that a child has sent: returns 0 or the -errno, or -EBADMSG if it is
 * neither. */
int child_result(int32_t sent);

/* Returns in a child, which has the calling thread alone. The parent drops its capabilities,
 * passes SIGINT on, and ends when the child does, with its exit status. -errno of fork(2). */
int child_go_on(void);

#endif
