/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes events from the reports of a source and from what is known of the connection. */
#ifndef EVENTS_TRACK_EVENT_H
#define EVENTS_TRACK_EVENT_H

#include "connections.h"
#include "event.h"

/* Returns the socket of a report. */
struct sock track_event_sock(const struct trace *trace);

/* Copies the addresses and ports of a socket to a connection. */
void track_event_learn_ends(struct connection *c, const struct sock *s);

/* Returns the socket of a connection. */
struct sock track_event_sock_of(const struct connection *c);

/* Makes an event from a report, of kind EVENT_STATE. c is NULL if the socket is not
 * tracked. */
struct event track_event_of(const struct trace *trace, const struct connection *c);

/* Makes the event that a client starts to connect. */
struct event track_event_birth(const struct connection *c);

/* Sets the reason of an EVENT_FAILED or EVENT_CLOSE, whose kind must be set. */
void track_event_set_reason(const struct connection *c, const struct trace *trace,
			    struct event *e);

#endif
