/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets by sock_diag, and what waits in their queues. */
#include "diag/unix.h"

#include "message.h"

static int decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	struct unix_queue queue = { 0 };

	int r = unix_decode(nlh, ret, &queue);
	/* they are all alike */
	for (size_t i = 0; r == 0 && i < queue.count; i += 1 + i * 16) {
		const struct sock queued = unix_queued(ret, &queue, i);

		shown_in_all(&queued);
	}
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return message_decode(data, size, decode);
}
