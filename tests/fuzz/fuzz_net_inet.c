/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/tcp, udp and the like. */
#include "net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	net_read(data, size, PROTO_ICMP);
	return net_read(data, size, PROTO_TCP);
}
