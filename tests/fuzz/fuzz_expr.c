/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of ss, one word per line; the first byte selects the family. */
#include <sys/socket.h>

#include "socks.h"

enum { WORDS_MAX = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t families[] = { AF_UNSPEC, AF_INET, AF_INET6, AF_UNIX,
					    AF_NETLINK };
	_cleanup_free_ char *text = NULL;
	const char *words[WORDS_MAX];
	const char *why = NULL;
	const char *word = NULL;
	struct filter f = { 0 };
	size_t count = 0;

	if (!size)
		return 0;
	text = fuzz_string(data + 1, size - 1);
	f.family = families[data[0] % ARRAY_SIZE(families)];
	for (char *next = text; next && count < WORDS_MAX; count++)
		words[count] = strsep(&next, "\n");
	const int r = filter_add_expr(&f, words, count, socks_port_of, &why, &word);
	require(r == 0 || (r == -EINVAL && why && word && !filter_is_narrow(&f)));
	socks_find_hosts(&f);
	socks_pass(&f, true);
	filter_release(&f);
	return 0;
}
