/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup.h"

#include <string.h>

#include "channel.h"
#include "hosts_ipc.h"
#include "privilege/child.h"
#include "privilege/priv.h"
#include "privilege/sandbox.h"
#include "util/cleanup.h"

/* The time limit of one wait for a question of the parent process, in milliseconds; after
 * this time, the look-up process waits again. */
enum { IDLE_MS = 3600 * 1000 };

struct service {
	/* The c-ares channel that sends the DNS queries; NULL: the channel could not be
	 * made. */
	struct channel *channel;
	/* The error with which making the c-ares channel has failed, as -errno; 0: there
	 * is a channel. */
	int error;
	/* The descriptors of the pipes to the parent: questions are read from `in`, and
	 * answers are written to `out`. */
	int in, out;
	struct hosts_block question;
	/* How many bytes of the member `question` have been read from the pipe to the
	 * parent process. */
	size_t got;
	/* The block (one message) of the answer that is being filled and will be sent to
	 * the parent process. */
	struct hosts_block answer;
	/* The number by which the parent process identifies the question that is being
	 * answered. */
	uint64_t token;
	/* The deadline of the parent's question, in milliseconds of the clock of
	 * channel_now_ms. */
	int64_t deadline;
	/* The number of DNS queries that have no answer yet. */
	size_t pending;
};

/* What the callback take_name has to know about a DNS query for the name of an address;
 * take_name frees this struct. */
struct asked {
	struct service *service;
	uint64_t token;
	struct addr addr;
};

int lookup_confine(struct channel *c)
{
	enum { SERVERS_MAX = 16 };
	uint16_t ports[SERVERS_MAX];
	const size_t ports_len = c ? channel_ports(c, ports, SERVERS_MAX) : 0;
	/* HOSTALIASES is the environment variable that names a file of aliases, which
	 * c-ares reads for each host (hostname(7)). */
	const char *const files[] = { "/etc/hosts", getenv("HOSTALIASES") };

	const int r = priv_be_nobody();
	return r ? r : sandbox_enter_lookup(files, files[1] ? 2 : 1, ports, ports_len);
}

/* Sends the block s->answer to the parent process as a block of the given kind, and
 * empties the block. Ends the look-up process if the parent no longer reads. */
static void flush(struct service *s, enum hosts_block_kind kind)
{
	s->answer.kind = (uint16_t)kind;
	s->answer.token = s->token;
	if (child_write(s->out, &s->answer, sizeof(s->answer)) < 0)
		_exit(0);
	s->answer.len = 0;
}

static void end_answer(struct service *s, int r)
{
	s->answer.result = r;
	flush(s, HOSTS_END);
}

static void answer(struct service *s, enum hosts_block_kind kind, const struct addr *a,
		   bool is_answered, const char *name)
{
	if (hosts_block_add(&s->answer, a, is_answered, name))
		return;
	flush(s, kind);
	(void)hosts_block_add(&s->answer, a, is_answered, name);
}

static void take_name(void *arg, int status, int timeouts, struct hostent *found)
{
	_cleanup_free_ struct asked *asked = arg;
	struct service *s = asked->service;
	/* ARES_ENOTFOUND is not taken for an answer of a name server, because c-ares
	 * reports ARES_ENOTFOUND not only for an address without a name, but also if a
	 * name server is down. */
	const bool is_answered = status == ARES_SUCCESS;

	(void)timeouts;
	s->pending--;
	/* the tokens differ if the parent process has asked another question meanwhile,
	 * and no longer waits for the answer to the query that has ended here */
	if (asked->token != s->token)
		return;
	if (status == ARES_ENOMEM)
		end_answer(s, -ENOMEM);
	else
		answer(s, HOSTS_NAMES, &asked->addr, is_answered,
		       is_answered && found ? found->h_name : NULL);
}

