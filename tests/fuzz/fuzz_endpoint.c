/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arguments of -i: alternatives, one per line. */
#include "socks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(data, size);
	struct filter f = { 0 };
	char *next = text;

	while (next) {
		const size_t before = f.endpoints_len;
		const char *why = NULL;
		const int r =
			filter_add_endpoint(&f, strsep(&next, "\n"), socks_port_of, &why);

		require(r == 0 || (r == -EINVAL && why));
		require(f.endpoints_len == before + (r == 0));
	}
	socks_find_hosts(&f);
	socks_pass(&f, false);
	filter_release(&f);
	return 0;
}
