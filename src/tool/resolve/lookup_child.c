/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup_child.h"

#include <limits.h>
#include <poll.h>
#include <string.h>

#include "channel.h"
#include "hosts_ipc.h"
#include "lookup.h"
#include "privilege/child.h"
#include "util/cleanup.h"
#include "util/clock.h"

enum {
	/* The maximum number of addresses of one host that are accepted from the look-up
	 * process; no DNS answer has room for more addresses. */
	ADDRS_MAX = 4096,
	/* The number of milliseconds for which the parent process waits for the look-up
	 * process after the deadline. In this time, the look-up process reports the
	 * addresses for which no answer has arrived. */
	GRACE_MS = 250,
};

struct lookup_child {
	struct child_service child;
	/* Why the look-up process cannot be used, as -errno; 0: the look-up process can
	 * be used. */
	int error;
	uint32_t deadline_ms;
	struct hosts_block question, answer;
	/* written: how many bytes of `question` have been sent to the look-up process;
	 * got: how many bytes of `answer` have been received from the look-up process */
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
		{ -EBADMSG, "the process that looks them up sends invalid answers" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].error == error)
			return table[i].words;
	return strerror(-error);
}

/* A question to the look-up process, together with the state of sending the question and
 * receiving its answer. */
struct exchange {
	/* The kind of each struct hosts_block of the question and of its answer, except
	 * the block that ends the answer. */
	enum hosts_block_kind kind;
	/* The number that identifies the question: no other question has this number, not
	 * even a question from another process that shares the look-up process. */
	uint64_t token;
	int64_t deadline;
	/* The callbacks that return the addresses to look up and receive the answers. If
	 * question.next is NULL, the question is a single block (one message), which is
	 * filled before the exchange begins. */
	struct lookup_question question;
	/* If has_addr is true: the next address of the question, for which the previous
	 * struct hosts_block had no room. */
	struct addr addr;
	bool has_addr;
};

static void begin_block(struct lookup_child *c, const struct exchange *x)
{
	c->question.token = x->token;
	c->question.deadline = x->deadline;
	c->question.kind = (uint16_t)x->kind;
	c->question.len = 0;
	c->written = 0;
}

/* Begins the next block of the question and fills it with addresses. Returns false if the
 * question has no more addresses. */
static bool next_block(struct lookup_child *c, struct exchange *x)
{
	const struct lookup_question *q = &x->question;

	if (!x->has_addr)
		x->has_addr = q->next && q->next(&x->addr, q->arg);
	if (!x->has_addr)
		return false;
	begin_block(c, x);
	while (x->has_addr && hosts_block_add(&c->question, &x->addr, false, NULL))
		x->has_addr = q->next(&x->addr, q->arg);
	return true;
}

/* Writes as many bytes of the current block of the question as the pipe to the look-up
 * process has room for. Returns 0 or -errno. */
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

/* Reads the bytes of a block of the answer that have arrived from the look-up process.
 * Returns 1 if the block is now complete, 0 if it is not, or -errno. */
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

/* Waits at most `left` milliseconds until bytes of an answer can be read or, if is_asking
 * is true, bytes of a question can be written, and reads or writes these bytes. Returns 1
 * if a whole block of the answer has been read, 0 if not, or -errno. */
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

/* Passes the entries of the block b, a part of an answer, to the callback
 * x->question.take. Returns 1 if the block ends the answer or the callback wants no more
 * entries, 0 if more blocks follow, or -errno. */
static int take_block(const struct hosts_block *b, const struct exchange *x)
{
	const int result = child_result(b->result);
	struct hosts_entry e;
	size_t at = 0;
	int r = 0;

	if (b->kind == HOSTS_END)
		return result ? result : 1;
	if (b->kind != x->kind)
		return -EBADMSG;
	while ((r = hosts_block_next(b, &at, &e)) > 0) {
		r = e.addr.family ? x->question.take(&e, x->question.arg) : -EBADMSG;
		if (r)
			return r;
	}
	return r;
}

static int exchange_blocks(struct lookup_child *c, struct exchange *x)
{
	bool is_asking = true;
	int r = c->error;

	while (r == 0) {
		if (is_asking && c->written == sizeof(c->question))
			is_asking = next_block(c, x);
		r = wait_for_child(c, is_asking,
				   x->deadline + GRACE_MS - channel_now_ms());
		if (r > 0)
			r = c->answer.token == x->token ? take_block(&c->answer, x) : 0;
	}
	/* The look-up process is not used again if it has received only a part of a
	 * block, because it would take the next bytes for the rest of this block. */
	if (!c->error && c->written % sizeof(c->question))
		c->error = -EPIPE;
	if (!c->error && r == -EBADMSG)
		c->error = r;
	c->written = sizeof(c->question);
	return r > 0 ? 0 : r;
}

struct find {
	int (*fn)(const struct addr *a, void *arg);
	void *arg;
	/* The number of addresses of the host that the look-up process has sent so
	 * far. */
	size_t found;
	/* The value that the last call of the function of the caller has returned. */
	int returned;
};

static int take_found(const struct hosts_entry *e, void *arg)
{
	struct find *find = arg;

	if (++find->found > ADDRS_MAX)
		return -EBADMSG;
	find->returned = find->fn(&e->addr, find->arg);
	return find->returned != 0;
}

int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg)
{
	struct find find = { .fn = fn, .arg = arg };
	struct exchange x = {
		.kind = HOSTS_ADDRS,
		.token = clock_ns(CLOCK_MONOTONIC),
		.deadline = channel_now_ms() + c->deadline_ms,
		.question = { .take = take_found, .arg = &find },
	};

	/* hosts_block_add would cut a name of NI_MAXHOST or more bytes, and the look-up
	 * would then be for another host. */
	if (strlen(host) >= NI_MAXHOST)
		return -ENOENT;
	begin_block(c, &x);
	(void)hosts_block_add(&c->question, NULL, false, host);
	const int r = exchange_blocks(c, &x);
	return r ? r : find.returned;
}

int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question)
{
	struct exchange x = {
		.kind = HOSTS_NAMES,
		.token = clock_ns(CLOCK_MONOTONIC),
		.deadline = deadline,
		.question = *question,
	};

	return exchange_blocks(c, &x);
}