static int ask(struct service *s, const struct addr *a)
{
	struct asked *asked = malloc(sizeof(*asked));
	if (!asked)
		return -ENOMEM;

	*asked = (struct asked){ s, s->token, *a };
	s->pending++;
	ares_gethostbyaddr(channel_ares(s->channel), a->bytes,
			   a->family == AF_INET ? 4 : 16, a->family, take_name, asked);
	return 0;
}

static int ask_all(struct service *s)
{
	struct hosts_entry entry;
	size_t at = 0;
	int r = 0;

	if (s->error)
		return s->error;
	while ((r = hosts_block_next(&s->question, &at, &entry)) > 0) {
		r = entry.addr.family ? ask(s, &entry.addr) : -EBADMSG;
		if (r < 0)
			return r;
	}
	return r;
}

static int take_addr(const struct addr *a, void *arg)
{
	answer(arg, HOSTS_ADDRS, a, true, NULL);
	return 0;
}

static int find_addrs(struct service *s)
{
	struct hosts_entry entry;
	size_t at = 0;

	if (hosts_block_next(&s->question, &at, &entry) <= 0)
		return -EBADMSG;
	const int r =
		lookup_host(s->channel, entry.name, s->deadline, s->in, take_addr, s);
	if (s->answer.len)
		flush(s, HOSTS_ADDRS);
	return r;
}

/* Answers one block (one message) of a question of the parent process. All blocks of a
 * question have the same token. A new token means that the parent no longer waits for the
 * answer to its previous question, so the DNS queries for the previous question are
 * cancelled. */
static void take_question(struct service *s)
{
	const struct hosts_block *q = &s->question;

	if (q->token != s->token) {
		s->token = q->token;
		s->answer.len = 0;
		if (s->channel)
			ares_cancel(channel_ares(s->channel));
	}
	s->deadline = q->deadline;
	if (q->kind == HOSTS_ADDRS) {
		end_answer(s, find_addrs(s));
		return;
	}
	const int r = q->kind == HOSTS_NAMES ? ask_all(s) : -EBADMSG;
	if (r < 0)
		end_answer(s, r);
}

/* Reads the bytes of a question that have arrived from the parent process, and answers
 * each block that is complete. Returns false if the parent has closed the pipe. */
static bool read_question(struct service *s)
{
	char *const question = (char *)&s->question;
	const size_t got = s->got;

	/* got is always smaller than the size of s->question; without this check, GCC 14
	 * warns that the size passed to read(2) may be negative. */
	if (got >= sizeof(s->question))
		return false;
	const ssize_t n = read(s->in, question + got, sizeof(s->question) - got);

	if (n <= 0)
		return n < 0 && errno == EINTR;
	s->got = got + (size_t)n;
	if (s->got == sizeof(s->question)) {
		s->got = 0;
		take_question(s);
	}
	return true;
}

static void serve(struct service *s)
{
	for (;;) {
		const int64_t left = s->deadline - channel_now_ms();

		/* After the deadline, ares_cancel ends all DNS queries: it calls
		 * take_name for each of them, as if the query had got no answer. */
		if (s->pending && left <= 0)
			ares_cancel(channel_ares(s->channel));
		if (s->answer.len)
			flush(s, HOSTS_NAMES);
		/* Without a c-ares channel there is nothing to poll, and read_question
		 * waits until a question arrives. */
		const int r = s->channel ? channel_wait(s->channel, s->in,
							s->pending ? left : IDLE_MS)
					 : 1;
		if (r < 0 && r != -EINTR) {
			end_answer(s, r);
			return;
		}
		if (r > 0 && !read_question(s))
			return;
	}
}

void lookup_serve(int in, int out, void *arg)
{
	const uint32_t *deadline_ms = arg;
	struct service *s = calloc(1, sizeof(*s));

	if (!s)
		return;
	s->in = in;
	s->out = out;
	/* channel_new reads the configuration of the resolver, so it is called before
	 * lookup_confine: the user "nobody" may lack the permission to read the
	 * configuration. */
	s->error = channel_new(*deadline_ms, &s->channel);
	if (lookup_confine(s->channel) == 0)
		serve(s);
	channel_free(s->channel);
	free(s);
}
