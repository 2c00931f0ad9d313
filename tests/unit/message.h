/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages with attributes, built by hand. */
#ifndef TESTS_MESSAGE_H
#define TESTS_MESSAGE_H

#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "recording.h"
#include "unit.h"

/* A message under construction: the header, and the bytes added after it. */
struct message {
	struct strbuf bytes;
};

static inline struct message message_begin(const void *fixed, size_t n)
{
	struct message m = { { 0 } };
	const struct nlmsghdr nlh = recording_nlmsghdr(SOCK_DIAG_BY_FAMILY, 0);

	strbuf_add(&m.bytes, &nlh, sizeof(nlh));
	strbuf_add(&m.bytes, fixed, n);
	return m;
}

static inline size_t message_put(struct message *m, uint16_t type, const void *data,
				 size_t n)
{
	static const char padding[NLA_ALIGNTO];
	const struct nlattr head = { .nla_len = (uint16_t)(sizeof(head) + n),
				     .nla_type = type };
	const size_t at = m->bytes.len;

	strbuf_add(&m->bytes, &head, sizeof(head));
	strbuf_add(&m->bytes, data, n);
	strbuf_add(&m->bytes, padding, NLA_ALIGN(n) - n);
	return at;
}

static inline void message_put_u32(struct message *m, uint16_t type, uint32_t value)
{
	message_put(m, type, &value, sizeof(value));
}

/* Closes a nested attribute: it contains the bytes added since it was opened at this
 * offset. */
static inline void message_close(struct message *m, size_t at)
{
	const uint16_t len = (uint16_t)(m->bytes.len - at);

	memcpy((char *)m->bytes.s + at, &len, sizeof(len));
}

static inline struct nlmsghdr *message_whole(struct message *m)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)m->bytes.s;

	assert_int_equal(m->bytes.error, 0);
	nlh->nlmsg_len = (uint32_t)m->bytes.len;
	return nlh;
}

#endif
