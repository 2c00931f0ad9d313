/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets by sock_diag, and the connections in their queues. */
#include "diag/families.h"

#include "message.h"

static int decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	int r = unix_decode(nlh, ret);
	if (r < 0)
		return r;

	const struct unix_queue queue = unix_queue_of(nlh);
	/* A few connections stand for all, which differ in the peer only. */
	for (size_t i = 0; i < queue.count; i += 1 + i * 16) {
		const struct sock queued = unix_queued(ret, &queue, i);

		shown_in_all(&queued);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return message_decode(data, size, decode);
}
