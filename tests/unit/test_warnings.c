/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each note is one short sentence, and claims no more than what was counted. */
#include "session/warnings.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/proto.h"
#include "options/options.h"
#include "owner/no_owner_reason.h"
#include "query/query.h"
#include "unit.h"

enum { TEXT_MAX = 1024 };

static const struct options no_options;
static const struct options quiet = { .quiet = true };
static const struct options selective = { .select.pids.len = 1 };

/* Formats all notes about the gaps. */
static void said_of(struct warnings *notes, const struct query_gaps *gaps,
		    char text[TEXT_MAX])
{
	const int stderr_fd = dup(STDERR_FILENO);
	const int fd = memfd_create("stderr", MFD_CLOEXEC);

	assert_true(stderr_fd >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	warnings_log(notes, gaps);
	assert_int_equal(dup2(stderr_fd, STDERR_FILENO), STDERR_FILENO);
	const ssize_t n = pread(fd, text, TEXT_MAX - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
	close(stderr_fd);
}

static void each_note_is_one_sentence(void **state)
{
	static const struct {
		struct warnings notes;
		struct query_gaps gaps;
		/* The expected note for a user and for root; NULL stands for the same. */
		const char *user, *root;
	} cases[] = {
		{ { .lacks = "CAP_SYS_PTRACE", .hint = "; -pe shows why" },
		  { .unowned = 3, .denied = 5 },
		  "owners of 3 sockets not visible (need root or CAP_SYS_PTRACE); "
		  "-pe shows why",
		  "owners of 3 sockets not visible (need CAP_SYS_PTRACE); "
		  "-pe shows why" },
		{ { .lacks = "CAP_DAC_READ_SEARCH" },
		  { .unowned = 1 },
		  "owner of 1 socket not visible (need root or CAP_DAC_READ_SEARCH)",
		  "owner of 1 socket not visible (need CAP_DAC_READ_SEARCH)" },
		{ { .is_privileged = true, .hint = "; -pe shows why" },
		  { .unowned = 2 },
		  "no owner found for 2 sockets; -pe shows why",
		  NULL },
		{ { .is_privileged = true },
		  { .unowned = 1, .denied = 1 },
		  "no owner found for 1 socket (1 process denies access)",
		  NULL },
		{ { .is_privileged = true },
		  { .unowned = 1, .denied = 2 },
		  "no owner found for 1 socket (2 processes deny access)",
		  NULL },
		{ { .rows_tell_why = true, .lacks = "CAP_SYS_PTRACE" },
		  { .unowned = 3, .denied = 5 },
		  "",
		  NULL },
		{ { .is_privileged = true, .rows_tell_why = true },
		  { .unowned = 3 },
		  "",
		  NULL },
		{ { .is_privileged = true, .is_about_unknown = true },
		  { .unknown = 1, .unlooked = 1U << UNSEARCHED_CALLS },
		  "owner of 1 socket unknown; not looked at: threads inside a system "
		  "call",
		  NULL },
		{ { .is_about_unknown = true },
		  { .unknown = 2,
		    .unlooked = 1U << UNSEARCHED_PROCESSES | 1U << UNSEARCHED_KERNEL },
		  "owners of 2 sockets unknown; not looked at: processes that deny "
		  "access, the kernel itself",
		  NULL },
		{ { .is_privileged = true }, { .unknown = 1, .unlooked = 1 }, "", NULL },
		{ { .is_about_unknown = true }, { .unlooked = 1 }, "", NULL },
		{ { .is_privileged = true }, { .denied = 3 }, "", NULL },
		{ { .options = &quiet }, { .unowned = 3 }, "", NULL },
		{ { .options = &selective, .lacks = "CAP_SYS_PTRACE" },
		  { .denied = 9, .selected_denied = 1 },
		  "1 process that may be selected cannot be inspected: sockets may be "
		  "missing (need root or CAP_SYS_PTRACE)",
		  "1 process that may be selected cannot be inspected: sockets may be "
		  "missing (need CAP_SYS_PTRACE)" },
		{ { .options = &selective, .is_privileged = true },
		  { .selected_denied = 2 },
		  "2 processes that may be selected cannot be inspected: sockets may "
		  "be missing",
		  NULL },
		{ { .lacks = NULL },
		  { .unanswered = 1 },
		  "1 process did not give its command line in time; it is shown by "
		  "task name",
		  NULL },
		{ { .lacks = NULL },
		  { .selected_unanswered = 2 },
		  "2 processes did not give their command line in time; sockets "
		  "selected by it may be missing",
		  NULL },
		{ { .lacks = NULL },
		  { .fallback = 1U << PAIR(PROTO_TCP, IP_V4), .fallback_error = -EPERM },
		  "sock_diag cannot be used for tcp (Operation not permitted): read "
		  "from /proc/net instead",
		  NULL },
		{ { .lacks = NULL },
		  { .malformed = 1 },
		  "1 line of /proc/net could not be parsed",
		  NULL },
	};
	const bool is_root = geteuid() == 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct warnings notes = cases[i].notes;
		const char *want =
			is_root && cases[i].root ? cases[i].root : cases[i].user;
		char line[TEXT_MAX];
		char said[TEXT_MAX];

		if (!notes.options)
			notes.options = &no_options;
		snprintf(line, sizeof(line), "sockstat: %s\n", want);
		said_of(&notes, &cases[i].gaps, said);
		assert_string_equal(said, *want ? line : "");
		said_of(&notes, &cases[i].gaps, said);
		assert_string_equal(said, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_note_is_one_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
