/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One listing: sockets are collected, then privileges end and rows are written. */
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
	/* The first word has been written, and nothing is read by privileges any more. */
	LISTING_WRITES,
};

struct listing {
	struct session *session;
	struct out out;
	enum listing_phase phase;
	/* That of the current listing. */
	struct query *query;
	/* Sockets that wait for the names of their hosts. */
	struct socks waiting;
	struct counter_history counters;
	/* Owners are shown, or select what is listed. */
	bool has_owners;
	/* It has been said that the layout is not that of the program of the dialect's name. */
	bool has_noted_summary;
};

/* Makes one listing. -errno, which the session has recorded. */
int listing_run(struct listing *l);

/* Whether a signal ended the listing before it wrote anything: that is not a failure. */
bool listing_is_cut(const struct listing *l);

void listing_release(struct listing *l);

#endif
