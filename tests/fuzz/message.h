/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns an input into the payload of one message of a dump. */
#ifndef TESTS_FUZZ_MESSAGE_H
#define TESTS_FUZZ_MESSAGE_H

#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "diag/dump.h"
#include "shown.h"

/* The library accepts no longer message (src/lib/kernel/nl.c). */
enum { MESSAGE_MAX = 32768 };

/* Returns the message, which ends at the end of its memory; the caller frees it. */
static inline struct nlmsghdr *message_of(const uint8_t *data, size_t size)
{
	const struct nlmsghdr head = {
		.nlmsg_len = (uint32_t)(sizeof(head) + size),
		.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		.nlmsg_flags = NLM_F_MULTI,
	};
	struct nlmsghdr *nlh = malloc(sizeof(head) + size);

	require(nlh);
	memcpy(nlh, &head, sizeof(head));
	if (size)
		memcpy(nlh + 1, data, size);
	return nlh;
}

/* Decodes the message: the result is a socket that can be printed, or an error that
 * leaves the output alone. */
static inline int message_decode(const uint8_t *data, size_t size, dump_decode_fn decode)
{
	_cleanup_free_ struct nlmsghdr *nlh = NULL;
	char before[sizeof(struct sock)];
	struct sock s;
	const char *bytes = (const char *)&s;

	if (size > MESSAGE_MAX)
		return 0;
	nlh = message_of(data, size);
	memset(before, 0x1b, sizeof(before));
	memcpy(&s, before, sizeof(s));
	int r = decode(nlh, &s);
	require(r == 0 || r == -EBADMSG);
	if (r == 0)
		shown_in_all(&s);
	else
		require(memcmp(bytes, before, sizeof(before)) == 0);
	return 0;
}

#endif
