/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recordings for nl_open_replay, built by hand. */
#ifndef TESTS_RECORDING_H
#define TESTS_RECORDING_H

#include <linux/netlink.h>

#include "unit.h"

enum { RECORDING_SEQ = 77, RECORDING_PID = 4711 };

struct recording {
	struct strbuf bytes;
	/* Offset of the length of the last datagram. */
	size_t datagram;
};

static inline void recording_set_length(struct recording *r, uint32_t length)
{
	memcpy((char *)r->bytes.s + r->datagram, &length, sizeof(length));
}

static inline void recording_datagram(struct recording *r)
{
	const uint32_t length = 0;

	r->datagram = r->bytes.len;
	strbuf_add(&r->bytes, &length, sizeof(length));
}

/* Appends bytes to the last datagram. */
static inline void recording_bytes(struct recording *r, const void *bytes, size_t n)
{
	strbuf_add(&r->bytes, bytes, n);
	assert_int_equal(r->bytes.error, 0);
	recording_set_length(r, (uint32_t)(r->bytes.len - r->datagram - 4));
}

/* Appends a message with this header; the payload is padded as by the kernel. */
static inline void recording_header(struct recording *r, const struct nlmsghdr *nlh,
				    const void *payload, size_t n)
{
	static const char padding[NLMSG_ALIGNTO];

	recording_bytes(r, nlh, sizeof(*nlh));
	recording_bytes(r, payload, n);
	recording_bytes(r, padding, NLMSG_ALIGN(n) - n);
}

static inline struct nlmsghdr recording_nlmsghdr(uint16_t type, size_t n)
{
	return (struct nlmsghdr){
		.nlmsg_len = (uint32_t)(sizeof(struct nlmsghdr) + n),
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_MULTI,
		.nlmsg_seq = RECORDING_SEQ,
		.nlmsg_pid = RECORDING_PID,
	};
}

static inline void recording_message(struct recording *r, uint16_t type,
				     const void *payload, size_t n)
{
	const struct nlmsghdr nlh = recording_nlmsghdr(type, n);

	recording_header(r, &nlh, payload, n);
}

/* Appends a message whose payload is a number, like NLMSG_DONE. */
static inline void recording_number(struct recording *r, uint16_t type, int32_t number)
{
	recording_message(r, type, &number, sizeof(number));
}

static inline void recording_release(struct recording *r)
{
	strbuf_release(&r->bytes);
	*r = (struct recording){ 0 };
}

#endif
