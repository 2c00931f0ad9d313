/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc_stat.h"

#include <string.h>

#include "proc.h"
#include "util/cleanup.h"
#include "util/image.h"
#include "util/parse.h"

/* More than the file can have. */
enum { STAT_MAX = 16 * 1024 };

/* Parses " 123" and moves *at behind it. */
static int parse_number(const char **at, uint64_t max, uint64_t *ret)
{
	if (**at != ' ')
		return -EBADMSG;
	const size_t n = strspn(*at + 1, "0123456789");
	if (parse_uint_n(*at + 1, n, 10, max, ret) < 0)
		return -EBADMSG;
	*at += 1 + n;
	return 0;
}

/* Reads the stat file, and sets *ret_at behind its third field, the state. */
static int read_stat(int proc_fd, uint32_t pid, char **ret, const char **ret_at)
{
	_cleanup_free_ char *text = NULL;

	int r = proc_read_string(proc_fd, pid, "stat", STAT_MAX, &text);
	if (r < 0)
		return r;

	/* The file has "12 (name) S 1 12 ...", and the name may have blanks and
	 * parentheses. */
	const char *at = text ? strrchr(text, ')') : NULL;
	if (!at || at[1] != ' ' || !at[2])
		return -EBADMSG;
	*ret_at = at + 3;
	*ret = TAKE(text);
	return 0;
}

int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid)
{
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;
	uint64_t ppid = 0;
	uint64_t pgid = 0;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r == 0)
		r = parse_number(&at, UINT32_MAX, &ppid);
	if (r == 0)
		r = parse_number(&at, UINT32_MAX, &pgid);
	if (r < 0)
		return r;
	*ret_ppid = (uint32_t)ppid;
	*ret_pgid = (uint32_t)pgid;
	return 0;
}

int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r < 0)
		return r;
	/* The fields in between may be negative. */
	for (int i = 4; at && *at && i < field; i++)
		at = strchr(at + 1, ' ');
	return at ? parse_number(&at, UINT64_MAX, ret) : -EBADMSG;
}

int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret)
{
	uint64_t fields[PROC_STAT_ARG_START + 1] = { 0 };
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r < 0)
		return r;
	/* The fields before the first wanted one may be negative. */
	for (int i = 4; at && *at && i <= PROC_STAT_ARG_START; i++) {
		const char *number = at;

		if (i >= PROC_STAT_START &&
		    parse_number(&number, UINT64_MAX, &fields[i]) < 0)
			return -EBADMSG;
		at = strchr(at + 1, ' ');
	}
	/* The kernel shows 0 if the process has no memory, and 1 if the reader may not
	 * know. */
	if (fields[PROC_STAT_START_CODE] <= 1)
		return -ENODATA;
	*ret = (struct proc_image){
		.start = fields[PROC_STAT_START],
		.program = image_number(fields[PROC_STAT_START_CODE],
					fields[PROC_STAT_START_STACK],
					fields[PROC_STAT_ARG_START]),
	};
	return 0;
}
