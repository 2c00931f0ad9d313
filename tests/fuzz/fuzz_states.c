/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arguments of -s: states of a protocol, one per line. */
#include "socks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(data, size);
	struct filter f = { 0 };
	char *next = text;

	while (next) {
		const char *why = NULL;
		const int r = filter_add_states(&f, strsep(&next, "\n"), &why);

		require(r == 0 || (r == -EINVAL && why));
		require(r < 0 || filter_is_narrow(&f));
	}
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const uint32_t states = filter_states(&f, proto);

		require(!(states & f.excluded[proto]));
	}
	filter_release(&f);
	return 0;
}
