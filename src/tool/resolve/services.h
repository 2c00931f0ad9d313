/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of ports, from the services database, and of protocols, from that of protocols. */
#ifndef RESOLVE_SERVICES_H
#define RESOLVE_SERVICES_H

#include <stdint.h>

#include "model/proto.h"

struct services;

int services_new(struct services **ret);
struct services *services_free(struct services *s);

/* Finds the name of a port (host order), or of the protocol of a raw socket, unescaped, asked for
 * once; NULL where it has none. Errors are those of cache_put. */
int services_name(struct services *s, enum proto proto, uint16_t port, const char **ret);

/* The port of a service of a protocol ("tcp"; NULL: any). -ENOENT: there is none; -ENOMEM,
 * -EMFILE and -ENFILE: it could not be looked up. */
int services_port(const char *service, const char *protocol, uint16_t *ret);

#endif
