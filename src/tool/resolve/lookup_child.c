/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup_child.h"

#include <limits.h>
#include <poll.h>
#include <string.h>

#include "channel.h"
#include "hosts_ipc.h"
#include "lookup_serve.h"
#include "privilege/child.h"
#include "util/cleanup.h"
#include "util/clock.h"

enum {
	/* addresses of one host; an answer over TCP has no room for more */
	ADDRS_MAX = 4096,
	/* how long the child has after the deadline to report what was not answered */
	GRACE_MS = 250,
};

struct lookup_child {
	struct child_service child;
	/* the child does not exist, or its answers cannot be read any more */
	int error;
	uint32_t deadline_ms;
	struct hosts_block question, answer;
	/* bytes of question that are written, and of answer that are read */
	size_t written, got;
};

int lookup_child_start_with(void (*serve)(int in, int out, void *arg),
			    uint32_t deadline_ms, struct lookup_child **ret)
{
	struct lookup_child *c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;

	c->deadline_ms = deadline_ms;
	c->written = sizeof(c->question);
	c->child = CHILD_SERVICE_INIT;
	c->error = child_start(serve, &c->deadline_ms, &c->child);
	*ret = c;
	return 0;
}

int lookup_child_start(uint32_t deadline_ms, struct lookup_child **ret)
{
	return lookup_child_start_with(lookup_serve, deadline_ms, ret);
}

void lookup_child_dismiss(struct lookup_child *c)
{
	child_dismiss(&c->child);
	c->error = -EPIPE;
}

struct lookup_child *lookup_child_end(struct lookup_child *c)
{
	if (c)
		child_end(&c->child);
	free(c);
	return NULL;
}

pid_t lookup_child_pid(const struct lookup_child *c)
{
	return c ? c->child.pid : 0;
}

const char *lookup_child_why(int error)
{
	static const struct {
		int error;
		const char *words;
	} table[] = {
		{ -EPIPE, "the process that looks them up has died" },
		{ -ETIMEDOUT, "the process that looks them up does not answer" },
		{ -EBADMSG, "the process that looks them up does not make sense" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].error == error)
			return table[i].words;
	return strerror(-error);
}

/* Begins the next block of a question. The token is unique, also among processes that
 * share the child. */
static void begin_block(struct lookup_child *c, enum hosts_block_kind kind,
			uint64_t token, int64_t deadline)
{
	c->question.token = token;
	c->question.deadline = deadline;
	c->question.kind = (uint16_t)kind;
	c->question.len = 0;
	c->written = 0;
}

/* Writes as much of the block as the pipe takes. */
static int write_question(struct lookup_child *c)
{
	const ssize_t n =
		child_write_some(c->child.to, (const char *)&c->question + c->written,
				 sizeof(c->question) - c->written);

	if (n < 0)
		return (int)n;
	c->written += (size_t)n;
	return 0;
}

/* Reads what has arrived of an answer. 1: the block is complete. */
static int read_answer(struct lookup_child *c)
{
	const ssize_t n = read(c->child.from, (char *)&c->answer + c->got,
			       sizeof(c->answer) - c->got);

	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	c->got += (size_t)n;
	if (c->got < sizeof(c->answer))
		return 0;
	c->got = 0;
	return 1;
}

/* One question of several blocks, and its answers. */
struct exchange {
	uint64_t token;
	/* by the clock of channel_now_ms */
	int64_t end;
	/* Begins the next block of the question. False: there are no more. NULL: one
	 * block. */
	bool (*next)(struct lookup_child *c, void *arg);
	/* Gets a block of the answer. > 0: it was the last, < 0: error. */
	int (*take)(const struct hosts_block *b, void *arg);
	void *arg;
};

/* Waits until part of a block can be written or read. 1: a whole block was read. */
static int wait_for_child(struct lookup_child *c, bool is_asking, int64_t left)
{
	struct pollfd fds[] = {
		{ .fd = c->child.from, .events = POLLIN },
		{ .fd = is_asking ? c->child.to : -1, .events = POLLOUT },
	};
	int r = 0;

	if (left <= 0)
		return -ETIMEDOUT;
	if (poll(fds, 2, left < INT_MAX ? (int)left : INT_MAX) < 0)
		return -errno;
	if (fds[1].revents)
		r = write_question(c);
	return r == 0 && fds[0].revents ? read_answer(c) : r;
}

