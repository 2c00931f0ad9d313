/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of ports from the services database, and of protocols from the protocols
 * database. */
#ifndef RESOLVE_SERVICES_H
#define RESOLVE_SERVICES_H

#include <stdint.h>

#include "model/proto.h"

struct services;

int services_new(struct services **ret);
struct services *services_free(struct services *s);

/* Finds the name of a port (host order) or, for raw sockets, of a protocol, not escaped,
 * with one query for each; NULL where there is none. Errors are those of cache_put. */
int services_name(struct services *s, enum proto proto, uint16_t port, const char **ret);

/* Finds the port of a service of a protocol ("tcp"; NULL: any). -ENOENT: there is no such
 * service; -ENOMEM, -EMFILE, -ENFILE: the database could not be read. */
int services_port(const char *service, const char *protocol, uint16_t *ret);

#endif
