/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/image.h"
#include "util/parse.h"

/* The maximum number of bytes that are read from a stat file; every stat file is
 * shorter. */
enum { STAT_MAX = 16 * 1024 };

/* Reads `count` fields of the stat file of a process to the array `ret`. `fields` has the
 * numbers of the fields in ascending order, from 4 up. Returns 0, -EBADMSG if the stat
 * file is malformed, or another error. */
static int read_fields(int proc_fd, uint32_t pid, const int *fields, size_t count,
		       uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;

	int r = proc_read_string(proc_fd, pid, "stat", STAT_MAX, &text);
	if (r < 0)
		return r;

	/* The stat file has the form "12 (name) S 1 12 ...", where the name may have
	 * blanks and parentheses. */
	const char *at = strrchr(text, ')');
	if (!at || at[1] != ' ' || !at[2])
		return -EBADMSG;
	/* All fields behind the third field of the stat file are numbers. Fields that may
	 * be negative are never requested. */
	at += 3;
	for (int i = 4; count; i++) {
		if (!at || *at != ' ')
			return -EBADMSG;
		if (i == *fields) {
			const size_t n = strspn(at + 1, "0123456789");

			r = parse_uint_n(at + 1, n, 10, UINT64_MAX, ret++);
			if (r < 0 || !strchr(" \n", at[1 + n]))
				return -EBADMSG;
			fields++;
			count--;
		}
		at = strchr(at + 1, ' ');
	}
	return 0;
}

int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid)
{
	static const int fields[] = { PROC_STAT_PPID, PROC_STAT_PGRP };
	uint64_t values[ARRAY_SIZE(fields)];

	int r = read_fields(proc_fd, pid, fields, ARRAY_SIZE(fields), values);
	if (r < 0)
		return r;
	if (values[0] > UINT32_MAX || values[1] > UINT32_MAX)
		return -EBADMSG;
	*ret_ppid = (uint32_t)values[0];
	*ret_pgid = (uint32_t)values[1];
	return 0;
}

int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret)
{
	uint64_t value = 0;
	const int r = read_fields(proc_fd, pid, &field, 1, &value);

	if (r == 0)
		*ret = value;
	return r;
}

int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret)
{
	static const int fields[] = { PROC_STAT_START, PROC_STAT_START_CODE,
				      PROC_STAT_START_STACK, PROC_STAT_ARG_START };
	uint64_t values[ARRAY_SIZE(fields)];

	int r = read_fields(proc_fd, pid, fields, ARRAY_SIZE(fields), values);
	if (r < 0)
		return r;
	/* In the field PROC_STAT_START_CODE the kernel shows 0 if the process has no
	 * memory, and 1 if the reader may not see the address. */
	if (values[1] <= 1)
		return -ENODATA;
	*ret = (struct proc_image){
		.start = values[0],
		.program = image_number(values[1], values[2], values[3]),
	};
	return 0;
}
