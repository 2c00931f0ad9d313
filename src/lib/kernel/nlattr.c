/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <string.h>

int nlattrs_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint16_t type, void *to,
		  size_t size)
{
	const char *payload = mnl_nlmsg_get_payload(nlh);
	const size_t left = mnl_nlmsg_get_payload_len(nlh);
	const size_t behind = NLA_ALIGN(size);

	if (nlh->nlmsg_type != type || nlh->nlmsg_len < sizeof(*nlh) || left < size)
		return -EBADMSG;
	if (size)
		memcpy(to, payload, size);
	*it = (struct nlattrs){ 0 };
	if (left > behind) {
		it->at = payload + behind;
		it->left = left - behind;
	}
	return 0;
}

struct nlattrs nlattrs_nested(const struct nlattrs *it)
{
	return (struct nlattrs){ .at = it->data, .left = it->size };
}

int nlattrs_next(struct nlattrs *it)
{
	struct nlattr head;

	if (!it->left)
		return 0;
	if (it->left < sizeof(head))
		return -EBADMSG;
	memcpy(&head, it->at, sizeof(head));
	if (head.nla_len < sizeof(head) || head.nla_len > it->left)
		return -EBADMSG;

	/* The last netlink attribute of a message may lack its padding. */
	size_t step = NLA_ALIGN(head.nla_len);
	if (step > it->left)
		step = it->left;
	it->type = head.nla_type & NLA_TYPE_MASK;
	it->data = it->at + sizeof(head);
	it->size = head.nla_len - sizeof(head);
	it->at += step;
	it->left -= step;
	return 1;
}

int nlattrs_get(const struct nlattrs *it, void *to, size_t size)
{
	if (it->size < size)
		return -EBADMSG;
	memcpy(to, it->data, size);
	return 0;
}

size_t nlattr_put(void *to, uint16_t type, const void *bytes, size_t n)
{
	const struct nlattr head = { .nla_len = (uint16_t)(sizeof(head) + n),
				     .nla_type = type };

	memcpy(to, &head, sizeof(head));
	memcpy((char *)to + sizeof(head), bytes, n);
	return head.nla_len;
}
