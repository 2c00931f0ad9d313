/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of ports from the services database (services(5)), and of IP protocols from the protocols
 * database (protocols(5)). */
#ifndef RESOLVE_SERVICES_H
#define RESOLVE_SERVICES_H

#include <stdint.h>

#include "cache.h"
#include "model/proto.h"

/* Sets *ret to the name of a port in host order or, for a raw socket, of an IP protocol. The name
 * is not escaped; NULL: there is none. The database is asked once for each. Returns the errors of
 * cache_put. */
int services_name(struct cache *names, enum proto proto, uint16_t port, const char **ret);

/* Sets *ret to the port of a service with a protocol such as "tcp" (NULL: any protocol). -ENOENT:
 * there is no such service; -ENOMEM, -EMFILE, -ENFILE: the database could not be read. */
int services_port(const char *service, const char *protocol, uint16_t *ret);

#endif
