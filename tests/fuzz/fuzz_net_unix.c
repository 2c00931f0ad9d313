/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/unix, also as an addition to known sockets. */
#include "procnet/procnet.h"

#include "net.h"

enum { SOCKS_MAX = 64 };

struct socks {
	struct sock all[SOCKS_MAX];
	size_t len;
};

static int keep(const struct sock *s, void *arg)
{
	struct socks *socks = arg;

	socks->all[socks->len++] = *s;
	return socks->len == SOCKS_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct family_request request = { .proto = PROTO_UNIX,
						.states = STATE_ALL };
	struct family_source from = { .proc_fd = FILE_PROC };
	struct socks socks = { .len = 0 };

	net_read(data, size, PROTO_UNIX);
	require(procnet_unix(&from, &request, keep, &socks) >= 0);
	for (size_t i = 0; i < socks.len; i++)
		socks.all[i].has &= ~(uint32_t)SOCK_HAS_REFCNT;
	if (socks.len)
		require(procnet_unix_refcnt(FILE_PROC, socks.all, socks.len) == 0);
	return 0;
}
