/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "completion.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "format/out.h"
#include "model/proto.h"
#include "options.h"
#include "owner/owner.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

#define PROTOCOL_WORDS "tcp tcp4 tcp6 udp udp4 udp6"

static void families(struct strbuf *sb)
{
	strbuf_adds(sb, FAMILY_WORDS " inet,inet6");
}

static void layouts(struct strbuf *sb)
{
	for (size_t i = 0; i < out_layouts_count; i++) {
		if (i)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, out_layouts[i]->name);
	}
}

static void sources(struct strbuf *sb)
{
	for (size_t i = 0; i < owner_sources_count; i++) {
		if (i)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, owner_sources[i]->name);
	}
}

static void shells(struct strbuf *sb)
{
	strbuf_adds(sb, "bash zsh fish");
}

static void state_words(struct strbuf *sb, const char *before)
{
	const size_t start = sb->len;

	for (unsigned int state = STATE_ESTABLISHED; state <= STATE_CLOSING; state++) {
		if (sb->len > start)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, before);
		strbuf_adds(sb, state_name(state));
	}
}

static void states(struct strbuf *sb)
{
	state_words(sb, "TCP:");
}

static void explanations(struct strbuf *sb)
{
	strbuf_adds(sb, EXPLAIN_ALL " ");
	state_words(sb, "");
}

static void thresholds(struct strbuf *sb)
{
	for (size_t i = 0; i < THRESHOLD_MAX_; i++) {
		strbuf_adds(sb, i ? " " : "");
		strbuf_adds(sb, threshold_table[i].name);
		strbuf_addc(sb, '=');
	}
}

/* The options whose arguments are words of a list. */
static const struct {
	const char *name;
	void (*values)(struct strbuf *sb);
} lists[] = {
	{ "family", families },      { "protocol", families },
	{ "layout", layouts },       { "owners", sources },
	{ "state", states },         { "completion", shells },
	{ "explain", explanations }, { "threshold", thresholds },
};

static void (*values_of(const char *name))(struct strbuf *sb)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (strcmp(lists[i].name, name) == 0)
			return lists[i].values;
	return NULL;
}

static void add_option(struct strbuf *sb, const struct option_words *o,
		       const char *between)
{
	if (o->letter) {
		strbuf_addc(sb, '-');
		strbuf_add_ascii(sb, o->letter);
		strbuf_adds(sb, between);
	}
	strbuf_adds(sb, "--");
	strbuf_adds(sb, o->name);
}

/* Appends text within single quotes of a shell, with a backslash before each special
 * character. */
static void add_quoted(struct strbuf *sb, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			strbuf_adds(sb, "'\\'");
		else if (strchr(special, *text))
			strbuf_addc(sb, '\\');
		strbuf_add_ascii(sb, *text);
	}
}

/* bash splits words at ':' and '=' (COMP_WORDBREAKS). */
static void make_bash(struct strbuf *sb)
{
	struct option_words o;

	strbuf_adds(
		sb,
		"_sockstat()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tlocal words IFS=$' \\t\\n'\n"
		"\t[ \"$cur\" != = ] || cur=\n"
		"\t[ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD-2]}\n"
		"\tif [[ $cur == : || $prev == : ]] &&\n"
		"\t\t[[ ${COMP_WORDS[*]:0:COMP_CWORD} =~ \\ (-[a-zA-Z]*s|--state[ =]*)\\ "
		"?[A-Za-z]+( :)?$ ]]\n"
		"\tthen\n\t\tprev=states cur=${cur#:}\n\tfi\n"
		"\tcase $prev in\n\tstates) words='");
	state_words(sb, "");
	strbuf_adds(sb, "' ;;\n");
	for (unsigned int i = 0; options_get(i, &o); i++) {
		if (!o.arg || (o.is_optional && strcmp(o.name, "explain") != 0))
			continue;
		strbuf_addc(sb, '\t');
		add_option(sb, &o, " | ");
		strbuf_adds(sb, ") words='");
		if (values_of(o.name))
			values_of(o.name)(sb);
		strbuf_adds(sb, "' ;;\n");
	}
	strbuf_adds(sb, "\t*) words='");
	for (unsigned int i = 0; options_get(i, &o); i++) {
		if (i)
			strbuf_addc(sb, ' ');
		add_option(sb, &o, " ");
	}
	strbuf_adds(
		sb,
		" " PROTOCOL_WORDS
		"' ;;\n\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
		"complete -F _sockstat sockstat\n");
}

