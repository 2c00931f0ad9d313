/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names from everywhere that a name may come from, each with a tag of its own and with the same
 * hostile bytes in it, and what is to be seen of them in an output. */
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

/* Where names come from. */
enum door_source {
	/* The command line of the process. */
	DOOR_ARGV,
	DOOR_COMM,
	DOOR_EXE,
	/* Task name of a process that has ended, as the source of owners has it. */
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
	/* Occurs nowhere else. */
	const char *tag;
	bool in_text, in_json; /* it is to be seen in */
} door_sources[] = {
	[DOOR_ARGV] = { "QARGV", true, true },
	[DOOR_COMM] = { "QCOMM", true, false },
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

/* The names of now. */
static char door_names[DOOR_SOURCES][DOOR_NAME_MAX];

/* Each source's name, with these bytes in this place of it; "" for a harmless one. */
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

/* The databases, as the program that includes this has them: everybody is called by the names
 * above, but for those that are numbers. */
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
