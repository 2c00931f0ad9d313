/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_path.h"

#include <string.h>

#include "util/cleanup.h"

/* The maximum number of bytes in the name of a unit of systemd (UNIT_NAME_MAX). */
enum { UNIT_MAX = 255 };

bool span_next(struct span *rest, struct span *ret)
{
	while (rest->len && *rest->at == '/')
		*rest = span_from(*rest, 1);
	if (!rest->len)
		return false;
	const char *end = memchr(rest->at, '/', rest->len);

	*ret = (struct span){ rest->at, end ? (size_t)(end - rest->at) : rest->len };
	*rest = span_from(*rest, ret->len);
	return true;
}

bool span_skip(struct span span, const char *prefix, struct span *ret)
{
	const size_t n = strlen(prefix);

	if (span.len < n || memcmp(span.at, prefix, n) != 0)
		return false;
	*ret = span_from(span, n);
	return true;
}

bool span_cut(struct span span, const char *suffix, struct span *ret)
{
	const size_t n = strlen(suffix);

	if (span.len < n || memcmp(span.at + span.len - n, suffix, n) != 0)
		return false;
	*ret = (struct span){ span.at, span.len - n };
	return true;
}

bool cgroup_is_unit_of(struct span part, const char *type)
{
	struct span name;

	if (part.len > UNIT_MAX || !span_cut(part, type, &name) || !name.len)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		const char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && (!c || !strchr(":-_.\\@", c)))
			return false;
	}
	return true;
}

bool cgroup_is_unit(struct span part)
{
	static const char *const types[] = { ".service", ".scope", ".socket", ".mount",
					     ".swap" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (cgroup_is_unit_of(part, types[i]))
			return true;
	return false;
}
