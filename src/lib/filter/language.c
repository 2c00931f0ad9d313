/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser of the filter language. In EBNF:
 *   filter     = all { OR all }
 *   all        = term { [ AND ] term }
 *   term       = { NOT } ( "(" filter ")" | comparison | word )
 *   comparison = subject [ subject ] [ operator ] value { "," value }
 */
#include "language.h"

#include <string.h>
#include <strings.h>

#include "expr.h"
#include "filter.h"
#include "language_inside.h"
#include "util/cleanup.h"

/* The byte that replaces a comma between two values in the text of a token. A comma in
 * quotes remains ','. */
enum { COMMA = 1 };
static const char comma[] = { COMMA, 0 };

enum token {
	TOKEN_WORD,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_NOT,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_COMPARISON,
	TOKEN_END
};

static const struct keyword {
	const char *word;
	uint8_t token;
	uint8_t comparison;
} keywords[] = {
	{ "and", TOKEN_AND, 0 },
	{ "or", TOKEN_OR, 0 },
	{ "not", TOKEN_NOT, 0 },
	{ "eq", TOKEN_COMPARISON, EXPR_EQ },
	{ "is", TOKEN_COMPARISON, EXPR_EQ },
	{ "ne", TOKEN_COMPARISON, EXPR_NE },
	{ "neq", TOKEN_COMPARISON, EXPR_NE },
	{ "lt", TOKEN_COMPARISON, EXPR_LT },
	{ "le", TOKEN_COMPARISON, EXPR_LE },
	{ "leq", TOKEN_COMPARISON, EXPR_LE },
	{ "gt", TOKEN_COMPARISON, EXPR_GT },
	{ "ge", TOKEN_COMPARISON, EXPR_GE },
	{ "geq", TOKEN_COMPARISON, EXPR_GE },
};

/* A symbol such as "&&" comes before a shorter symbol with which it begins, such as "&",
 * because the first symbol that matches is taken. */
static const struct keyword symbols[] = {
	{ "(", TOKEN_OPEN, 0 },
	{ ")", TOKEN_CLOSE, 0 },
	{ "&&", TOKEN_AND, 0 },
	{ "&", TOKEN_AND, 0 },
	{ "||", TOKEN_OR, 0 },
	{ "|", TOKEN_OR, 0 },
	{ "==", TOKEN_COMPARISON, EXPR_EQ },
	{ "=", TOKEN_COMPARISON, EXPR_EQ },
	{ "!=", TOKEN_COMPARISON, EXPR_NE },
	{ "<=", TOKEN_COMPARISON, EXPR_LE },
	{ "<", TOKEN_COMPARISON, EXPR_LT },
	{ ">=", TOKEN_COMPARISON, EXPR_GE },
	{ ">", TOKEN_COMPARISON, EXPR_GT },
	{ "!", TOKEN_NOT, 0 },
};

struct reader {
	const char *const *words;
	size_t count;
	/* index of the word of the command line that is being read */
	size_t word;
	/* unread rest of the command-line word that is being read */
	const char *at;
	/* kind of the token that was read last */
	enum token token;
	enum expr_comparison comparison;
	/* position of the token that was read last: index of its word, and offset in this
	 * word */
	size_t token_word, token_offset;
	/* whether the token that was read last had quotes or backslashes; such a token is
	 * never a keyword */
	bool is_quoted;
	char text[LANGUAGE_TOKEN_MAX + 1];
	struct conditions conditions;
	size_t depth;
	/* whether parsing failed at a token that should have been a name of the filter
	 * language */
	bool is_name;
};

static const struct keyword *find_symbol(const char *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		if (strncmp(at, symbols[i].word, strlen(symbols[i].word)) == 0)
			return &symbols[i];
	return NULL;
}

static void take_keyword(struct reader *r, const struct keyword *keyword)
{
	r->token = keyword->token;
	r->comparison = keyword->comparison;
}

/* Reads a word up to a blank or a symbol into r->text. A character in quotes or behind a
 * backslash has no special meaning. */
