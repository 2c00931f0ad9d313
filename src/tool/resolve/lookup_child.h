/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of the process that asks for a look-up of hosts. Answers of name servers
 * are hostile input, so a child process, the look-up process, parses them: in a sandbox,
 * without capabilities and, where possible, as another user. The parent process checks
 * all blocks that it reads from the look-up process. */
#ifndef RESOLVE_LOOKUP_CHILD_H
#define RESOLVE_LOOKUP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct addr;
struct hosts_entry;
struct lookup_child;

/* Starts the look-up process, a child process that queries DNS. Must be called while the
 * caller still has the privileges to change the user. If the process cannot be started, 0
 * is returned, and each later question fails. deadline_ms: the time limit in milliseconds
 * of a question of lookup_child_find, and of all tries of a DNS query. Returns 0 or
 * -ENOMEM. */
int lookup_child_start(uint32_t deadline_ms, struct lookup_child **ret);

/* Starts a look-up process like lookup_child_start, but the process calls `serve` in
 * place of lookup_serve; for tests. */
int lookup_child_start_with(void (*serve)(int in, int out, void *arg),
			    uint32_t deadline_ms, struct lookup_child **ret);

/* Tells the look-up process that no more questions follow, and does not wait for the end
 * of the process. */
void lookup_child_dismiss(struct lookup_child *c);

/* Tells the look-up process that no more questions follow, waits at most 0.1 s for the
 * end of the process, frees c and returns NULL. If the process needs more time, it ends
 * by itself later. */
struct lookup_child *lookup_child_end(struct lookup_child *c);

/* Returns the pid of the look-up process, or 0 if there is no such process. */
pid_t lookup_child_pid(const struct lookup_child *c);

/* Asks the look-up process for the addresses of a host, and calls fn for each address,
 * until fn returns a value other than 0, which lookup_child_find then returns, too.
 * Otherwise returns 0 or an error of lookup_host or lookup_child_ask. */
int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg);

/* Returns a text that explains an error of lookup_child_ask or lookup_child_find to the
 * user. */
const char *lookup_child_why(int error);

/* The callbacks by which lookup_child_ask gets the addresses to look up and passes on the
 * answers. */
struct lookup_question {
	/* Sets *ret to the next address whose name is wanted. Returns false if no address
	 * is left. */
	bool (*next)(struct addr *ret, void *arg);
	/* Receives the answer e, which may be for an address that was not asked for.
	 * Returns 0 to receive more answers, a positive number to receive no more
	 * answers, or -errno to end lookup_child_ask with this error. */
	int (*take)(const struct hosts_entry *e, void *arg);
	void *arg;
};

/* Asks the look-up process for the names of all addresses that question->next returns,
 * all at once, until `deadline`, a time of the clock of channel_now_ms. Returns 0 after
 * the last answer. -EPIPE: the look-up process has died; -ETIMEDOUT: the look-up process
 * does not answer; -EBADMSG: its answer is malformed; -EINTR: a signal arrived. Other
 * errors are those of child_start, of a callback, or of the look-up of a name. */
int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question);

#endif
