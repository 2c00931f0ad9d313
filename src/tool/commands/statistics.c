/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/statistics.h"

#include <unistd.h>

#include "format/out_buffer.h"
#include "kernel/proc.h"
#include "options/options.h"
#include "session/exit.h"
#include "session/session.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "verbs.h"

/* The maximum number of bytes that are read of a file below /proc; the longest file that
 * is read has about 6 KiB. */
enum { TEXT_MAX = 1024 * 1024 };

/* The contents of one file below /proc. */
struct file_text {
	char *text;
	size_t len;
};

static void release(struct file_text texts[STATISTICS_FILE_MAX_])
{
	for (size_t i = 0; i < STATISTICS_FILE_MAX_; i++)
		free(texts[i].text);
}

/* Reads the files below /proc from which `netstat -s` is printed. Returns 0 or -errno,
 * which is recorded in the session. */
static int read_files(struct session *s, struct file_text texts[STATISTICS_FILE_MAX_])
{
	for (enum statistics_file i = 0; i < STATISTICS_FILE_MAX_; i++) {
		const char *path = statistics_path(&s->options->statistics, i);

		int r = path ? proc_read_file(s->context.proc_fd, path, TEXT_MAX,
					      &texts[i].text, &texts[i].len)
			     : 0;
		if (r < 0) {
			s->failure = (struct failure){ STAGE_COUNTERS, r, path };
			return r;
		}
	}
	return 0;
}

/* Drops the privileges and prints the statistics from the contents of the files below
 * /proc. Returns 0 or -errno, which is recorded in the session. */
static int put_files(struct session *s,
		     const struct file_text texts[STATISTICS_FILE_MAX_])
{
	struct out_buffer buffer = { .fd = STDOUT_FILENO };
	uint64_t malformed = 0;

	int r = session_confine(s, SANDBOX_BARE);
	if (r < 0)
		return r;
	for (enum statistics_file i = 0; i < STATISTICS_FILE_MAX_; i++)
		if (texts[i].text)
			malformed += statistics_put(&buffer.text, &s->options->statistics,
						    i, texts[i].text, texts[i].len);
	if (malformed)
		log_message("lines of counters that could not be parsed are left out");
	r = session_finish(s, &buffer);
	out_buffer_release(&buffer);
	return r;
}

int statistics_run(struct session *s)
{
	struct file_text texts[STATISTICS_FILE_MAX_] = { 0 };
	const int status = session_open(s, SESSION_PROC);

	if (status != EXIT_LISTED)
		return status;
	int r = read_files(s, texts);
	if (r == 0)
		r = put_files(s, texts);
	release(texts);
	return r < 0 ? session_fail(s) : EXIT_LISTED;
}
