/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the scripts by which bash, zsh and fish complete the options of sockstat, from
 * its option table. */
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dialect.h"
#include "format/out.h"
#include "model/proto.h"
#include "owner/owner.h"
#include "parse_state.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* The words that completion scripts suggest as first operands: commands and protocols. */
#define OPERAND_WORDS                                                                    \
	"list doctor events explain summary help version tcp tcp4 tcp6 udp udp4 udp6"

/* Appends a word to a list of words, which begins at the offset `start` of the buffer sb.
 * A space is put before the word, unless it is the first word of the list. */
static void add_word(struct strbuf *sb, size_t start, const char *word)
{
	strbuf_adds(sb, sb->len > start ? " " : "");
	strbuf_adds(sb, word);
}

static void families(struct strbuf *sb)
{
	strbuf_adds(sb, FAMILY_WORDS " inet,inet6");
}

static void layouts(struct strbuf *sb)
{
	const size_t start = sb->len;

	for (size_t i = 0; i < out_layouts_count; i++)
		add_word(sb, start, out_layouts[i]->name);
}

static void sources(struct strbuf *sb)
{
	const size_t start = sb->len;

	for (size_t i = 0; i < owner_sources_count; i++)
		add_word(sb, start, owner_sources[i]->name);
}

static void shells(struct strbuf *sb)
{
	strbuf_adds(sb, "bash zsh fish");
}

static void colors(struct strbuf *sb)
{
	strbuf_adds(sb, "auto always never");
}

