/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls that can fail, and their errors. */
#ifndef TESTS_FAULTS_CALLS_H
#define TESTS_FAULTS_CALLS_H

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

enum { CALL_ERRORS_MAX = 8 };

struct call {
	const char *name;
	int errors[CALL_ERRORS_MAX];
	/* The number of the call on this machine. */
	int nr;
};

/* Calls that cannot fail, or whose failure has no effect, are left out. */
static struct call calls[] = {
	{ "openat", { EMFILE, ENFILE, ENOMEM, EINTR, EIO, EACCES, ENOENT }, -1 },
	{ "read", { EINTR, EIO, ENOMEM, ESRCH, EACCES }, -1 },
	{ "pread64", { EINTR, EIO, ENOMEM }, -1 },
	{ "getdents64", { ENOMEM, EIO, ENOENT, EINTR }, -1 },
	{ "readlink", { ENOMEM, EACCES, ENOENT, EIO }, -1 },
	{ "readlinkat", { ENOMEM, EACCES, ENOENT, EIO }, -1 },
	{ "newfstatat", { ENOMEM, EACCES, ENOENT, EIO }, -1 },
	{ "fstat", { ENOMEM, EACCES, EIO }, -1 },
	{ "statx", { ENOMEM, EACCES, ENOENT, EIO }, -1 },
	{ "socket",
	  { EMFILE, ENFILE, ENOMEM, ENOBUFS, EACCES, EPERM, EPROTONOSUPPORT },
	  -1 },
	{ "bind", { ENOMEM, EADDRINUSE }, -1 },
	{ "getsockname", { ENOBUFS }, -1 },
	{ "setsockopt", { ENOMEM, ENOBUFS }, -1 },
	{ "connect", { ENOMEM, EINTR, ENETUNREACH }, -1 },
	{ "sendto", { ENOBUFS, ENOMEM, EINTR, EAGAIN, EPERM }, -1 },
	{ "sendmsg", { ENOBUFS, ENOMEM, EINTR, EAGAIN, EPERM }, -1 },
	{ "recvmsg", { EINTR, EAGAIN, ENOBUFS, ENOMEM }, -1 },
	{ "recvfrom", { EINTR, ENOBUFS, ENOMEM }, -1 },
	{ "write", { EINTR, EAGAIN, ENOSPC, EIO, EFBIG, EPIPE }, -1 },
	{ "close", { EINTR, EIO }, -1 },
	{ "mmap", { ENOMEM }, -1 },
	{ "mremap", { ENOMEM }, -1 },
	{ "mprotect", { ENOMEM }, -1 },
	{ "clone3", { EAGAIN, ENOMEM, EPERM, ENOSYS }, -1 },
	{ "clone", { EAGAIN, ENOMEM, EPERM }, -1 },
	{ "prctl", { EPERM, EINVAL }, -1 },
	{ "capget", { EPERM }, -1 },
	{ "capset", { EPERM }, -1 },
	{ "bpf", { EPERM, ENOMEM, EINVAL, EMFILE, ENOSPC }, -1 },
	{ "ioctl", { ENOMEM, ENODEV }, -1 },
	{ "poll", { EINTR, ENOMEM }, -1 },
	{ "ppoll", { EINTR, ENOMEM }, -1 },
	{ "fcntl", { EBADF }, -1 },
	{ "getrandom", { EAGAIN, ENOSYS }, -1 },
	{ "kcmp", { EPERM, ENOSYS, ESRCH }, -1 },
	{ "sched_getaffinity", { EINVAL }, -1 },
	{ "prlimit64", { EPERM }, -1 },
};

static const size_t calls_count = sizeof(calls) / sizeof(calls[0]);

/* Calls without a number on this machine are skipped. */
static inline void calls_resolve(void)
{
	for (size_t i = 0; i < calls_count; i++)
		calls[i].nr = seccomp_syscall_resolve_name(calls[i].name);
}

/* Returns whether the descriptor is that of the output: the error may then reach no
 * reader. */
static inline bool call_is_output(const struct call *call)
{
	return strcmp(call->name, "write") == 0;
}

/* Returns whether the next call would fail with this error too. */
static inline bool call_is_lasting(int error)
{
	static const int lasting[] = { EMFILE, ENFILE, ENOMEM, ENOBUFS, EIO,    EACCES,
				       ENOENT, EPERM,  ENOSYS, ENOSPC,  EINVAL, EPIPE };
	size_t i = 0;

	while (i < sizeof(lasting) / sizeof(lasting[0]) && lasting[i] != error)
		i++;
	return i < sizeof(lasting) / sizeof(lasting[0]);
}

/* Returns whether the error means that something does not exist, is not permitted, or is
 * malformed: the output may differ then. The C library does not continue after an
 * interruption while it reads its databases, but signals are handled so that it never is
 * interrupted. */
static inline bool call_is_other_world(const struct call *call, int error)
{
	/* Errors with which the kernel refuses a BPF program. */
	if (strcmp(call->name, "bpf") == 0 && (error == EINVAL || error == ENOSPC))
		return true;
	return error == EACCES || error == EPERM || error == ENOENT || error == ESRCH ||
	       error == EPROTONOSUPPORT || error == ENOSYS || error == ENETUNREACH ||
	       error == EIO || error == EINTR;
}

#endif
