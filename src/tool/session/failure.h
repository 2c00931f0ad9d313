/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The failure that ended the program's work: the stage that failed, and its error. The
 * failure is recorded where it happens, and failure_log logs it. */
#ifndef SESSION_FAILURE_H
#define SESSION_FAILURE_H

enum stage {
	STAGE_NONE,
	STAGE_BEGIN,
	STAGE_PRIVILEGES,
	STAGE_PROC,
	/* Looking up the address of a host that the command line names. */
	STAGE_HOST,
	STAGE_IDENTITY,
	STAGE_SOCKETS,
	STAGE_OWNERS,
	STAGE_COUNTERS,
	STAGE_EVENTS,
	/* Looking up names of hosts, ports and users for the output. */
	STAGE_NAMES,
	/* Starting the child that makes a listing. */
	STAGE_FORK,
	/* Receiving the result of a listing child, which may have died. */
	STAGE_CHILD,
	/* The stage of building the text of the output in memory. */
	STAGE_FORMAT,
	STAGE_WRITE,
	STAGE_MAX_,
};

struct failure {
	enum stage stage;
	/* The error as -errno; 0: nothing has failed. */
	int err;
	/* The host name, or the name of a file below /proc, that the stage failed on; NULL: not
	 * known. */
	const char *on;
};

struct session;

/* Records the error err of a stage, in place of any earlier failure. Returns err. */
static inline int failure_set(struct failure *f, enum stage stage, int err)
{
	*f = (struct failure){ .stage = stage, .err = err };
	return err;
}

/* Records the error err of a stage, in place of any earlier failure, if err is negative. Returns
 * err. */
static inline int failure_check(struct failure *f, enum stage stage, int err)
{
	return err < 0 ? failure_set(f, stage, err) : err;
}

/* Logs the failure of the session in one message and returns the exit status of the program.
 * Nothing is logged if the reader of the output has closed its end, or if a warning has reported
 * that the sockets cannot be listed. */
int failure_log(const struct session *s);

#endif
