/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Services and users of the including test program. Functions of an executable take
 * precedence over those of the C library, whose databases depend on the machine. */
#ifndef TESTS_DATABASES_H
#define TESTS_DATABASES_H

#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>

#include "unit.h"

static struct {
	unsigned int services_asked, users_asked;
} databases;

static const struct {
	int port;
	const char *proto;
	const char *name;
} databases_services[] = {
	{ 22, "tcp", "ssh" },
	{ 53, "udp", "domain" },
	{ 53, "tcp", "domain-t" },
	{ 79, "udplite", "lite" },
	{ 666, "tcp", "evil\x1b[2J\nname" },
	{ 777, "tcp", "a-name-that-is-longer-than-its-column" },
};

static const struct {
	uid_t uid;
	const char *name;
} databases_users[] = {
	{ 0, "root" },
	{ 65534, "nobody" },
	{ 666, "evil\x1b\n" },
	{ 777, "a-long-user-name" },
};

/* The port is in network byte order, as in the C library. */
struct servent *getservbyport(int port, const char *proto)
{
	static struct servent found;

	databases.services_asked++;
	for (size_t i = 0; i < ARRAY_SIZE(databases_services); i++) {
		if (htons((uint16_t)databases_services[i].port) != port ||
		    strcmp(databases_services[i].proto, proto) != 0)
			continue;
		found.s_name = (char *)databases_services[i].name;
		return &found;
	}
	return NULL;
}

struct passwd *getpwuid(uid_t uid)
{
	static struct passwd found;

	databases.users_asked++;
	for (size_t i = 0; i < ARRAY_SIZE(databases_users); i++) {
		if (databases_users[i].uid != uid)
			continue;
		found.pw_name = (char *)databases_users[i].name;
		return &found;
	}
	return NULL;
}

#endif
