/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes events from traces (reports of an event source) and from the data kept for a
 * connection. */
#ifndef EVENTS_TRACK_EVENT_H
#define EVENTS_TRACK_EVENT_H

#include "connections.h"
#include "event.h"

/* Returns the socket that a trace (report of an event source) describes. */
struct sock track_event_sock(const struct trace *trace);

/* Copies the IP version, addresses and ports of a socket to a connection. */
void track_event_learn_ends(struct connection *c, const struct sock *s);

/* Returns the socket of a connection, in its latest known state. */
struct sock track_event_sock_of(const struct connection *c);

/* Makes an event of kind EVENT_STATE from a trace (report of an event source). c: the
 * connection; NULL: the socket is not tracked. */
struct event track_event_of(const struct trace *trace, const struct connection *c);

/* Makes the event EVENT_BIRTH of a client's connection. */
struct event track_event_birth(const struct connection *c);

/* Sets the reason of an event whose kind is already set to EVENT_FAILED or
 * EVENT_CLOSE. */
void track_event_set_reason(const struct connection *c, const struct trace *trace,
			    struct event *e);

#endif
