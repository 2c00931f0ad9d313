/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The side of the parent in the look-up of hosts. Answers of name servers are hostile
 * input, so a child process parses them: in a sandbox, without capabilities and, where
 * possible, as another user. The parent checks the blocks that it reads from the
 * child. */
#ifndef RESOLVE_LOOKUP_CHILD_H
#define RESOLVE_LOOKUP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct addr;
struct hosts_entry;
struct lookup_child;

/* Starts the child; must be called while the process still has the privileges to change
 * the user. If the child cannot be started, lookup_child_start succeeds, and each later
 * question fails. deadline_ms is the time limit in milliseconds of a question of
 * lookup_child_find, and of all tries of a DNS query. Returns 0 or -ENOMEM. */
int lookup_child_start(uint32_t deadline_ms, struct lookup_child **ret);

/* Does the same as lookup_child_start, but the child calls serve; for tests. */
int lookup_child_start_with(void (*serve)(int in, int out, void *arg),
			    uint32_t deadline_ms, struct lookup_child **ret);

/* Tells the child that there are no more questions, and does not wait for the end of the
 * child. */
void lookup_child_dismiss(struct lookup_child *c);

/* Does the same as lookup_child_dismiss, waits at most 0.1 s for the end of the child,
 * frees c and returns NULL. A child that takes longer ends by itself. */
struct lookup_child *lookup_child_end(struct lookup_child *c);

/* Returns the pid of the child that looks up hosts, or 0 if there is no child. */
pid_t lookup_child_pid(const struct lookup_child *c);

/* Calls fn for each address of a host, until fn returns a value other than 0, which
 * lookup_child_find then returns. Otherwise returns 0 or the errors of lookup_host and
 * lookup_child_ask. */
int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg);

/* Returns the message for an error of lookup_child_ask or lookup_child_find. */
const char *lookup_child_why(int error);

/* The callbacks of lookup_child_ask. */
struct lookup_question {
	/* Sets *ret to the next address whose name is wanted. Returns false if there are
	 * no more addresses. */
	bool (*next)(struct addr *ret, void *arg);
	/* Receives an answer e, whose address may be one that was not queried. Returns 0
	 * to receive more answers, a positive number to receive no more, or -errno to
	 * give up. */
	int (*take)(const struct hosts_entry *e, void *arg);
	void *arg;
};

/* Queries the names of all addresses that the callback next gives, all at once, until the
 * deadline, a time of channel_now_ms. Returns 0 after the last answer. -EPIPE: the child
 * has died; -ETIMEDOUT: the child does not answer; -EBADMSG: its answer is malformed;
 * -EINTR: a signal arrived; otherwise an error of child_start, of a callback, or one that
 * the child reported. */
int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question);

#endif
