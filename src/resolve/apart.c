/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apart.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "lookup.h"
#include "model/addr.h"
#include "sys/priv.h"
#include "sys/sandbox.h"

/* More than a host can sensibly have; an answer over TCP has room for no more. */
enum { ANSWERS_MAX = 4096 };

/* What the child tells, less than a pipe takes at once. */
struct answer {
	int r; /* 1: an address, else the end, and how it went */
	struct addr addr;
};

static int tell(const struct answer *answer, int fd)
{
	ssize_t n = 0;

	do {
		n = write(fd, answer, sizeof(*answer));
	} while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*answer) ? 0 : -EPIPE;
}

static int tell_addr(const struct addr *a, void *arg)
{
	const int *fd = arg;

	return tell(&(struct answer){ .r = 1, .addr = *a }, *fd);
}

static void look_up(const char *host, uint32_t deadline_ms, int fd)
{
	/* who is gone wants no answer */
	int r = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -errno : priv_drop();

	if (r == 0)
		sandbox_enter(SANDBOX_NAMES);
	if (r == 0)
		r = lookup_host(host, deadline_ms, tell_addr, &fd);
	(void)tell(&(struct answer){ .r = r < 0 ? r : 0 }, fd);
	_exit(0);
}

/* 1: *ret is set; 0: it has come to its end; <0: the child, or reading, went wrong. */
static int hear(int fd, struct answer *ret)
{
	ssize_t n = 0;

	do {
		n = read(fd, ret, sizeof(*ret));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (n != (ssize_t)sizeof(*ret) || ret->r > 1)
		return -EPIPE;
	if (ret->r <= 0)
		return ret->r;
	return ret->addr.family == AF_INET || ret->addr.family == AF_INET6 ? 1 : -EPIPE;
}

int apart_lookup_host(const char *host, uint32_t deadline_ms,
		      int (*fn)(const struct addr *a, void *arg), void *arg)
{
	_cleanup_close_ int from = -1;
	_cleanup_close_ int to = -1;
	struct answer answer;
	int fds[2];
	int r = 0;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	from = fds[0];
	to = fds[1];
	const pid_t child = fork();
	if (child < 0)
		return -errno;
	if (child == 0)
		look_up(host, deadline_ms, to);
	cleanup_close(&to);
	to = -1;

	for (int i = 0; i < ANSWERS_MAX && (r = hear(from, &answer)) > 0; i++) {
		const struct addr a = addr_make(answer.addr.family, answer.addr.bytes);

		r = fn(&a, arg);
		if (r)
			break;
	}
	/* it has nothing more to say that would be heard */
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return r > 0 ? 0 : r;
}
