/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parent's side of the look-up process. Answers of name servers are hostile input, so
 * a child parses them: in a sandbox, without capabilities and, where possible, as another
 * user. The parent reads only validated blocks from it. */
#ifndef RESOLVE_LOOKUP_CHILD_H
#define RESOLVE_LOOKUP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct addr;
struct hosts_entry;
struct lookup_child;

/* Starts the child; to be called while the process still has the privileges to change the
 * user. If no child can be started, each later question fails, not this call. deadline_ms
 * limits each question of lookup_child_find and the time between two tries. -ENOMEM. */
int lookup_child_start(uint32_t deadline_ms, struct lookup_child **ret);

/* lookup_child_start with another function in the child, for tests. */
int lookup_child_start_with(void (*serve)(int in, int out, void *arg),
			    uint32_t deadline_ms, struct lookup_child **ret);

/* Tells the child that there are no more questions, and does not wait until it ends. */
void lookup_child_dismiss(struct lookup_child *c);

/* lookup_child_dismiss, and waits a short time for the end of the child. A child that
 * takes longer ends when its parent does. Frees c and returns NULL. */
struct lookup_child *lookup_child_end(struct lookup_child *c);

/* The pid of the child, 0: there is none. */
pid_t lookup_child_pid(const struct lookup_child *c);

/* Calls fn for each address of a host, until it returns other than 0, which is returned.
 * Errors are those of lookup_host and lookup_child_ask. */
int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg);

/* The words for an error of lookup_child_ask or lookup_child_find. */
const char *lookup_child_why(int error);

struct lookup_question {
	/* Writes the next address to query. False: there are no more. */
	bool (*next)(struct addr *ret, void *arg);
	/* Gets an answer, whose address may be any. > 0: no more are wanted, < 0: error. */
	int (*take)(const struct hosts_entry *e, void *arg);
	void *arg;
};

/* Queries the names of addresses, all at once, until the deadline by the clock of
 * channel_now_ms. -EPIPE: the child has died; -ETIMEDOUT: it does not answer; -EBADMSG:
 * its answer is malformed; -EINTR: a signal arrived; else an error of child_start or one
 * that the child reported. */
int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question);

#endif
