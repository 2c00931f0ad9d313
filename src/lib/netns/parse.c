/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/parse.h"

bool netns_parse(const char *text, size_t n, uint32_t *ret)
{
	static const char prefix[] = "net:[";
	const size_t skipped = sizeof(prefix) - 1;
	uint64_t inode = 0;

	if (n <= skipped + 1 || memcmp(text, prefix, skipped) != 0 ||
	    text[n - 1] != ']' ||
	    parse_uint_n(text + skipped, n - skipped - 1, 10, UINT32_MAX, &inode) < 0 ||
	    !inode)
		return false;
	*ret = (uint32_t)inode;
	return true;
}

/* Decodes in place the escapes of a path in mountinfo, each of which is a backslash with
 * three octal digits. */
static void decode(char *text)
{
	char *to = text;

	for (const char *at = text; *at; to++) {
		if (at[0] == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' &&
		    at[2] <= '7' && at[3] >= '0' && at[3] <= '7') {
			*to = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + at[3] -
				     '0');
			at += 4;
		} else {
			*to = *at++;
		}
	}
	*to = '\0';
}

bool netns_parse_mount(char *line, uint32_t *ret_inode, char **ret_path)
{
	/* The positions, counted from 0, of the words ROOT and MOUNTPOINT on a line of
	 * mountinfo: "ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [FIELD]... - TYPE SOURCE
	 * OPTIONS". */
	enum { ROOT = 3, PATH = 4 };
	char *words[PATH + 1] = { NULL };
	char *type = strstr(line, " - nsfs ");
	char *next = line;

	if (!type)
		return false;
	for (size_t i = 0; i <= PATH; i++)
		words[i] = strsep(&next, " ");
	if (!next || next > type + 1 ||
	    !netns_parse(words[ROOT], strlen(words[ROOT]), ret_inode))
		return false;
	decode(words[PATH]);
	*ret_path = words[PATH];
	return true;
}

bool netns_is_name(const char *name)
{
	enum { UUID = 36 };
	static const char cni[] = "cni-";
	static const char netns[] = "netns-";
	const char *rest = name + sizeof(netns) - 1;

	if (strncmp(name, cni, sizeof(cni) - 1) == 0)
		return false;
	return strncmp(name, netns, sizeof(netns) - 1) != 0 || strlen(rest) != UUID ||
	       strspn(rest, "0123456789abcdefABCDEF-") != UUID;
}
