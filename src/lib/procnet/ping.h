/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ping sockets from /proc/net/icmp and icmp6; sock_diag has no module for them. */
#ifndef PROCNET_PING_H
#define PROCNET_PING_H

#include "model/family.h"

int procnet_ping(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

#endif
