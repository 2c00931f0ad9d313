/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "escape.h"
#include "strbuf.h"
#include "util/cleanup.h"

enum { SHORT_MAX = 512 };

/* Writes a whole line of n bytes to stderr. Errors of write(2) are ignored, because there
 * is no other place to report them. */
static void write_line(const char *line, size_t n)
{
	for (ssize_t done = 1; n && (done > 0 || errno == EINTR);) {
		done = write(STDERR_FILENO, line, n);
		line += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
}

/* Writes a message to stderr without allocating memory, for the case that memory is
 * exhausted. The message is cut at SHORT_MAX bytes, and each character that is not
 * printable ASCII is shown as "?". */
static void write_short_line(const char *format, va_list args)
{
	static const char prefix[] = "sockstat: ";
	char line[SHORT_MAX] = "";
	size_t len = sizeof(prefix) - 1;

	memcpy(line, prefix, len);
	vsnprintf(line + len, sizeof(line) - len, format, args);
	for (; line[len]; len++)
		if (line[len] < ' ' || line[len] > '~')
			line[len] = '?';
	line[len] = '\n';
	write_line(line, len + 1);
}

/* Control sequences of ECMA-48 for terminals. NO_WRAP: long lines are not broken at the
 * right margin. WRAP: long lines are broken again. CLEAR_LINE: the line is cleared from
 * the cursor to its end. */
#define NO_WRAP    "\033[?7l"
#define WRAP       "\033[?7h"
#define CLEAR_LINE "\033[K"

void log_progress(uint64_t sockets, uint64_t processes)
{
	char line[SHORT_MAX];
	const int n = snprintf(
		line, sizeof(line),
		"\r" NO_WRAP "%ju sockets read, %ju processes looked at" CLEAR_LINE WRAP,
		(uintmax_t)sockets, (uintmax_t)processes);

	write_line(line, (size_t)n);
}

void log_erase_progress(void)
{
	static const char line[] = "\r" CLEAR_LINE;

	write_line(line, sizeof(line) - 1);
}

void log_message(const char *format, ...)
{
	struct strbuf line = { 0 };
	_cleanup_free_ char *text = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		text = NULL;

	strbuf_adds(&line, "sockstat: ");
	if (text)
		escape_line(&line, text, (size_t)n);
	strbuf_addc(&line, '\n');
	if (text && !line.error) {
		write_line(line.s, line.len);
	} else {
		va_start(args, format);
		write_short_line(format, args);
		va_end(args);
	}
	strbuf_release(&line);
}

struct log_text log_error_text(int error)
{
	const char *words = strerror(-error);
	struct log_text why;
	struct rlimit limit;

	if (error == -EMFILE && getrlimit(RLIMIT_NOFILE, &limit) == 0)
		snprintf(why.text, sizeof(why.text), "%s (ulimit -n is %ju)", words,
			 (uintmax_t)limit.rlim_cur);
	else
		snprintf(why.text, sizeof(why.text), "%s", words);
	return why;
}

void log_write_error(int error)
{
	log_message("cannot write: %s", error == -ECANCELED
						? "the reader has stopped reading"
						: strerror(-error));
}

struct log_text log_bpf_error_text(int error)
{
	static const struct {
		int error;
		bool is_root;
		struct log_text why;
	} whys[] = {
		{ -EOPNOTSUPP, false, { "this sockstat was built without it" } },
		{ -EPERM,
		  true,
		  { "not permitted; it requires CAP_BPF and CAP_PERFMON" } },
		{ -EPERM, false, { "it requires root, or CAP_BPF and CAP_PERFMON" } },
		{ -EXDEV, false, { "/proc is that of another pid namespace" } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(whys); i++)
		if (whys[i].error == error && (!whys[i].is_root || geteuid() == 0))
			return whys[i].why;
	return log_error_text(error);
}
