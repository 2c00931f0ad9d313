/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the exit status means. */
#ifndef COMMANDS_EXIT_H
#define COMMANDS_EXIT_H

enum {
	EXIT_LISTED = 0, /* also where nothing matched, or the reader wanted no more */
	EXIT_EMPTY = 1, /* nothing matched and --fail-empty, or no process has a pid */
	EXIT_FINDINGS = 1, /* --doctor found something */
	EXIT_USAGE = 2, /* bad usage */
	EXIT_UNREAD =
		3, /* the kernel or /proc could not be read, or output not written */
};

#endif
