/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "say.h"

#include <stdarg.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/strbuf.h"

void say(const char *format, ...)
{
	struct strbuf line = { 0 };
	_cleanup_free_ char *text = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0) {
		text = NULL;
		return;
	}

	strbuf_adds(&line, "sockstat: ");
	escape_text(&line, text, (size_t)n, NULL);
	strbuf_addc(&line, '\n');
	/* there is nobody left to tell where this fails */
	if (!line.error && write(STDERR_FILENO, line.s, line.len) < 0)
		line.len = 0;
	strbuf_release(&line);
}

const char *why_no_bpf(int error)
{
	static const struct {
		int error;
		const char *why;
	} whys[] = {
		{ -EOPNOTSUPP, "this sockstat was built without it" },
		{ -EPERM, "it takes root, or CAP_BPF and CAP_PERFMON" },
		{ -EXDEV, "/proc is that of another pid namespace" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(whys); i++)
		if (whys[i].error == error)
			return whys[i].why;
	return strerror(-error);
}
