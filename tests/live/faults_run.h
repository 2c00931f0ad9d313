/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of a program with one fault. */
#ifndef TESTS_FAULTS_RUN_H
#define TESTS_FAULTS_RUN_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../preload/faulty.h"
#include "faults_calls.h"

enum { RUN_MS = 30000, RUN_CALLS_MAX = 64, RUN_TELL_FD = 987 };
_Static_assert(sizeof(calls) / sizeof(calls[0]) <= RUN_CALLS_MAX, "too many");

/* One of the three faults, or none. */
struct fault {
	unsigned long allocation;
	const struct call *call;
	/* The number of the failing call of this kind, from 1. */
	unsigned long nth;
	int error;
	unsigned long piece;
	bool is_lasting;
};

struct output {
	char *out, *err;
	int status;
	/* The program did not end in time, and was killed. */
	bool is_late;
	unsigned long allocations;
	unsigned long seen[RUN_CALLS_MAX];
};

struct runner {
	const char *preload;
	char *const *argv;
	unsigned long rounds;
	bool is_of_calls;
	int out, err;
	int told_fd;
	struct faulty *told;
};

_Noreturn static void run_die(const char *what)
{
	fprintf(stderr, "faults: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static inline void runner_begin(struct runner *r)
{
	r->out = memfd_create("out", MFD_CLOEXEC);
	r->err = memfd_create("err", MFD_CLOEXEC);
	r->told_fd = memfd_create("faulty", MFD_CLOEXEC);
	if (r->out < 0 || r->err < 0 || r->told_fd < 0 ||
	    ftruncate(r->told_fd, sizeof(*r->told)) < 0)
		run_die("memfd");
	r->told = mmap(NULL, sizeof(*r->told), PROT_READ | PROT_WRITE, MAP_SHARED,
		       r->told_fd, 0);
	if (r->told == MAP_FAILED)
		run_die("mmap");
}

static inline void output_release(struct output *o)
{
	free(o->out);
	free(o->err);
	*o = (struct output){ 0 };
}

/* Every call of the child is reported from here on, except for the one that sends the
 * listening descriptor. */
static inline void run_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RUN_TELL_FD, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	const struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };
	const int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				    SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);

	if (fd < 0 || write(RUN_TELL_FD, &fd, sizeof(fd)) != sizeof(fd))
		run_die("seccomp");
}

static inline void run_child(const struct runner *r, int tell)
{
	char path[64];
	char leaks[PATH_MAX];
	const char *lsan = getenv("LSAN_OPTIONS");
	const int null = open("/dev/null", O_RDONLY);

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getppid(), r->told_fd);
	snprintf(leaks, sizeof(leaks), "exitcode=99:%s", lsan ? lsan : "");
	/* The sanitizer reports leaked memory, which counts as a crash. */
	if (setenv(FAULTY_FILE, path, 1) < 0 || setenv("LD_PRELOAD", r->preload, 1) < 0 ||
	    setenv("ASAN_OPTIONS",
		   "verify_asan_link_order=0:exitcode=99:abort_on_error=0", 1) < 0 ||
	    setenv("LSAN_OPTIONS", leaks, 1) < 0 ||
	    setenv("UBSAN_OPTIONS", "exitcode=99:print_stacktrace=1", 1) < 0 ||
	    dup2(null, STDIN_FILENO) < 0 || dup2(r->out, STDOUT_FILENO) < 0 ||
	    dup2(r->err, STDERR_FILENO) < 0)
		run_die("child");
	if (r->is_of_calls) {
		if (dup3(tell, RUN_TELL_FD, O_CLOEXEC) < 0)
			run_die("dup3");
		run_filter();
	}
	execv(r->argv[0], r->argv);
	_exit(126);
}

/* The state of the calls of one run. */
struct watch {
	const struct fault *fault;
	struct output *ret;
	/* The main function has begun; its first call is known. */
	bool has_begun;
	/* All further calls are those of the sanitizer. */
	bool is_over;
};

