/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/sctp/eps and assocs, with the input as both files. */
#include "net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return net_read(data, size, PROTO_SCTP);
}
