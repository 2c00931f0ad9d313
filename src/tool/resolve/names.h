/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of ports from the services database (services(5)), of IP protocols from the protocols
 * database (protocols(5)), of users from the password database (passwd(5)), and of network
 * interfaces. */
#ifndef RESOLVE_NAMES_H
#define RESOLVE_NAMES_H

#include <sys/types.h>

#include "model/proto.h"

struct cache;

/* Sets *ret to the name of a port (in host byte order) or, if proto is PROTO_RAW, of an
 * IP protocol. The name is not escaped; NULL: there is no name. The database is asked
 * once for each number, and the cache `names` stores the answer. Returns 0 or an error of
 * cache_put. */
int names_service(struct cache *names, enum proto proto, uint16_t port, const char **ret);

/* Sets *ret to the port, in host byte order, of the service with the given name and a
 * protocol such as "tcp" (NULL: any protocol). Returns 0, -ENOENT if there is no such
 * service, or -ENOMEM, -EMFILE or -ENFILE if the database could not be read. */
int names_find_service(const char *service, const char *protocol, uint16_t *ret);

/* Sets *ret to the name of a user, not escaped; NULL: the user has no name. The database
 * is asked once for each user, and the cache `names` stores the answer. Returns 0 or an
 * error of cache_put. */
int names_user(struct cache *names, uid_t uid, const char **ret);

/* Sets *ret to the id of the user with the given name. If no user has this name, but the
 * name is a number, sets *ret to the number. Returns 0, -ENOENT if the name is neither
 * the name of a user nor a number, or -ENOMEM, -EMFILE or -ENFILE if the database could
 * not be read. */
int names_find_user(const char *name, uid_t *ret);

/* Sets *ret to the name of the network interface with the index ifindex, not escaped;
 * NULL: the interface has no name. The kernel is asked once for each interface, and the
 * cache `names` stores the answer. Returns 0 or an error of cache_put. */
int names_interface(struct cache *names, uint32_t ifindex, const char **ret);

#endif
