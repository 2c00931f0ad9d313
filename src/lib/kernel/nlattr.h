/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The attributes of a netlink message (struct nlattr of linux/netlink.h), each checked
 * against the end of what holds it before it is read. */
#ifndef KERNEL_NLATTR_H
#define KERNEL_NLATTR_H

#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

struct nlattrs {
	const char *at;
	size_t left;
	/* of the attribute that nlattrs_next came to */
	uint16_t type;
	const void *data;
	size_t size;
};

/* Those behind the first size bytes of the payload, its fixed part, which is copied to
 * to. -EBADMSG: the message is not of that type, or too short for the fixed part. */
int nlattrs_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint16_t type, void *to,
		  size_t size);

/* Those inside the attribute that it stands at. */
struct nlattrs nlattrs_nested(const struct nlattrs *it);

/* 1: type, data and size are set, 0: no more, -EBADMSG: it ends behind its message. */
int nlattrs_next(struct nlattrs *it);

/* Copies the first size bytes of the attribute; -EBADMSG where it has less. */
int nlattrs_get(const struct nlattrs *it, void *to, size_t size);

/* Puts an attribute of n bytes, a multiple of four, at to, which is aligned and has room; its
 * size. */
size_t nlattr_put(void *to, uint16_t type, const void *bytes, size_t n);

/* The same of a number. */
size_t nlattr_put_u32(void *to, uint16_t type, uint32_t value);

#endif
