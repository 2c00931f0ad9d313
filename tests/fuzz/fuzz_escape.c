/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions through which strings reach output. */
#include "text/escape.h"

#include <string.h>

#include "clean.h"
#include "text/strbuf.h"

static void escape(const char *s, size_t n, const char *also)
{
	struct strbuf sb = { 0 };

	escape_text(&sb, s, n, also);
	require(sb.error == 0 && clean_is_lines(sb.s, sb.len, 0));
	for (size_t i = 0; also && also[i]; i++)
		require(!sb.len || !memchr(sb.s, also[i], sb.len));
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct strbuf json = { 0 };

	escape(s, size, NULL);
	escape(s, size, " \",");
	strbuf_addc(&json, '"');
	escape_json(&json, s, size);
	strbuf_addc(&json, '"');
	require(json.error == 0 && clean_is_lines(json.s, json.len, 0));
	require(clean_is_json(json.s, json.len));
	require(!memmem(json.s, json.len, "\\u0000", 6) ||
		memmem(s, size, "\\u0000", 6) || memmem(s, size, "\\\\", 2));
	if (!escape_is_exact(s, size))
		require(memmem(json.s, json.len, "\xef\xbf\xbd", 3) ||
			size > ESCAPE_MAX / 6);
	json.len = 0;
	escape_hex(&json, s, size);
	require(json.error == 0 && json.len == 2 * size);
	strbuf_release(&json);
	return 0;
}
