/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the attributes of a netlink message (struct nlattr of linux/netlink.h). Each is
 * checked against the end of the message or attribute that contains it before it is read. */
#ifndef KERNEL_NLATTR_H
#define KERNEL_NLATTR_H

#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/* An iterator over attributes. */
struct nlattrs {
	/* The attributes that were not reached yet. */
	const char *at;
	size_t left;
	/* Type and payload of the attribute that nlattrs_next() has reached. */
	uint16_t type;
	const void *data;
	size_t size;
};

/* Copies the fixed part of a message, the first size bytes of its payload, to `to`, and begins
 * with the attributes behind it. Returns -EBADMSG if the message has another type or is too
 * short for the fixed part. */
int nlattrs_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint16_t type, void *to,
		  size_t size);

/* Returns an iterator over the attributes inside the current one. */
struct nlattrs nlattrs_nested(const struct nlattrs *it);

/* Moves to the next attribute. Returns 1 and sets type, data and size, 0 at the end, or
 * -EBADMSG if the attribute ends behind its message. */
int nlattrs_next(struct nlattrs *it);

/* Copies the first size bytes of the current attribute to `to`. Returns -EBADMSG if the
 * attribute is shorter. */
int nlattrs_get(const struct nlattrs *it, void *to, size_t size);

/* Writes an attribute of n bytes, a multiple of four, to `to`, which must be aligned and have
 * room. Returns the size of the attribute with its header. */
size_t nlattr_put(void *to, uint16_t type, const void *bytes, size_t n);

/* Writes an attribute of one number as nlattr_put() does. */
size_t nlattr_put_u32(void *to, uint16_t type, uint32_t value);

#endif
