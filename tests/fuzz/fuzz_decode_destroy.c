/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages that the kernel sends when TCP sockets are destroyed. */
#include "events/destroy.h"

#include "message.h"

static int decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct destroyed d = { 0 };

	const int r = destroy_decode(nlh, &d);
	if (r == 0)
		*ret = d.sock;
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return message_decode(data, size, decode);
}
