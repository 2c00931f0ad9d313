/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Splits the path of a cgroup into parts, and recognizes the names of units of
 * systemd. */
#ifndef NETNS_CGROUP_PATH_H
#define NETNS_CGROUP_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* A range of bytes of a text, without a NUL behind it. */
struct span {
	const char *at;
	size_t len;
};

/* Returns `span` without its first n bytes. */
static inline struct span span_from(struct span span, size_t n)
{
	return (struct span){ span.at + n, span.len - n };
}

/* Gets the first part of *rest, the remaining path of a cgroup, and moves *rest behind
 * this part. Returns false if *rest has no part. */
bool span_next(struct span *rest, struct span *ret);

/* span_skip() removes a prefix from a span, and span_cut() removes a suffix. Both return
 * false and leave *ret unchanged if the span does not begin with the prefix or end with
 * the suffix. */
bool span_skip(struct span span, const char *prefix, struct span *ret);
bool span_cut(struct span span, const char *suffix, struct span *ret);

/* Returns whether a part of a path is the name of a unit of systemd of the given type,
 * for example ".service". */
bool cgroup_is_unit_of(struct span part, const char *type);

/* Returns whether a part of a path is the name of a unit of systemd other than a
 * slice. */
bool cgroup_is_unit(struct span part);

#endif
