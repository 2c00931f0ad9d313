/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listing.h"

#include <errno.h>
#include <unistd.h>

#include "owner/cmdline_reader.h"
#include "privilege/child.h"
#include "resolve/hosts.h"
#include "session/session.h"
#include "session/signal_wait.h"
#include "util/grow.h"

/* The record that a child process that makes one listing sends to its parent process
 * after the names of hosts and the counters. No member is a bool or an enum, because the
 * parent does not trust the child: the bytes may have any value. */
struct list_state {
	int32_t err;
	uint32_t stage;
	uint32_t said;
	uint8_t has_rows, has_noted_summary, has_hinted, is_privileged, is_incomplete,
		is_missing, is_writing;
	struct cmdline_reader_stuck stuck;
};

static int write_record(const struct screen_record *record, int fd)
{
	const uint32_t len = (uint32_t)record->len;
	int r = child_write(fd, &len, sizeof(len));

	return r ? r : child_write(fd, record->bytes, len);
}

static int read_record(const struct child *child, struct screen_record *record)
{
	uint32_t len = 0;
	int r = child_read(child, &len, sizeof(len));

	if (r == 0 && len > SCREEN_RECORD_MAX)
		r = -EBADMSG;
	if (r == 0)
		r = grow(&record->bytes, &record->cap, len, 1);
	record->len = 0;
	if (r == 0)
		r = child_read(child, record->bytes, len);
	record->len = r == 0 ? len : 0;
	return r;
}

static void run_in_child(int fd, void *arg)
{
	struct listing *l = arg;
	struct session *session = l->session;
	const struct warnings *warnings = &session->warnings;

	session->role = ROLE_CHILD;
	/* the flags are 0, not SA_RESETHAND: a second SIGINT must not end the child
	 * process before it has finished its listing */
	signal_wait_begin(SIGINT, 0);
	int r = listing_run(l);
	/* some file systems report an error of write(2) only at close(2) */
	if (r == 0 && close(l->out.buffer.fd) < 0)
		failure_set(&session->failure, STAGE_WRITE, -errno);
	struct list_state state = {
		.err = session->failure.err,
		.stage = session->failure.stage,
		.said = warnings->said,
		.has_rows = l->out.rows != 0,
		.has_noted_summary = l->has_noted_summary,
		.has_hinted = l->has_hinted,
		.is_privileged = warnings->is_privileged,
		.is_incomplete = warnings->is_incomplete,
		.is_missing = warnings->is_missing,
		.is_writing = l->phase == LISTING_WRITES,
	};
	cmdline_reader_get_stuck(session->readers, &state.stuck);
	r = l->out.spec.hosts ? hosts_write(l->out.spec.hosts, fd) : 0;
	if (r == 0)
		r = counter_history_write(&l->counters, fd);
	if (r == 0)
		r = write_record(&l->out.record, fd);
	if (r == 0)
		(void)child_write(fd, &state, sizeof(state));
}

static int read_handover(struct listing *l, const struct child *child,
			 struct list_state *ret)
{
	int r = l->out.spec.hosts ? hosts_read(l->out.spec.hosts, child) : 0;

	if (r == 0)
		r = counter_history_receive(&l->counters, child);
	if (r == 0)
		r = read_record(child, &l->out.record);
	return r ? r : child_read(child, ret, sizeof(*ret));
}

static int read_child(const struct child *child, void *arg)
{
	struct listing *l = arg;
	struct session *session = l->session;
	struct warnings *warnings = &session->warnings;
	struct list_state state = { 0 };

	int r = read_handover(l, child, &state);
	if (r < 0)
		return failure_set(&session->failure, STAGE_CHILD, r);
	warnings->said = state.said;
	warnings->is_privileged = state.is_privileged;
	warnings->is_incomplete |= state.is_incomplete;
	warnings->is_missing |= state.is_missing;
	l->phase = state.is_writing ? LISTING_WRITES : LISTING_COLLECTS;
	l->out.rows = state.has_rows;
	l->has_noted_summary = state.has_noted_summary;
	l->has_hinted = state.has_hinted;
	cmdline_reader_expect_stuck(session->readers, &state.stuck);
	return failure_check(&session->failure,
			     state.stage < STAGE_MAX_ ? state.stage : STAGE_NONE,
			     child_result(state.err));
}

int list_child_run(struct listing *l)
{
	struct failure *f = &l->session->failure;
	int r = child_run(run_in_child, read_child, signal_wait_is_over(), l);

	return f->err ? r : failure_check(f, STAGE_FORK, r);
}
