/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hostile names for every source of names. Each source has a tag of its own, which tests
 * search for in an output. */
#ifndef TESTS_DOOR_H
#define TESTS_DOOR_H

#include <ares.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>

#include "../fuzz/evil.h"
#include "unit.h"

enum { DOOR_NAME_MAX = 16 };

/* The sources of names. */
enum door_source {
	/* The command line of the process. */
	DOOR_ARGV,
	DOOR_COMM,
	DOOR_EXE,
	/* The name of a container in the path of the cgroup. */
	DOOR_CGROUP,
	/* The names of a container, its pod and the namespace of the pod in a state
	 * file. */
	DOOR_CONTAINER,
	DOOR_POD,
	DOOR_NAMESPACE,
	/* The task name that the source of owners reports for a process that has
	 * ended. */
	DOOR_TASK,
	/* Name of the owner of an event. */
	DOOR_EVENT,
	DOOR_USER,
	DOOR_SERVICE,
	DOOR_PROTOCOL,
	DOOR_LINK,
	DOOR_HOST,
	DOOR_PATH,
	DOOR_ABSTRACT,
	DOOR_CONGESTION,
	DOOR_SOURCES,
};

static const struct {
	/* The tag is a text that occurs nowhere else. */
	const char *tag;
	/* Whether the name is shown in text and in JSON. */
	bool in_text, in_json;
} door_sources[] = {
	[DOOR_ARGV] = { "QARGV", true, true },
	[DOOR_COMM] = { "QCOMM", true, false },
	[DOOR_CGROUP] = { "QCGRP", true, true },
	[DOOR_CONTAINER] = { "QCTNR", true, true },
	[DOOR_POD] = { "QPOD", true, true },
	[DOOR_NAMESPACE] = { "QNSPC", true, true },
	[DOOR_EXE] = { "QEXE", true, true },
	[DOOR_TASK] = { "QTASK", true, true },
	[DOOR_EVENT] = { "QEVNT", true, true },
	[DOOR_USER] = { "QUSER", true, true },
	[DOOR_SERVICE] = { "QSERV", true, true },
	[DOOR_PROTOCOL] = { "QPROT", true, true },
	[DOOR_LINK] = { "QLINK", true, true },
	[DOOR_HOST] = { "QHOST", true, true },
	[DOOR_PATH] = { "QPATH", true, true },
	[DOOR_ABSTRACT] = { "QABST", true, true },
	[DOOR_CONGESTION] = { "QCONG", true, true },
};
_Static_assert(ARRAY_SIZE(door_sources) == DOOR_SOURCES, "a source lacks its row");

enum door_place { DOOR_WITHIN, DOOR_BEHIND, DOOR_BEFORE, DOOR_PLACES };

/* The current names. */
static char door_names[DOOR_SOURCES][DOOR_NAME_MAX];

/* Sets the name of each source to one with these bytes at this place, or to a harmless
 * one if evil is "". */
static inline void door_set(const char *evil, enum door_place place)
{
	for (size_t i = 0; i < DOOR_SOURCES; i++) {
		const char *tag = door_sources[i].tag;
		const int n = snprintf(door_names[i], DOOR_NAME_MAX, "%s%s%s%s",
				       place == DOOR_BEFORE ? evil : "", tag,
				       place == DOOR_BEFORE ? "" : evil,
				       place == DOOR_WITHIN ? "z" : "");

		assert_true(n > 0 && n < DOOR_NAME_MAX);
	}
}

/* Databases of the including test program: each entry has the name above, unless it is a
 * number. */
struct servent *getservbyport(int port, const char *proto)
{
	static struct servent found = { .s_name = door_names[DOOR_SERVICE] };

	(void)port;
	(void)proto;
	return &found;
}

struct protoent *getprotobynumber(int number)
{
	static struct protoent found = { .p_name = door_names[DOOR_PROTOCOL] };

	(void)number;
	return &found;
}

struct passwd *getpwuid(uid_t uid)
{
	static struct passwd found = { .pw_name = door_names[DOOR_USER] };

	(void)uid;
	return &found;
}

char *if_indextoname(unsigned int index, char name[IF_NAMESIZE])
{
	(void)index;
	memcpy(name, door_names[DOOR_LINK], DOOR_NAME_MAX);
	return name;
}

void ares_gethostbyaddr(ares_channel channel, const void *addr, int len, int family,
			ares_host_callback callback, void *arg)
{
	struct hostent found = { .h_name = door_names[DOOR_HOST] };

	(void)channel;
	(void)addr;
	(void)len;
	(void)family;
	callback(arg, ARES_SUCCESS, 0, &found);
}

#endif
