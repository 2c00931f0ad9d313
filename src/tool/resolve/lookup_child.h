/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts are looked up by a child that can do little else, because a name server may answer what it
 * likes: its parent parses no answer of DNS, and takes what the child says for no more than text. The
 * child is another user where that may be, without capabilities, in a sandbox. */
#ifndef RESOLVE_LOOKUP_CHILD_H
#define RESOLVE_LOOKUP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct addr;
struct hosts_entry;
struct lookup_child;

/* Starts the child, as long as there are privileges to change the user by. Where there can be no
 * child that is no error here, but of each question. deadline_ms is for a question of
 * lookup_child_find, and bounds the time between two tries. -ENOMEM. */
int lookup_child_start(uint32_t deadline_ms, struct lookup_child **ret);

/* The same, with another function in the child, for tests. */
int lookup_child_start_with(void (*serve)(int in, int out, void *arg),
			    uint32_t deadline_ms, struct lookup_child **ret);

/* There are no more questions: the child ends while its parent goes on. */
void lookup_child_dismiss(struct lookup_child *c);

/* The same, and waits for its end, if that comes soon; otherwise it comes with that of the parent. */
struct lookup_child *lookup_child_end(struct lookup_child *c);

/* Its pid, 0: there is none. */
pid_t lookup_child_pid(const struct lookup_child *c);

/* Calls fn for each address of a host; what fn returns other than 0 is returned. Errors are those of
 * lookup_host and lookup_child_ask. */
int lookup_child_find(struct lookup_child *c, const char *host,
		      int (*fn)(const struct addr *a, void *arg), void *arg);

/* An error of these in words, from where the child is concerned. */
const char *lookup_child_why(int error);

struct lookup_question {
	/* The next address to ask for. False: that was the last. */
	bool (*next)(struct addr *ret, void *arg);
	/* Takes an answer, which may be to anything. >0: it was the last that is wanted; <0 error. */
	int (*take)(const struct hosts_entry *e, void *arg);
	void *arg;
};

/* Asks for the names of addresses, all at once, until the deadline (of channel_now_ms). -EPIPE: the
 * child has died; -ETIMEDOUT: it does not answer; -EBADMSG: what it says is no answer; -EINTR: a signal
 * came; an error of child_start, or one that the child tells. */
int lookup_child_ask(struct lookup_child *c, int64_t deadline,
		     const struct lookup_question *question);

#endif
