/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole dumps in the format of tests/replay, given to every family that can read one. */
#include <errno.h>

#include "diag/families.h"
#include "kernel/nl.h"
#include "shown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const struct family_request request = { .proto = proto,
							.states = STATE_ALL };
		struct family_source from = {
			.proc_fd = -1,
			.wants.tcp_info = true,
			.wants.memory = true,
		};

		if (!family_ops(proto)->diag)
			continue;
		require(nl_open_replay(data, size, &from.nl) == 0);
		const int r = family_ops(proto)->diag(&from, &request, shown_sock, NULL);
		nl_free(from.nl);
		require(r <= 0);
	}
	return 0;
}
