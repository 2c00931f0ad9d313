/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The failure that has ended the work of the program: the stage of the work that failed,
 * and the error. The function that notices a failure records it, and failure_log logs
 * it. */
#ifndef SESSION_FAILURE_H
#define SESSION_FAILURE_H

enum stage {
	STAGE_NONE,
	STAGE_BEGIN,
	STAGE_PRIVILEGES,
	STAGE_PROC,
	/* In this stage, the address of a host that the command line names is looked
	 * up. */
	STAGE_HOST,
	STAGE_IDENTITY,
	STAGE_SOCKETS,
	STAGE_TABLES,
	STAGE_OWNERS,
	STAGE_COUNTERS,
	STAGE_EVENTS,
	/* In this stage, names of hosts, ports and users are looked up for the output. */
	STAGE_NAMES,
	/* In this stage, the child process that makes a listing is started. */
	STAGE_FORK,
	/* In this stage, the result of a child process that makes a listing is received;
	 * the child may have died. */
	STAGE_CHILD,
	/* In this stage, the text of the output is put together in memory. */
	STAGE_FORMAT,
	STAGE_WRITE,
	STAGE_MAX_,
};

struct failure {
	enum stage stage;
	/* The error, as -errno; 0: nothing has failed. */
	int err;
	/* The name of the host, or of the file below /proc, with which the work failed;
	 * NULL: not known. */
	const char *on;
};

struct session;

/* Records err, an -errno, as the failure of a stage of the program's work; an earlier
 * failure in *f is replaced. Returns err. */
static inline int failure_set(struct failure *f, enum stage stage, int err)
{
	*f = (struct failure){ .stage = stage, .err = err };
	return err;
}

/* Records err as the failure of a stage of the program's work if err is negative, an
 * -errno; an earlier failure in *f is then replaced. Returns err. */
static inline int failure_check(struct failure *f, enum stage stage, int err)
{
	return err < 0 ? failure_set(f, stage, err) : err;
}

/* Logs the recorded failure in one message, and returns the exit status of the program.
 * Logs nothing if the output could not be written because its reader has closed its end,
 * or if a warning has already reported that sockets cannot be listed. */
int failure_log(const struct session *s);

#endif
