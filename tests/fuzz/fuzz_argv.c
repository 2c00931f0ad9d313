/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines, one word per line, in the dialect that the first byte selects. */
#include <stdio_ext.h>

#include "compat/compat.h"
#include "names.h"
#include "options/dialect.h"
#include "options/options.h"
#include "util/cleanup.h"

enum { WORDS_MAX = 64 };

static bool is_parsing;

/* The parser of options must not end the program. */
static void look_at_exit(void)
{
	require(!is_parsing);
}

static void parse(const char *dialect, const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(data, size);
	_cleanup_free_ char *error = NULL;
	char *argv[WORDS_MAX + 1] = { (char *)dialect };
	struct options options;
	int argc = 1;

	for (char *next = text; size && next && argc < WORDS_MAX; argc++)
		argv[argc] = strsep(&next, "\n");
	is_parsing = true;
	const int r =
		options_parse(compat_dialect(argv[0]), argc, argv, &options, &error);
	is_parsing = false;
	/* The target must not print anything either. */
	require(__fpending(stdout) == 0);
	if (r == 0) {
		options_release(&options);
		return;
	}
	require((r == -EINVAL || r == -EOPNOTSUPP) && error && *error);
	/* The message escapes the argument and has one line. */
	require(!strchr(error, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dialect *const dialects[] = { &dialect_sockstat,
							  &dialect_netstat, &dialect_lsof,
							  &dialect_ss };
	static bool is_watched;

	if (!is_watched)
		atexit(look_at_exit);
	is_watched = true;
	if (size)
		parse(dialects[data[0] % ARRAY_SIZE(dialects)]->name, data + 1, size - 1);
	return 0;
}
