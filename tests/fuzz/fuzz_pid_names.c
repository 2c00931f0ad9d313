/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/cmdline and comm: the names of a process, and how they are shown. */
#include <errno.h>

#include "clean.h"
#include "file.h"
#include "format/cell.h"
#include "kernel/proc.h"
#include "owner/process.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static void show(const char *name)
{
	struct strbuf sb = { 0 };

	cell_text(&sb, name, " ");
	require(sb.error == 0 && sb.len && clean_is_lines(sb.s, sb.len, 0));
	require(!memchr(sb.s, ' ', sb.len));
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *comm = NULL;
	_cleanup_free_ char *argv0 = NULL;
	_cleanup_free_ char *command = NULL;

	file_set(data, size);
	require(proc_read_comm(FILE_PROC, 12, &comm) == 0);
	require(proc_read_argv0(FILE_PROC, 12, NULL, &argv0) == 0);
	require(process_read_command(FILE_PROC, 12, &command) == 0);
	show(comm);
	show(argv0);
	show(command);
	return 0;
}