static int exchange_blocks(struct lookup_child *c, const struct exchange *x)
{
	bool is_asking = true;
	int r = c->error;

	while (r == 0) {
		if (is_asking && c->written == sizeof(c->question))
			is_asking = x->next && x->next(c, x->arg);
		r = wait_for_child(c, is_asking, x->end - channel_now_ms());
		if (r > 0)
			r = c->answer.token == x->token ? x->take(&c->answer, x->arg) : 0;
	}
	/* after a partial block, the child would read the next one at a wrong offset */
	if (!c->error && c->written % sizeof(c->question))
		c->error = -EPIPE;
	if (!c->error && r == -EBADMSG)
		c->error = r;
	c->written = sizeof(c->question);
	return r > 0 ? 0 : r;
}

/* The result in HOSTS_END; > 0: success. */
static int take_end(const struct hosts_block *b)
{
	const int r = child_result(b->result);

	return r ? r : 1;
}

struct find {
	int (*fn)(const struct addr *a, void *arg);
	void *arg;
	size_t found;
	int returned; /* by fn */
};

static int take_addrs(const struct hosts_block *b, void *arg)
{
	struct find *find = arg;
	struct hosts_entry e;
	size_t at = 0;
	int r = 0;

	if (b->kind == HOSTS_END)
		return take_end(b);
	if (b->kind != HOSTS_ADDRS)
		return -EBADMSG;
	while ((r = hosts_block_next(b, &at, &e)) > 0) {
		if (!e.addr.family || ++find->found > ADDRS_MAX)
			return -EBADMSG;
		find->returned = find->fn(&e.addr, find->arg);
		if (find->returned)
			return 1;
	}
	return r;
}

int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg)
{
	struct find find = { .fn = fn, .arg = arg };
	const int64_t deadline = channel_now_ms() + c->deadline_ms;
	const struct exchange x = {
		.token = clock_ns(CLOCK_MONOTONIC),
		.end = deadline + GRACE_MS,
		.take = take_addrs,
		.arg = &find,
	};

	/* no host has so long a name */
	if (strlen(host) >= NI_MAXHOST)
		return -ENOENT;
	begin_block(c, HOSTS_ADDRS, x.token, deadline);
	(void)hosts_block_add(&c->question, NULL, false, host);
	const int r = exchange_blocks(c, &x);
	return r ? r : find.returned;
}

struct ask {
	const struct lookup_question *question;
	uint64_t token;
	int64_t deadline;
	/* the address that had no room in the block before */
	struct addr addr;
	bool has_addr;
};

static bool next_addrs(struct lookup_child *c, void *arg)
{
	struct ask *ask = arg;
	const struct lookup_question *q = ask->question;

	if (!ask->has_addr)
		ask->has_addr = q->next(&ask->addr, q->arg);
	if (!ask->has_addr)
		return false;
	begin_block(c, HOSTS_NAMES, ask->token, ask->deadline);
	while (ask->has_addr && hosts_block_add(&c->question, &ask->addr, false, NULL))
		ask->has_addr = q->next(&ask->addr, q->arg);
	return true;
}

static int child_take_names(const struct hosts_block *b, void *arg)
{
	const struct ask *ask = arg;
	const struct lookup_question *q = ask->question;
	struct hosts_entry e;
	size_t at = 0;
	int r = 0;

	if (b->kind == HOSTS_END)
		return take_end(b);
	if (b->kind != HOSTS_NAMES)
		return -EBADMSG;
	while ((r = hosts_block_next(b, &at, &e)) > 0) {
		if (!e.addr.family)
			return -EBADMSG;
		r = q->take(&e, q->arg);
		if (r)
			return r;
	}
	return r;
}

int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question)
{
	struct ask ask = {
		.question = question,
		.token = clock_ns(CLOCK_MONOTONIC),
		.deadline = deadline,
	};
	const struct exchange x = {
		.token = ask.token,
		.end = deadline + GRACE_MS,
		.next = next_addrs,
		.take = child_take_names,
		.arg = &ask,
	};

	return exchange_blocks(c, &x);
}
