/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listing: collects sockets, drops privileges and writes a row for each socket. */
#ifndef COMMANDS_LISTING_H
#define COMMANDS_LISTING_H

#include <stdbool.h>

#include "counter_history.h"
#include "format/out.h"
#include "model/socks.h"

struct query;
struct session;
struct sorter;

enum listing_phase {
	LISTING_COLLECTS,
	/* Privileges have been dropped, and output is being written. */
	LISTING_WRITES,
};

struct listing {
	struct session *session;
	struct out out;
	enum listing_phase phase;
	/* The query of the current listing; NULL between listings. */
	struct query *query;
	/* Sockets that are not written yet, because the names of their hosts are looked up
	 * first. */
	struct socks waiting;
	/* Sorts the sockets of the current listing; NULL: they keep the order in which they were
	 * read. */
	struct sorter *sorter;
	struct counter_history counters;
	/* The output shows owners, or sockets are selected by their owners. */
	bool has_owners;
	/* note_summary has been called before, so that it does not log its message again. */
	bool has_noted_summary;
	/* Hints about the words of the filter were given, which is done once. */
	bool has_hinted;
};

/* Makes one listing. Returns 0 or -errno, which is recorded in the session. */
int listing_run(struct listing *l);

/* Makes one listing in a child process. The child drops the privileges, which its parent keeps for
 * the next listing. The parent takes over what the child has learned for the next listing, such as
 * names of hosts. Returns 0 or an error of listing_run. */
int list_child_run(struct listing *l);

/* Returns whether a signal has ended the listing before it wrote anything, which does not count as
 * a failure. */
bool listing_is_cut(const struct listing *l);

void listing_release(struct listing *l);

#endif
