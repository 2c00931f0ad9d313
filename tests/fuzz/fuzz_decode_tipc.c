/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TIPC sockets by sock_diag. */
#include "diag/families.h"

#include "message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return message_decode(data, size, tipc_decode);
}
