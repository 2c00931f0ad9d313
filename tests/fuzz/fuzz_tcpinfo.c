/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct tcp_info of any length, in a state that the first byte selects, and a congestion
 * control name from the end of the input. */
#include "diag/tcpinfo.h"

#include "shown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sock s;

	if (!size)
		return 0;
	memset(&s, 0x1b, sizeof(s));
	sock_clear(&s);
	s.proto = PROTO_TCP;
	s.state = data[0];
	tcpinfo_take(data + 1, size - 1, &s);
	const size_t tail = (size - 1) % 24;
	tcpinfo_take_congestion(data + size - tail, tail, &s);
	shown_in_all(&s);
	return 0;
}
