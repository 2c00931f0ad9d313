/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "commands/doctor.h"
#include "commands/drop_privileges.h"
#include "commands/events.h"
#include "commands/exit.h"
#include "commands/list.h"
#include "commands/named_hosts.h"
#include "commands/named_pids.h"
#include "compat/compat.h"
#include "diagnose/explain.h"
#include "format/out_buffer.h"
#include "options/completion.h"
#include "options/options.h"
#include "owner/bpf_iter.h"
#include "privilege/priv.h"
#include "privilege/sandbox.h"
#include "resolve/lookup_child.h"
#include "text/log.h"
#include "util/cleanup.h"

#ifndef SOCKSTAT_VERSION
#error "the Makefile sets the version"
#endif

/* A descriptor that was closed by whoever started us must not become a netlink socket
 * that rows are written to: it is opened such that writing still fails. */
static int reserve_standard_fds(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		const int opened = open("/dev/null", O_RDONLY);
		if (opened != fd)
			return opened < 0 ? -errno : -EBADF;
	}
	return 0;
}

/* Writes what was made, and frees it. */
static int show(struct strbuf *text)
{
	struct out_buffer page = { .text = *text, .fd = STDOUT_FILENO };

	int r = out_buffer_flush(&page);
	out_buffer_release(&page);
	if (r == 0 && close(STDOUT_FILENO) < 0)
		r = -errno;
	if (r == 0 || r == -EPIPE)
		return EXIT_LISTED;
	log_write_error(r);
	return EXIT_UNREAD;
}

static int show_version(struct strbuf *text)
{
	static const struct {
		const char *name;
		bool (*is_built)(void);
	} features[] = {
		{ "bpf", bpf_is_built },
		{ "seccomp", sandbox_is_built },
		{ "landlock", sandbox_is_built },
	};

	strbuf_adds(text, "sockstat " SOCKSTAT_VERSION "\n");
	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		strbuf_adds(text, i > 0 ? " " : "");
		strbuf_adds(text, features[i].is_built() ? "+" : "-");
		strbuf_adds(text, features[i].name);
	}
	strbuf_addc(text, '\n');
	return show(text);
}

static int show_completion(const char *shell, struct strbuf *text)
{
	if (completion_make(shell, text) < 0) {
		log_message("--completion: unknown shell '%s' (known: " completion_shells
			    ")",
			    shell);
		return EXIT_USAGE;
	}
	return show(text);
}

static int show_states(const char *word, struct strbuf *text)
{
	const struct explain_state *one = word ? explain_find(word) : NULL;

	if (one) {
		explain_put_state(text, one);
		return show(text);
	}
	explain_put_page(text);
	for (size_t i = 0; word && i < explain_states_count; i++) {
		strbuf_addc(text, '\n');
		explain_put_state(text, &explain_states[i]);
	}
	return show(text);
}

/* The commands that look at sockets. They use privileges, and give them up by themselves. */
static int (*const collecting[])(struct options *options) = {
	[COMMAND_LIST] = list_run,
	[COMMAND_DOCTOR] = doctor_run,
	[COMMAND_EVENTS] = events_run,
};

static bool is_collecting(enum command command)
{
	return command < ARRAY_SIZE(collecting) && collecting[command];
}

/* A selection means the same to each of them, so what it names is looked up here. */
static int collect(struct options *options)
{
	int status = named_pids_check(options);

	if (status == EXIT_LISTED)
		status = named_hosts_find(options);
	if (status == EXIT_LISTED)
		status = collecting[options->command](options);
	options->lookup = lookup_child_end(options->lookup);
	return status;
}

int main(int argc, char *argv[])
{
	struct options options;
	struct strbuf text = { 0 };
	int status = EXIT_LISTED;
	_cleanup_free_ char *error = NULL;

	int given_up = priv_begin();
	int r = reserve_standard_fds();
	if (r < 0) {
		(void)drop_privileges(SANDBOX_BARE, NULL);
		log_message("cannot begin: %s", strerror(-r));
		return EXIT_UNREAD;
	}
	/* a reader that has gone is seen as EPIPE, and ends the listing quietly; a file that may
	 * not grow (RLIMIT_FSIZE) as EFBIG */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);

	r = options_parse(compat_dialect(argc ? argv[0] : ""), argc, argv, &options,
			  &error);
	if (given_up == 0 && (r < 0 || !is_collecting(options.command)))
		given_up = drop_privileges(SANDBOX_BARE, NULL);
	if (given_up < 0) {
		log_message("cannot give up capabilities: %s", strerror(-given_up));
		if (r == 0)
			options_release(&options);
		return EXIT_UNREAD;
	}
	if (r < 0) {
		if (error)
			log_message("%s", error);
		else
			log_message("cannot read the command line: %s", strerror(-r));
		return error ? EXIT_USAGE : EXIT_UNREAD;
	}

	switch (options.command) {
	case COMMAND_HELP:
		options_help(options.dialect, &text);
		status = show(&text);
		break;
	case COMMAND_VERSION:
		status = show_version(&text);
		break;
	case COMMAND_COMPLETION:
		status = show_completion(options.shell, &text);
		break;
	case COMMAND_EXPLAIN:
		status = show_states(options.state, &text);
		break;
	case COMMAND_DOCTOR:
	case COMMAND_EVENTS:
	case COMMAND_LIST:
		status = collect(&options);
		break;
	}
	options_release(&options);
	return status;
}