static int read_word(struct reader *r)
{
	char quote = '\0';
	size_t n = 0;

	for (; *r->at && (quote || (!strchr(" \t", *r->at) && !find_symbol(r->at)));
	     r->at++) {
		if (quote ? *r->at == quote : *r->at == '\'' || *r->at == '"') {
			quote = (char)(quote ? '\0' : *r->at);
			r->is_quoted = true;
			continue;
		}
		const bool is_escaped = !quote && *r->at == '\\' && r->at[1];
		if (is_escaped) {
			r->at++;
			r->is_quoted = true;
		}
		if (n == LANGUAGE_TOKEN_MAX) {
			r->conditions.why = "too long";
			return -EINVAL;
		}
		r->text[n++] =
			(char)(*r->at == ',' && !quote && !is_escaped ? COMMA : *r->at);
	}
	r->text[n] = '\0';
	r->conditions.why = "a quote is not closed";
	return quote ? -EINVAL : 0;
}

static int read_token(struct reader *r)
{
	while (!*(r->at += strspn(r->at, " \t")) && r->word + 1 < r->count)
		r->at = r->words[++r->word];
	r->token_word = r->word;
	r->token_offset = (size_t)(r->at - r->words[r->word]);
	r->is_quoted = false;
	r->text[0] = '\0';
	if (!*r->at) {
		r->token = TOKEN_END;
		return 0;
	}

	const struct keyword *symbol = find_symbol(r->at);
	if (symbol) {
		memcpy(r->text, symbol->word, strlen(symbol->word) + 1);
		r->at += strlen(symbol->word);
		take_keyword(r, symbol);
		return 0;
	}

	r->token = TOKEN_WORD;
	int ret = read_word(r);
	for (size_t i = 0; ret == 0 && !r->is_quoted && i < ARRAY_SIZE(keywords); i++)
		if (strcasecmp(r->text, keywords[i].word) == 0)
			take_keyword(r, &keywords[i]);
	return ret;
}

/* Reads VALUE { "," VALUE } from the current token. A comma at the end of a token
 * continues with the next one. */
static int read_values(struct reader *r, const struct subject *subject,
		       enum expr_comparison comparison)
{
	const enum expr_kind join = comparison == EXPR_NE ? EXPR_AND : EXPR_OR;
	struct conditions *c = &r->conditions;
	size_t left = SIZE_MAX;

	for (bool has_more = true; has_more;) {
		c->why = "a value was expected";
		if (r->token != TOKEN_WORD)
			return -EINVAL;
		has_more = false;
		for (char *next = r->text, *value; (value = strsep(&next, comma));) {
			/* "80, 443" and "80 ,443" are lists, too. */
			if (!*value && (next || value != r->text) && !r->is_quoted) {
				has_more |= !next;
				continue;
			}
			int ret = condition_compare(c, subject, comparison, value);
			if (ret == 0 && left != SIZE_MAX)
				ret = condition_join(c, join, left);
			if (ret < 0)
				return ret;
			left = c->expr->len - 1;
		}
		int ret = read_token(r);
		if (ret < 0)
			return ret;
		has_more |= r->token == TOKEN_WORD && r->text[0] == COMMA;
	}
	c->why = "a value was expected";
	return left == SIZE_MAX ? -EINVAL : 0;
}

/* Returns whether the current token can follow a subject. */
static bool is_comparing(const struct reader *r)
{
	return r->token == TOKEN_WORD || r->token == TOKEN_COMPARISON;
}

/* Appends the conditions of a word that stands alone, or of several with commas between
 * them, of which one must be true. */
static int read_words(struct reader *r, char *word, bool is_quoted)
{
	struct conditions *c = &r->conditions;
	size_t left = SIZE_MAX;
	int ret = 0;

	for (char *next = word, *value; ret == 0 && (value = strsep(&next, comma));) {
		ret = is_quoted ? condition_quoted(c, value) : condition_word(c, value);
		if (ret == 0 && left != SIZE_MAX)
			ret = condition_join(c, EXPR_OR, left);
		left = c->expr->len - 1;
	}
	r->is_name = ret == -EINVAL;
	return ret;
}

/* Reads a comparison or a word that stands alone. The name of a field that nothing
 * follows is such a word, because processes are called "node" or "queue", too. */
static int read_condition(struct reader *r)
{
	char word[LANGUAGE_TOKEN_MAX + 1];
	struct subject subject = { 0 };
	enum expr_comparison comparison = EXPR_EQ;
	const bool is_subject = !r->is_quoted && subject_find(r->text, &subject);

	memcpy(word, r->text, sizeof(word));
	if (!is_subject) {
		int ret = read_words(r, word, r->is_quoted);
		return ret < 0 ? ret : read_token(r);
	}
	int ret = read_token(r);
	if (ret == 0 && !is_comparing(r))
		return read_words(r, word, false);
	if (ret == 0 && r->token == TOKEN_WORD && !r->is_quoted &&
	    subject_combine(&subject, r->text, &subject))
		ret = read_token(r);
	if (ret == 0 && r->token == TOKEN_COMPARISON) {
		comparison = r->comparison;
		ret = read_token(r);
	}
	return ret < 0 ? ret : read_values(r, &subject, comparison);
}

