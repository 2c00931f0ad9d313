/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts_ipc.h"

#include <errno.h>
#include <string.h>

/* The start of an entry (the address and name of a host) in the member `bytes` of struct
 * hosts_block. The name follows the header, without a NUL at its end. */
struct header {
	struct addr addr;
	uint8_t is_answered;
	uint16_t name_len;
};

bool hosts_block_add(struct hosts_block *b, const struct addr *a, bool is_answered,
		     const char *name)
{
	struct header header = {
		.is_answered = is_answered,
		.name_len = (uint16_t)strnlen(name ? name : "", NI_MAXHOST - 1),
	};

	if (a)
		header.addr = *a;
	if (sizeof(header) + header.name_len > sizeof(b->bytes) - b->len)
		return false;
	memcpy(b->bytes + b->len, &header, sizeof(header));
	b->len = (uint16_t)(b->len + sizeof(header));
	if (header.name_len)
		memcpy(b->bytes + b->len, name, header.name_len);
	b->len = (uint16_t)(b->len + header.name_len);
	return true;
}

static bool is_family(uint8_t family)
{
	return family == 0 || family == AF_INET || family == AF_INET6;
}

int hosts_block_next(const struct hosts_block *b, size_t *at, struct hosts_entry *ret)
{
	struct header header;

	if (b->len > sizeof(b->bytes) || *at > b->len)
		return -EBADMSG;
	size_t left = b->len - *at;
	if (!left)
		return 0;
	if (left < sizeof(header))
		return -EBADMSG;
	memcpy(&header, b->bytes + *at, sizeof(header));
	left -= sizeof(header);
	const uint8_t *name = b->bytes + *at + sizeof(header);
	if (!is_family(header.addr.family) || header.name_len >= NI_MAXHOST ||
	    header.name_len > left || memchr(name, '\0', header.name_len))
		return -EBADMSG;

	ret->addr = (struct addr){ 0 };
	if (header.addr.family)
		ret->addr = addr_make(header.addr.family, header.addr.bytes);
	ret->is_answered = header.is_answered != 0;
	ret->name_len = header.name_len;
	memcpy(ret->name, name, header.name_len);
	ret->name[header.name_len] = '\0';
	*at += sizeof(header) + header.name_len;
	return 1;
}
