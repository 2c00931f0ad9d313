/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that do a task without the privileges that the parent keeps, and send the result
 * through a pipe. The parent does not trust the result. */
#ifndef PRIVILEGE_CHILD_H
#define PRIVILEGE_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A child process that is started for one result. */
struct child {
	pid_t pid;
	/* The descriptor of the pipe from which the parent reads. */
	int fd;
	/* The flag that a signal handler of the parent sets; the parent then sends SIGINT to the
	 * child. NULL: no signal is passed on. */
	const volatile sig_atomic_t *is_over;
};

/* Calls fn in a child process, with the descriptor of the pipe to which fn writes, and
 * read_result in the parent. The child ends when either function returns. is_over is a
 * member of struct child. Returns the result of read_result, or -errno of pipe2(2) or
 * fork(2). */
int child_run(void (*fn)(int fd, void *arg),
	      int (*read_result)(const struct child *child, void *arg),
	      const volatile sig_atomic_t *is_over, void *arg);

/* child_read reads and child_write writes all n bytes. They return 0, -EPIPE if the other
 * process has ended, or another -errno. If a signal interrupts child_read and has set
 * is_over, child_read sends SIGINT to the child. */
int child_read(const struct child *child, void *to, size_t n);
int child_write(int fd, const void *from, size_t n);

/* A child process that answers questions until its parent ends or calls child_end. */
struct child_service {
	pid_t pid;
	/* The non-blocking descriptors of the parent: it writes questions to the pipe
	 * `to` and reads answers from the pipe `from`. */
	int to, from;
};

#define CHILD_SERVICE_INIT ((struct child_service){ .to = -1, .from = -1 })

/* Starts a child that calls serve with the child's ends of the pipes and ends when serve
 * returns. serve must return at the end of its input: the kernel sends no
 * PR_SET_PDEATHSIG to a child that has become another user. The child has no other
 * descriptor of its parent than stderr, and ignores SIGINT. Returns 0 or -errno of
 * pipe2(2), fcntl(2) or fork(2). */
int child_start(void (*serve)(int in, int out, void *arg), void *arg,
		struct child_service *ret);

/* Closes the pipes, so that the child ends by itself: the parent cannot kill a child of another
 * user. */
void child_dismiss(struct child_service *child);

/* Closes the pipes and waits at most 0.1 s for the end of the child. */
void child_end(struct child_service *child);

/* Writes as many of the n bytes as a pipe has room for. Returns how many bytes were
 * written, or -errno. */
ssize_t child_write_some(int fd, const void *from, size_t n);

/* Checks a result that a child has sent. Returns the result, or -EBADMSG if the result is
 * neither 0 nor a possible -errno. */
int child_result(int32_t sent);

/* Forks, so that the program goes on with the calling thread alone: the function returns
 * 0 in the child. The parent drops its capabilities, passes SIGINT on, and ends when the
 * child ends, with the exit status of the child. pager: a child that reads standard output and
 * whose end the parent waits for, too; 0: there is none. Returns -errno of fork(2) if there is no
 * child. */
int child_go_on(pid_t pager);

/* Starts the pager of the user ($PAGER, else less(1)) on what is written to standard output from
 * now on. The pager has no privileges; the program goes on in a child, as child_go_on does it.
 * Returns 0 in the child, or -errno of pipe2(2), fork(2) or dup2(2). */
int child_page(void);

#endif