static int read_filter(struct reader *r);

static int read_term(struct reader *r)
{
	struct conditions *c = &r->conditions;
	bool is_not = false;
	int ret = 0;

	for (; ret == 0 && r->token == TOKEN_NOT; is_not = !is_not)
		ret = read_token(r);
	if (ret < 0)
		return ret;
	if (r->token == TOKEN_OPEN) {
		c->why = "too many parentheses within each other";
		if (r->depth++ == EXPR_DEPTH_MAX)
			return -EINVAL;
		ret = read_token(r);
		if (ret == 0)
			ret = read_filter(r);
		if (ret < 0)
			return ret;
		c->why = "expected \"and\", \"or\" or \")\"";
		if (r->token != TOKEN_CLOSE)
			return -EINVAL;
		r->depth--;
		ret = read_token(r);
	} else {
		c->why = "expected a condition: a port, an address, a name, FIELD VALUE";
		if (r->token != TOKEN_WORD)
			return -EINVAL;
		ret = read_condition(r);
	}
	if (ret == 0)
		c->expr->nodes[c->expr->len - 1].is_not ^= is_not;
	return ret;
}

static int read_all(struct reader *r)
{
	int ret = read_term(r);

	while (ret == 0 && (r->token == TOKEN_AND || r->token == TOKEN_WORD ||
			    r->token == TOKEN_NOT || r->token == TOKEN_OPEN)) {
		const size_t left = r->conditions.expr->len - 1;

		if (r->token == TOKEN_AND)
			ret = read_token(r);
		if (ret == 0)
			ret = read_term(r);
		if (ret == 0)
			ret = condition_join(&r->conditions, EXPR_AND, left);
	}
	return ret;
}

static int read_filter(struct reader *r)
{
	int ret = read_all(r);

	while (ret == 0 && r->token == TOKEN_OR) {
		const size_t left = r->conditions.expr->len - 1;

		ret = read_token(r);
		if (ret == 0)
			ret = read_all(r);
		if (ret == 0)
			ret = condition_join(&r->conditions, EXPR_OR, left);
	}
	return ret;
}

static int read_whole(struct reader *r)
{
	int ret = read_token(r);

	if (ret == 0)
		ret = read_filter(r);
	r->conditions.why =
		ret == 0 ? "expected \"and\", \"or\" or the end" : r->conditions.why;
	return ret == 0 && r->token != TOKEN_END ? -EINVAL : ret;
}

int filter_add_words(struct filter *f, const char *const words[], size_t count,
		     const struct language_names *names, struct language_error *error)
{
	if (!count)
		return 0;
	if (!f->expr)
		f->expr = calloc(1, sizeof(*f->expr));
	if (!f->expr)
		return -ENOMEM;

	const size_t before = f->expr->len;
	struct reader r = {
		.words = words,
		.count = count,
		.at = words[0],
		.conditions = { .expr = f->expr, .names = names, .family = f->family },
	};
	int ret = read_whole(&r);
	if (ret == 0 && before)
		ret = condition_join(&r.conditions, EXPR_AND, before - 1);
	if (ret < 0)
		expr_truncate(f->expr, before);
	if (!f->expr->len)
		f->expr = expr_free(f->expr);
	if (ret == -EINVAL) {
		*error = (struct language_error){
			.word = r.token_word,
			.offset = r.token_offset,
			.why = r.conditions.why,
			.is_name = r.is_name,
		};
		memcpy(error->token, r.text, sizeof(error->token));
		for (char *at = error->token; (at = strchr(at, COMMA));)
			*at = ',';
	}
	return ret;
}

const char *filter_bare_command(const struct filter *f, size_t i)
{
	for (size_t n = 0; f->expr && n < f->expr->len; n++)
		if (f->expr->nodes[n].is_bare && !i--)
			return f->expr->nodes[n].pattern;
	return NULL;
}

const char *language_name(size_t i)
{
	return i < ARRAY_SIZE(keywords) ? keywords[i].word
					: subject_name(i - ARRAY_SIZE(keywords));
}