static inline int watch_call(struct watch *w, const struct seccomp_data *data)
{
	enum { MAIN_FD = 0 };

	if (!w->has_begun)
		w->has_begun = data->nr == SYS_capget ||
			       (data->nr == SYS_fcntl && data->args[0] == MAIN_FD &&
				data->args[1] == F_GETFD);
	if (data->nr == SYS_clone && data->args[0] & CLONE_UNTRACED)
		w->is_over = true;
	if (!w->has_begun || w->is_over)
		return 0;
	for (size_t i = 0; i < calls_count; i++) {
		if (calls[i].nr != data->nr)
			continue;
		const unsigned long nth = ++w->ret->seen[i];
		const struct fault *fault = w->fault;

		if (fault->call == &calls[i] &&
		    (nth == fault->nth || (fault->is_lasting && nth > fault->nth)))
			return fault->error;
	}
	return 0;
}

/* Answers the call that waits. */
static inline void watch_answer(struct watch *w, int listener)
{
	struct seccomp_notif asked = { 0 };
	struct seccomp_notif_resp answer = { 0 };

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) {
		if (errno != ENOENT && errno != EINTR)
			run_die("seccomp notification");
		return;
	}
	const int error = watch_call(w, &asked.data);
	answer.id = asked.id;
	answer.error = -error;
	answer.flags = error ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	/* The process that made the call may have ended. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) < 0 && errno != ENOENT)
		run_die("seccomp answer");
}

static inline int run_listener(int pidfd, int told)
{
	int theirs = -1;

	if (read(told, &theirs, sizeof(theirs)) != sizeof(theirs))
		run_die("child");
	const int fd = (int)syscall(SYS_pidfd_getfd, pidfd, theirs, 0);
	if (fd < 0)
		run_die("pidfd_getfd");
	return fd;
}

/* Watches until the child ends, or the time is over. */
static inline void run_watch(struct watch *w, pid_t pid, int pidfd, int listener)
{
	struct pollfd fds[] = { { .fd = pidfd, .events = POLLIN },
				{ .fd = listener, .events = POLLIN } };

	while (!fds[0].revents) {
		const int r = poll(fds, 2, RUN_MS);

		if (r < 0 && errno == EINTR)
			continue;
		if (r == 0) {
			w->ret->is_late = true;
			kill(pid, SIGKILL);
			fds[1].fd = -1;
		}
		if (r > 0 && fds[1].revents & POLLIN)
			watch_answer(w, listener);
		else if (fds[1].revents)
			fds[1].fd = -1;
	}
	if (waitpid(pid, &w->ret->status, 0) < 0)
		run_die("waitpid");
}

static inline char *run_text(int fd)
{
	struct stat st;
	char *text = fstat(fd, &st) == 0 ? calloc(1, (size_t)st.st_size + 1) : NULL;

	if (!text || pread(fd, text, (size_t)st.st_size, 0) != st.st_size)
		run_die("output");
	/* A NUL in the output counts as any other difference. */
	for (off_t i = 0; i < st.st_size; i++)
		if (!text[i])
			text[i] = '\1';
	return text;
}

static inline void run(const struct runner *r, const struct fault *fault,
		       struct output *ret)
{
	struct watch watch = { .fault = fault, .ret = ret };
	int ends[2] = { -1, -1 };
	int listener = -1;

	*r->told = (struct faulty){
		.fail_at = fault->allocation,
		.is_lasting = fault->is_lasting,
		.piece = fault->piece,
		.rounds = r->rounds,
	};
	if (ftruncate(r->out, 0) < 0 || ftruncate(r->err, 0) < 0 ||
	    lseek(r->out, 0, SEEK_SET) < 0 || lseek(r->err, 0, SEEK_SET) < 0 ||
	    (r->is_of_calls && pipe2(ends, O_CLOEXEC) < 0))
		run_die("run");
	const pid_t pid = fork();
	if (pid < 0)
		run_die("fork");
	if (pid == 0)
		run_child(r, ends[1]);
	const int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		run_die("pidfd_open");
	if (r->is_of_calls) {
		close(ends[1]);
		listener = run_listener(pidfd, ends[0]);
		close(ends[0]);
	}
	run_watch(&watch, pid, pidfd, listener);
	close(pidfd);
	if (listener >= 0)
		close(listener);
	ret->out = run_text(r->out);
	ret->err = run_text(r->err);
	ret->allocations = r->told->allocations;
}

#endif
