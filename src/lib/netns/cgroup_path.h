/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the path of a cgroup. */
#ifndef NETNS_CGROUP_PATH_H
#define NETNS_CGROUP_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* A range of bytes of a text, without a NUL behind it. */
struct span {
	const char *at;
	size_t len;
};

/* Returns the span without its first n bytes. */
static inline struct span span_from(struct span span, size_t n)
{
	return (struct span){ span.at + n, span.len - n };
}

/* Gets the next part of a path, and moves *rest behind it. Returns false at the end. */
bool span_next(struct span *rest, struct span *ret);

/* Removes a prefix or a suffix. Returns false if the span does not have it. */
bool span_skip(struct span span, const char *prefix, struct span *ret);
bool span_cut(struct span span, const char *suffix, struct span *ret);

/* Returns whether a part of a path is the name of a unit of this type, such as
 * ".service". */
bool cgroup_is_unit_of(struct span part, const char *type);

/* Returns whether a part of a path is the name of a unit other than a slice. */
bool cgroup_is_unit(struct span part);

#endif
