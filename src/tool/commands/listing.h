/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listing of sockets: collects the sockets, drops privileges and writes a row for each
 * socket. */
#ifndef COMMANDS_LISTING_H
#define COMMANDS_LISTING_H

#include <stdbool.h>

#include "counter_history.h"
#include "format/out.h"
#include "model/socks.h"

struct query;
struct session;

enum listing_phase {
	LISTING_COLLECTS,
	/* Privileges have been dropped, and the output of the current listing is being
	 * written. */
	LISTING_WRITES,
};

struct listing {
	struct session *session;
	struct out out;
	enum listing_phase phase;
	/* The query by which the current listing reads sockets; NULL between listings. */
	struct query *query;
	/* The sockets whose rows are not written yet, because names of hosts must be
	 * looked up or all sockets must be read and sorted first. */
	struct socks waiting;
	struct counter_history counters;
	/* Whether the owners of sockets are searched for, because owners are shown or
	 * sockets are selected by their owners. */
	bool has_owners;
	/* Whether the function note_summary has been called; it logs its message only
	 * once. */
	bool has_noted_summary;
	/* Whether hints about mistyped words of the filter have been logged; these hints
	 * are logged once only. */
	bool has_hinted;
};

/* Makes one listing in this process. Returns 0 or -errno, which is recorded in the
 * session. */
int listing_run(struct listing *l);

/* Makes one listing in a child process, which drops its privileges; the parent process
 * keeps its privileges for the next listing. The child sends what the next listing needs,
 * such as names of hosts, to the parent. Returns 0 or an error of listing_run. */
int list_child_run(struct listing *l);

/* Returns whether a signal has ended the listing before any output was written, which
 * does not count as a failure. */
bool listing_is_cut(const struct listing *l);

void listing_release(struct listing *l);

#endif
