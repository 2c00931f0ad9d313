/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serves an input as a file of /proc/net. */
#ifndef TESTS_FUZZ_NET_H
#define TESTS_FUZZ_NET_H

#include <errno.h>

#include "diag/families.h"
#include "file.h"
#include "shown.h"

/* Reads the files of both address families if the protocol has both. */
static inline int net_read(const uint8_t *data, size_t size, enum proto proto)
{
	struct family_source from = { .proc_fd = FILE_PROC };

	file_set(data, size);
	for (enum ip ip = IP_V4; ip < IP_MAX_; ip++) {
		const struct family_request request = {
			.proto = proto,
			.ip = ip,
			.states = STATE_ALL,
		};

		if (proto_desc(proto)->proc_net[ip])
			require(family_ops(proto)->proc_net(&from, &request, shown_sock,
							    NULL) == 0);
	}
	return 0;
}

#endif
