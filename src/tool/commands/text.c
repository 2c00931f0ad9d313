/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "diagnose/explain.h"
#include "format/out_buffer.h"
#include "options/options.h"
#include "owner/bpf_iter.h"
#include "privilege/sandbox.h"
#include "session/exit.h"
#include "session/session.h"
#include "tables/tables.h"
#include "text/log.h"
#include "util/cleanup.h"
#include "verbs.h"

#ifndef SOCKSTAT_VERSION
#error "the Makefile sets the version"
#endif

static int write_text(struct session *s, struct out_buffer *buffer)
{
	buffer->fd = STDOUT_FILENO;
	const int r = session_finish(s, buffer);
	out_buffer_release(buffer);
	return r < 0 ? session_fail(s) : EXIT_LISTED;
}

int text_run_help(struct session *s)
{
	struct out_buffer buffer = { .fd = -1 };

	options_help(s->options->dialect, &buffer.text);
	return write_text(s, &buffer);
}

int text_run_version(struct session *s)
{
	static const struct {
		const char *name;
		bool (*is_built)(void);
	} features[] = {
		{ "bpf", bpf_is_built },
		{ "tables", tables_are_built },
		{ "seccomp", sandbox_is_built },
		{ "landlock", sandbox_is_built },
	};
	struct out_buffer buffer = { .fd = -1 };

	strbuf_adds(&buffer.text, "sockstat " SOCKSTAT_VERSION "\n");
	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		strbuf_adds(&buffer.text, i > 0 ? " " : "");
		strbuf_adds(&buffer.text, features[i].is_built() ? "+" : "-");
		strbuf_adds(&buffer.text, features[i].name);
	}
	strbuf_addc(&buffer.text, '\n');
	return write_text(s, &buffer);
}

int text_run_completion(struct session *s)
{
	struct out_buffer buffer = { .fd = -1 };

	if (completion_make(s->options->shell, &buffer.text) < 0) {
		log_message("--completion: unknown shell '%s' (known: " COMPLETION_SHELLS
			    ")",
			    s->options->shell);
		return EXIT_USAGE;
	}
	return write_text(s, &buffer);
}

int text_run_explain(struct session *s)
{
	const char *word = s->options->state;
	const struct explain_state *one = word ? explain_find(word) : NULL;
	struct out_buffer buffer = { .fd = -1 };

	if (one) {
		explain_put_state(&buffer.text, one);
		return write_text(s, &buffer);
	}
	explain_put_page(&buffer.text);
	for (size_t i = 0; word && i < explain_states_count; i++) {
		strbuf_addc(&buffer.text, '\n');
		explain_put_state(&buffer.text, &explain_states[i]);
	}
	return write_text(s, &buffer);
}
