/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds values in a JSON text (RFC 8259) without storing the text as a tree. The text may
 * have any bytes: a scan takes time linear in its length and no stack. A text that is not
 * valid JSON is not always refused, but nothing outside the text is read. */
#ifndef NETNS_JSON_SCAN_H
#define NETNS_JSON_SCAN_H

#include "cgroup_path.h"

/* Gets the value that a JSON object has under the given key; if several members have this
 * key, the value of the first one. Returns false if `object` is no JSON object or no
 * member has the key. */
bool json_find(struct span object, const char *key, struct span *ret);

/* Gets the next element of a JSON array. *rest is the array before the first call, and is
 * moved behind the element. Returns false at the end of the array or if *rest is no
 * array. */
bool json_next(struct span *rest, struct span *ret);

/* Returns whether a JSON value is a string that is exactly `text` and has no escapes. */
bool json_is(struct span value, const char *text);

/* Decodes a JSON string. The caller frees *ret. NUL and half of a surrogate pair become
 * U+FFFD. Returns 0, -EBADMSG if the value is no string, or -ENOMEM. */
int json_decode(struct span value, char **ret);

#endif
