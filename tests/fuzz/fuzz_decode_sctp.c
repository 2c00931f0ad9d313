/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP endpoints and associations by inet_diag. */
#include "diag/families.h"

#include "message.h"

static int decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	bool is_association = false;

	return sctp_decode(nlh, ret, &is_association);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return message_decode(data, size, decode);
}
