/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit statuses of the program. */
#ifndef SESSION_EXIT_H
#define SESSION_EXIT_H

enum {
	/* Everything that was asked for was listed, even if this was nothing, or the reader of the
	 * output has closed its end early. */
	EXIT_LISTED = 0,
	/* Nothing matched and --fail-empty was given, or a pid was selected that no process has. */
	EXIT_EMPTY = 1,
	/* --doctor has reported at least one finding. */
	EXIT_FINDINGS = 1,
	/* The command line is wrong. */
	EXIT_USAGE = 2,
	/* Sockets, processes or counters could not be read, or the output could not be written. */
	EXIT_UNREAD = 3,
};

#endif
