/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listing: collects sockets, drops privileges and writes rows. */
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
	/* Privileges are dropped, and output is written. */
	LISTING_WRITES,
};

struct listing {
	struct session *session;
	struct out out;
	enum listing_phase phase;
	/* The query of the current listing; NULL between listings. */
	struct query *query;
	/* Sockets that wait for the names of their hosts. */
	struct socks waiting;
	struct counter_history counters;
	/* Owners are shown, or sockets are selected by their owners. */
	bool has_owners;
	/* note_summary was called, which logs its message once. */
	bool has_noted_summary;
};

/* Makes one listing. Returns -errno, which is recorded in the session. */
int listing_run(struct listing *l);

/* Makes one listing in a child process, which drops the privileges that its parent keeps for the
 * next listing, and takes over what the child has learned for that. Returns the errors of
 * listing_run. */
int list_child_run(struct listing *l);

/* Returns whether a signal has ended the listing before it wrote anything, which is no failure. */
bool listing_is_cut(const struct listing *l);

void listing_release(struct listing *l);

#endif
