/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subjects of comparisons in the filter language, and their names. */
#include <string.h>
#include <strings.h>

#include "expr_field.h"
#include "language_inside.h"
#include "util/cleanup.h"

/* clang-format off */
static const struct subject subjects[] = {
	{ "port", SUBJECT_PORT, END_BOTH, 0, 0 },
	{ "portrange", SUBJECT_PORT, END_BOTH, 0, 0 },
	{ "sport", SUBJECT_PORT, END_LOCAL, 0, 0 },
	{ "lport", SUBJECT_PORT, END_LOCAL, 0, 0 },
	{ "dport", SUBJECT_PORT, END_PEER, 0, 0 },
	{ "rport", SUBJECT_PORT, END_PEER, 0, 0 },
	{ "host", SUBJECT_HOST, END_BOTH, 0, 0 },
	{ "net", SUBJECT_HOST, END_BOTH, 0, 0 },
	{ "address", SUBJECT_HOST, END_BOTH, 0, 0 },
	{ "addr", SUBJECT_HOST, END_BOTH, 0, 0 },
	{ "src", SUBJECT_HOST, END_LOCAL, 0, 0 },
	{ "local", SUBJECT_HOST, END_LOCAL, 0, 0 },
	{ "local_address", SUBJECT_HOST, END_LOCAL, 0, 0 },
	{ "dst", SUBJECT_HOST, END_PEER, 0, 0 },
	{ "peer", SUBJECT_HOST, END_PEER, 0, 0 },
	{ "remote", SUBJECT_HOST, END_PEER, 0, 0 },
	{ "foreign", SUBJECT_HOST, END_PEER, 0, 0 },
	{ "peer_address", SUBJECT_HOST, END_PEER, 0, 0 },
	{ "proto", SUBJECT_PROTO, 0, 0, 0 },
	{ "family", SUBJECT_PROTO, 0, 0, 0 },
	{ "state", SUBJECT_STATE, 0, 0, 0 },
	{ "dev", SUBJECT_LINK, 0, 0, 0 },
	{ "interface", SUBJECT_LINK, 0, 0, 0 },
	{ "user", SUBJECT_USER, 0, 0, 0 },
	{ "uid", SUBJECT_USER, 0, 0, 0 },
	{ "path", SUBJECT_PATH, 0, 0, 0 },
	{ "pid", SUBJECT_OWNER, 0, 0, EXPR_OWNER_PID },
	{ "command", SUBJECT_OWNER, 0, 0, EXPR_OWNER_COMMAND },
	{ "comm", SUBJECT_OWNER, 0, 0, EXPR_OWNER_COMMAND },
	{ "process", SUBJECT_OWNER, 0, 0, EXPR_OWNER_COMMAND },
	{ "executable", SUBJECT_OWNER, 0, 0, EXPR_OWNER_EXECUTABLE },
	{ "exe", SUBJECT_OWNER, 0, 0, EXPR_OWNER_EXECUTABLE },
	{ "unit", SUBJECT_OWNER, 0, 0, EXPR_OWNER_UNIT },
	{ "container", SUBJECT_OWNER, 0, 0, EXPR_OWNER_CONTAINER },
	{ "pod", SUBJECT_OWNER, 0, 0, EXPR_OWNER_POD },
	{ "netns", SUBJECT_NETNS, 0, 0, 0 },
	{ "cgroup", SUBJECT_OWNER, 0, 0, EXPR_OWNER_CGROUP },
	{ "mark", SUBJECT_REFUSED, 0, 0, 0 },
	{ "fwmark", SUBJECT_REFUSED, 0, 0, 0 },
};
/* clang-format on */

const char *subject_name(size_t i)
{
	if (i < ARRAY_SIZE(subjects))
		return subjects[i].name;
	i -= ARRAY_SIZE(subjects);
	for (enum expr_place place = EXPR_IN_SOCK; place <= EXPR_IN_MEMORY; place++) {
		size_t count = 0;

		while (expr_field_name(place, count))
			count++;
		if (i < count)
			return expr_field_name(place, i);
		i -= count;
	}
	return NULL;
}

bool subject_find(const char *name, struct subject *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++) {
		if (state_is_spelling(name, strlen(name), subjects[i].name)) {
			*ret = subjects[i];
			return true;
		}
	}

	struct subject field = { .kind = SUBJECT_FIELD };
	if (!expr_field_find(name, &field.place, &field.index))
		return false;
	field.name = expr_field_name(field.place, field.index);
	*ret = field;
	return true;
}

bool subject_combine(const struct subject *subject, const char *name, struct subject *ret)
{
	struct subject second = { 0 };

	if (subject->kind != SUBJECT_HOST || subject->ends == END_BOTH ||
	    !subject_find(name, &second) || second.ends != END_BOTH)
		return false;
	second.ends = subject->ends;
	*ret = second;
	return true;
}
