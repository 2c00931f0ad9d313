/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ended a run: the stage that failed and its error. It is recorded where it happens and
 * put into words once. */
#ifndef SESSION_FAILURE_H
#define SESSION_FAILURE_H

enum stage {
	STAGE_NONE,
	STAGE_BEGIN,
	STAGE_PRIVILEGES,
	STAGE_PROC,
	/* Looking up a host of the command line. */
	STAGE_HOST,
	STAGE_IDENTITY,
	STAGE_SOCKETS,
	STAGE_OWNERS,
	STAGE_COUNTERS,
	STAGE_EVENTS,
	/* Looking up names for rows. */
	STAGE_NAMES,
	/* Starting the child that makes a listing. */
	STAGE_FORK,
	/* The child ended without a result. */
	STAGE_CHILD,
	/* Building the output in memory. */
	STAGE_FORMAT,
	STAGE_WRITE,
	STAGE_MAX_,
};

struct failure {
	enum stage stage;
	/* -errno; 0: nothing has failed. */
	int err;
	/* The host, or the file below /proc, that the stage failed on; NULL: none is named. */
	const char *on;
};

struct session;

/* Records a failure in place of an earlier one. Returns err. */
static inline int failure_set(struct failure *f, enum stage stage, int err)
{
	*f = (struct failure){ .stage = stage, .err = err };
	return err;
}

/* Logs the session's failure in one message and returns the exit status. A reader that has closed
 * its end is not an error, and neither it nor sockets that a warning has already reported as not
 * listed get a message. */
int failure_log(const struct session *s);

#endif
