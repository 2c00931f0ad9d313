/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit statuses of the program sockstat. */
#ifndef SESSION_EXIT_H
#define SESSION_EXIT_H

enum {
	/* Everything that the user asked for was listed, even if no socket matched, or
	 * the reader of the output has closed the output early. */
	EXIT_LISTED = 0,
	/* No socket matched and --fail-empty was given, or a selected pid belongs to no
	 * process. */
	EXIT_EMPTY = 1,
	/* --doctor has reported one or more findings. */
	EXIT_FINDINGS = 1,
	/* The command line is wrong. */
	EXIT_USAGE = 2,
	/* Some sockets, processes or counters could not be read, or the output could not
	 * be written. */
	EXIT_UNREAD = 3,
};

#endif