static void state_words(struct strbuf *sb, const char *before)
{
	const size_t start = sb->len;

	for (unsigned int state = STATE_ESTABLISHED; state <= STATE_CLOSING; state++) {
		add_word(sb, start, before);
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
	const size_t start = sb->len;

	for (size_t i = 0; i < THRESHOLD_MAX_; i++) {
		add_word(sb, start, threshold_table[i].name);
		strbuf_addc(sb, '=');
	}
}

/* Appends the words that the option `name` accepts as its argument, with the text
 * `before` in front of the words and the text `behind` after the words. Appends nothing
 * if there is no list of words for the option. */
static void add_values(struct strbuf *sb, const char *name, const char *before,
		       const char *behind)
{
	static const struct {
		const char *name;
		void (*values)(struct strbuf *sb);
	} lists[] = {
		{ "family", families },      { "protocol", families },
		{ "layout", layouts },       { "owners", sources },
		{ "state", states },         { "completion", shells },
		{ "explain", explanations }, { "threshold", thresholds },
		{ "color", colors },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (strcmp(lists[i].name, name) != 0)
			continue;
		strbuf_adds(sb, before);
		lists[i].values(sb);
		strbuf_adds(sb, behind);
	}
}

static bool has_values(const char *name)
{
	struct strbuf sb = { 0 };

	add_values(&sb, name, "", "");
	const bool has = sb.len;
	strbuf_release(&sb);
	return has;
}

static bool is_optional(const struct option_desc *o)
{
	return o->has_arg == optional_argument;
}

static void add_option(struct strbuf *sb, const struct option_desc *o,
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

/* Appends text in a form that can stand between single quotes in a shell script. A
 * backslash is put before each character that is in `special`. */
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

/* Appends the completion script for bash. bash splits the words of a command line also at
 * ':' and '=' (COMP_WORDBREAKS), which the script takes into account. */
static void make_bash(struct strbuf *sb)
{
	const struct option_desc *options = dialect_sockstat.options;

	strbuf_adds(
		sb,
		"_sockstat()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tlocal words IFS=$' \\t\\n'\n"
		"\t[ \"$cur\" != = ] || cur= prev=$prev=\n"
		"\t[ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD-2]}=\n"
		"\tif [[ $cur == : || $prev == : ]] &&\n"
		"\t\t[[ ${COMP_WORDS[*]:0:COMP_CWORD} =~ \\ (-[a-zA-Z]*s|--state[ =]*)\\ "
		"?[A-Za-z]+( :)?$ ]]\n"
		"\tthen\n\t\tprev=states cur=${cur#:}\n\tfi\n"
		"\tcase $prev in\n\tstates) words='");
	state_words(sb, "");
	strbuf_adds(sb, "' ;;\n");
	for (size_t i = 0; i < dialect_sockstat.options_count; i++) {
		const struct option_desc *o = &options[i];

		if (!o->arg || (is_optional(o) && !has_values(o->name)))
			continue;
		strbuf_addc(sb, '\t');
		/* an optional argument must be attached to its option, except the
		 * argument of --explain, which may be a word of its own */
		if (!is_optional(o) || strcmp(o->name, "explain") == 0) {
			add_option(sb, o, " | ");
			strbuf_adds(sb, " | ");
		}
		strbuf_adds(sb, "--");
		strbuf_adds(sb, o->name);
		strbuf_adds(sb, "=) words='");
		add_values(sb, o->name, "", "");
		strbuf_adds(sb, "' ;;\n");
	}
	strbuf_adds(sb, "\t*) words='");
	for (size_t i = 0; i < dialect_sockstat.options_count; i++) {
		strbuf_adds(sb, i ? " " : "");
		add_option(sb, &options[i], " ");
	}
	strbuf_adds(
		sb,
		" " OPERAND_WORDS
		"' ;;\n\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
		"complete -F _sockstat sockstat\n");
}

/* Appends an option as an argument of _arguments, the completion function of zsh. An
 * option with an argument may be repeated. An optional argument must be attached to its
 * option, because otherwise the next word would be taken for the argument. */
static void add_zsh_option(struct strbuf *sb, const struct option_desc *o)
{
	struct strbuf words = { 0 };

	if (o->letter) {
		strbuf_adds(sb, o->arg ? "\t'*'{-" : "\t'(");
		if (!o->arg) {
			add_option(sb, o, " ");
			strbuf_adds(sb, ")'{-");
		}
		strbuf_add_ascii(sb, o->letter);
		strbuf_adds(sb, !o->arg || !o->letter_arg ? ",--"
				: is_optional(o)          ? "-,--"
							  : "+,--");
	} else {
		strbuf_adds(sb, o->arg ? "\t'*--" : "\t'--");
	}
	strbuf_adds(sb, o->name);
	strbuf_adds(sb, o->arg ? is_optional(o) ? "=-" : "=" : "");
	strbuf_adds(sb, o->letter ? "}'[" : "[");
	add_quoted(sb, o->help ? o->help : "the same", "[]:\\");
	strbuf_addc(sb, ']');
	if (o->arg) {
		strbuf_adds(sb, is_optional(o) ? "::" : ":");
		add_quoted(sb, o->arg, "[]:\\");
		strbuf_addc(sb, ':');
		add_values(&words, o->name, "(", ")");
		strbuf_addc(&words, '\0');
		add_quoted(sb, words.error ? "" : words.s, ":\\");
		strbuf_release(&words);
	}
	strbuf_adds(sb, "' \\\n");
}

static void make_zsh(struct strbuf *sb)
{
	strbuf_adds(sb, "#compdef sockstat\n_arguments -s \\\n");
	for (size_t i = 0; i < dialect_sockstat.options_count; i++)
		add_zsh_option(sb, &dialect_sockstat.options[i]);
	strbuf_adds(sb, "\t'*:operand:(" OPERAND_WORDS ")'\n");
}

static void make_fish(struct strbuf *sb)
{
	strbuf_adds(sb, "complete -c sockstat -f -a '" OPERAND_WORDS "'\n");
	for (size_t i = 0; i < dialect_sockstat.options_count; i++) {
		const struct option_desc *o = &dialect_sockstat.options[i];

		strbuf_adds(sb, "complete -c sockstat");
		if (o->letter) {
			strbuf_adds(sb, " -s ");
			strbuf_add_ascii(sb, o->letter);
		}
		strbuf_adds(sb, " -l ");
		strbuf_adds(sb, o->name);
		strbuf_adds(sb, o->arg && !is_optional(o) ? " -x" : "");
		add_values(sb, o->name, " -a '", "'");
		strbuf_adds(sb, " -d '");
		add_quoted(sb, o->help ? o->help : "the same", "\\");
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
