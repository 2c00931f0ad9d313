/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apart.h"

#include <errno.h>

#include "lookup.h"
#include "model/addr.h"
#include "sys/child.h"
#include "sys/priv.h"
#include "sys/sandbox.h"

/* More than a host can sensibly have; an answer over TCP has room for no more. */
enum { ANSWERS_MAX = 4096 };

/* What the child tells. */
struct answer {
	int r; /* 1: an address, else the end, and how it went */
	struct addr addr;
};

struct search {
	const char *host;
	uint32_t deadline_ms;
	int (*fn)(const struct addr *a, void *arg);
	void *arg;
};

static int tell_addr(const struct addr *a, void *arg)
{
	const int *fd = arg;
	const struct answer answer = { .r = 1, .addr = *a };

	return child_write(*fd, &answer, sizeof(answer));
}

static void look_up(int fd, void *arg)
{
	const struct search *search = arg;
	struct answer last = { .r = priv_drop() };

	if (last.r == 0) {
		sandbox_enter(SANDBOX_NAMES);
		last.r = lookup_host(search->host, search->deadline_ms, tell_addr, &fd);
	}
	(void)child_write(fd, &last, sizeof(last));
}

static int hear(const struct child *child, void *arg)
{
	const struct search *search = arg;
	struct answer answer;

	for (int i = 0; i < ANSWERS_MAX; i++) {
		int r = child_read(child, &answer, sizeof(answer));
		if (r == 0 && answer.r != 1)
			return child_result(answer.r);
		if (r == 0 && answer.addr.family != AF_INET &&
		    answer.addr.family != AF_INET6)
			r = -EBADMSG;
		if (r < 0)
			return r;
		const struct addr a = addr_make(answer.addr.family, answer.addr.bytes);
		r = search->fn(&a, search->arg);
		if (r)
			return r;
	}
	return 0;
}

int apart_lookup_host(const char *host, uint32_t deadline_ms,
		      int (*fn)(const struct addr *a, void *arg), void *arg)
{
	struct search search = { host, deadline_ms, fn, arg };

	return child_run(look_up, hear, &search);
}
