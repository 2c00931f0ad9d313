/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP sockets from /proc/net/sctp (net/sctp/proc.c of the kernel): endpoints in one
 * file, associations in another, each for both IP versions. */
#ifndef PROCNET_SCTP_H
#define PROCNET_SCTP_H

#include "model/family.h"

/* The IP version of a socket follows from its addresses: an IPv6 socket that has only
 * IPv4 addresses counts as IPv4. */
int procnet_sctp(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

/* See procnet_parse_fn. */
int procnet_sctp_parse_endpoint(const char *line, enum proto proto, enum ip ip,
				struct sock *ret);
int procnet_sctp_parse_association(const char *line, enum proto proto, enum ip ip,
				   struct sock *ret);

#endif
