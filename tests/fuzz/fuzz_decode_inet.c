/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP and other sockets by inet_diag, with memory and TCP info. */
#include "diag/families.h"

#include "message.h"

static void decode(const struct nlmsghdr *nlh, enum proto proto)
{
	struct sock s;

	memset(&s, 0x1b, sizeof(s));
	if (inet_decode(nlh, proto, &s) < 0)
		return;
	shown_in_all(&s);
	inet_take_facts(nlh, &s);
	shown_in_all(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ struct nlmsghdr *nlh = NULL;

	if (size > MESSAGE_MAX)
		return 0;
	nlh = message_of(data, size);
	decode(nlh, PROTO_TCP);
	decode(nlh, PROTO_RAW);
	return 0;
}