static void make_zsh(struct strbuf *sb)
{
	struct option_words o;

	strbuf_adds(sb, "#compdef sockstat\n_arguments -s \\\n");
	for (unsigned int i = 0; options_get(i, &o); i++) {
		strbuf_adds(sb, "\t");
		/* An option with an argument may come again. An optional argument must be
		 * attached, so that the next option is not taken for it. */
		if (o.letter) {
			strbuf_adds(sb, o.arg ? "'*'{-" : "'(");
			if (!o.arg) {
				add_option(sb, &o, " ");
				strbuf_adds(sb, ")'{-");
			}
			strbuf_add_ascii(sb, o.letter);
			strbuf_adds(sb, !o.arg || !o.letter_arg ? ",--"
					: o.is_optional         ? "-,--"
								: "+,--");
		} else {
			strbuf_adds(sb, o.arg ? "'*--" : "'--");
		}
		strbuf_adds(sb, o.name);
		strbuf_adds(sb, o.arg ? o.is_optional ? "=-" : "=" : "");
		strbuf_adds(sb, o.letter ? "}'[" : "[");
		add_quoted(sb, o.help ? o.help : "the same", "[]:\\");
		strbuf_addc(sb, ']');
		if (o.arg) {
			strbuf_adds(sb, o.is_optional ? "::" : ":");
			add_quoted(sb, o.arg, "[]:\\");
			strbuf_addc(sb, ':');
			if (values_of(o.name)) {
				struct strbuf words = { 0 };

				values_of(o.name)(&words);
				strbuf_addc(&words, '\0');
				strbuf_addc(sb, '(');
				add_quoted(sb, words.error ? "" : words.s, ":\\");
				strbuf_addc(sb, ')');
				strbuf_release(&words);
			}
		}
		strbuf_adds(sb, "' \\\n");
	}
	strbuf_adds(sb, "\t'*:protocol:(" PROTOCOL_WORDS ")'\n");
}

static void make_fish(struct strbuf *sb)
{
	struct option_words o;

	strbuf_adds(sb, "complete -c sockstat -f -a '" PROTOCOL_WORDS "'\n");
	for (unsigned int i = 0; options_get(i, &o); i++) {
		strbuf_adds(sb, "complete -c sockstat");
		if (o.letter) {
			strbuf_adds(sb, " -s ");
			strbuf_add_ascii(sb, o.letter);
		}
		strbuf_adds(sb, " -l ");
		strbuf_adds(sb, o.name);
		if (o.arg && !o.is_optional)
			strbuf_adds(sb, " -x");
		if (values_of(o.name)) {
			strbuf_adds(sb, " -a '");
			values_of(o.name)(sb);
			strbuf_addc(sb, '\'');
		}
		strbuf_adds(sb, " -d '");
		add_quoted(sb, o.help ? o.help : "the same", "\\");
		strbuf_adds(sb, "'\n");
	}
}

int completion_make(const char *shell, struct strbuf *sb)
{
	static const struct {
		const char *name;
		void (*make)(struct strbuf *sb);
	} makers[] = { { "bash", make_bash },
		       { "zsh", make_zsh },
		       { "fish", make_fish } };

	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		if (strcmp(makers[i].name, shell) != 0)
			continue;
		makers[i].make(sb);
		return 0;
	}
	return -ENOENT;
}
