/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser of filters of ss: states, then conditions joined by "and", "or" or nothing,
 * which means "and". As in ss, although its manual says otherwise, "and" does not bind
 * tighter than "or": operators are applied from left to right. */
#include <string.h>

#include "expr.h"
#include "filter.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum { TOKEN_MAX = 512 };

struct parser {
	/* words of the command line, each of which may hold several tokens */
	const char *const *words;
	size_t count;
	/* index of the command-line word that is being read */
	size_t word;
	/* unread rest of the command-line word that is being read */
	const char *at;
	/* text of the token that is being parsed; empty after the last word */
	char token[TOKEN_MAX + 1];
	bool is_end;
	/* whether the filter names any states so far, by "state" or "exclude" */
	bool has_states;
	/* states that the filter accepts so far, as a mask of STATE_BIT */
	uint32_t states;
	struct expr *expr;
	struct expr_names names;
	/* why the text is refused: a constant string, set by functions that return
	 * -EINVAL */
	const char *why;
	/* number of open parentheses */
	size_t depth;
	struct frame {
		/* whether the next condition has a left operand to be joined with */
		bool has_left;
		/* whether a condition must follow, because an operator or a "not" was
		 * read */
		bool wants;
		/* whether the next condition is negated */
		bool is_not;
		/* operator before the next condition: EXPR_AND or EXPR_OR */
		uint8_t join;
		uint16_t left;
	} frames[EXPR_DEPTH_MAX + 1];
};

/* clang-format off */
enum token {
	TOKEN_NONE, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_NOT, TOKEN_JOIN, TOKEN_COMPARISON,
	TOKEN_SUBJECT,
};

enum subject {
	SUBJECT_ADDR, SUBJECT_PORT, SUBJECT_DEV, SUBJECT_AUTOBOUND, SUBJECT_MARK,
	SUBJECT_CGROUP,
};

#define JOIN(word, kind)              { word, TOKEN_JOIN, kind, false }
#define COMPARE(word, comparison)     { word, TOKEN_COMPARISON, comparison, false }
#define SUBJECT(word, value, is_peer) { word, TOKEN_SUBJECT, value, is_peer }

static const struct keyword {
	const char *word;
	/* kind of the keyword, an enum token */
	uint8_t token;
	/* meaning of the keyword: an enum expr_kind, an enum expr_comparison or an enum
	 * subject, depending on the kind of the keyword */
	uint8_t value;
	bool is_peer;
} keywords[] = {
	{ "(", TOKEN_OPEN, 0, false }, { ")", TOKEN_CLOSE, 0, false },
	{ "!", TOKEN_NOT, 0, false }, { "not", TOKEN_NOT, 0, false },
	JOIN("&", EXPR_AND), JOIN("&&", EXPR_AND), JOIN("and", EXPR_AND),
	JOIN("|", EXPR_OR), JOIN("||", EXPR_OR), JOIN("or", EXPR_OR),
	COMPARE("=", EXPR_EQ), COMPARE("==", EXPR_EQ), COMPARE("eq", EXPR_EQ),
	COMPARE("!=", EXPR_NE), COMPARE("ne", EXPR_NE), COMPARE("neq", EXPR_NE),
	COMPARE(">", EXPR_GT), COMPARE("gt", EXPR_GT),
	COMPARE("<", EXPR_LT), COMPARE("lt", EXPR_LT),
	COMPARE(">=", EXPR_GE), COMPARE("ge", EXPR_GE), COMPARE("geq", EXPR_GE),
	COMPARE("<=", EXPR_LE), COMPARE("le", EXPR_LE), COMPARE("leq", EXPR_LE),
	SUBJECT("src", SUBJECT_ADDR, false), SUBJECT("dst", SUBJECT_ADDR, true),
	SUBJECT("sport", SUBJECT_PORT, false), SUBJECT("dport", SUBJECT_PORT, true),
	SUBJECT("dev", SUBJECT_DEV, false), SUBJECT("fwmark", SUBJECT_MARK, false),
	SUBJECT("autobound", SUBJECT_AUTOBOUND, false),
	SUBJECT("cgroup", SUBJECT_CGROUP, false),
};
/* clang-format on */

static int refuse_word(struct parser *p, const char *why)
{
	p->why = why;
	return -EINVAL;
}

/* Reads the next token into p->token. A backslash escapes the character behind it. */
static int next_token(struct parser *p)
{
	static const char blanks[] = " \t";
	size_t n = 0;

	while (!*(p->at += strspn(p->at, blanks))) {
		if (p->word + 1 >= p->count) {
			p->is_end = true;
			p->token[0] = '\0';
			return 0;
		}
		p->at = p->words[++p->word];
	}
	while (*p->at && !strchr(blanks, *p->at)) {
		if (*p->at == '\\' && p->at[1])
			p->at++;
		if (n == TOKEN_MAX)
			return refuse_word(p, "too long");
		p->token[n++] = *p->at++;
	}
	p->token[n] = '\0';
	return 0;
}

/* Returns the keyword that equals the token in p->token, or a keyword with TOKEN_NONE if
 * the token is no keyword. */
static struct keyword keyword(const struct parser *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strcmp(p->token, keywords[i].word) == 0)
			return keywords[i];
	return (struct keyword){ .token = TOKEN_NONE };
}

static int parse_value(struct parser *p, const struct keyword *subject,
		       enum expr_comparison comparison, struct expr_node *node)
{
	node->is_peer = subject->is_peer;
	switch (subject->value) {
	case SUBJECT_ADDR:
		if (comparison != EXPR_EQ)
			return refuse_word(p, "src and dst are compared by '=' only; "
					      "'not' goes before them");
		return expr_parse_host(p->token, &p->names, node, &p->why);
	case SUBJECT_PORT:
		return expr_parse_port(p->token, comparison, &p->names, node, &p->why);
	default:
		if (comparison != EXPR_EQ && comparison != EXPR_NE)
			return refuse_word(
				p, "interfaces are compared by '=' and '!=' only");
		node->is_not = comparison == EXPR_NE;
		return expr_parse_link(p->token, node, &p->why);
	}
}

/* Parses SUBJECT [COMPARISON] VALUE into *node. p->token is SUBJECT before the call and
 * VALUE after the call. */
static int parse_condition(struct parser *p, const struct keyword *subject,
			   struct expr_node *node)
{
	enum expr_comparison comparison = EXPR_EQ;

	if (subject->value == SUBJECT_AUTOBOUND)
		return expr_parse_autobound(node, &p->why);
	if (subject->value == SUBJECT_MARK)
		return refuse_word(p, "fwmark, the mark of packets, cannot be compared");
	if (subject->value == SUBJECT_CGROUP)
		return refuse_word(p, "cgroup, the control group, cannot be compared");

	int r = next_token(p);
	if (r == 0 && keyword(p).token == TOKEN_COMPARISON) {
		comparison = keyword(p).value;
		r = next_token(p);
	}
	if (r < 0)
		return r;
	if (p->is_end || keyword(p).token != TOKEN_NONE)
		return refuse_word(p, "nothing to compare with");
	return parse_value(p, subject, comparison, node);
}

static int add_node(struct parser *p, const struct expr_node *node)
{
	struct expr *e = p->expr;

	if (e->len == EXPR_NODES_MAX)
		return refuse_word(p, "too many conditions");
	int r = grow(&e->nodes, &e->cap, e->len + 1, sizeof(*e->nodes));
	if (r == 0)
		e->nodes[e->len++] = *node;
	return r;
}

/* Joins the last node (a condition or an expression in parentheses) with its left
 * operand, if there is a left operand, by appending an operator. The result becomes the
 * left operand of the next operator. */
static int join(struct parser *p)
{
	struct frame *frame = &p->frames[p->depth];
	const size_t last = p->expr->len - 1;

	p->expr->nodes[last].is_not ^= frame->is_not;
	if (frame->has_left) {
		int r = add_node(p, &(struct expr_node){ .kind = frame->join,
							 .left = frame->left });
		if (r < 0)
			return r;
	}
	*frame = (struct frame){
		.has_left = true,
		.left = (uint16_t)(p->expr->len - 1),
		.join = EXPR_AND,
	};
	return 0;
}

static int parse_token(struct parser *p)
{
	struct frame *frame = &p->frames[p->depth];
	const struct keyword word = keyword(p);
	struct expr_node node = { 0 };

	switch (word.token) {
	case TOKEN_OPEN:
		if (p->depth == EXPR_DEPTH_MAX)
			return refuse_word(p, "parentheses are nested too deeply");
		p->frames[++p->depth] = (struct frame){ .join = EXPR_AND };
		return 0;
	case TOKEN_NOT:
		frame->is_not = !frame->is_not;
		frame->wants = true;
		return 0;
	case TOKEN_CLOSE:
	case TOKEN_JOIN:
		if (word.token == TOKEN_CLOSE && !p->depth)
			return refuse_word(p, "no parenthesis is open");
		if (!frame->has_left || frame->wants)
			return refuse_word(p, "a condition is missing before it");
		if (word.token == TOKEN_CLOSE) {
			p->depth--;
			return join(p);
		}
		frame->join = word.value;
		frame->wants = true;
		return 0;
	case TOKEN_SUBJECT:
		break;
	default:
		return refuse_word(p, "not a condition; separate its words by blanks");
	}

	int r = parse_condition(p, &word, &node);
	if (r == 0)
		r = add_node(p, &node);
	if (r < 0) {
		free(node.pattern);
		endpoint_release(&node.end);
		return r;
	}
	return join(p);
}

static int parse_expr(struct parser *p)
{
	int r = 0;

	while (r == 0 && !p->is_end) {
		r = parse_token(p);
		if (r == 0)
			r = next_token(p);
	}
	if (r < 0)
		return r;
	if (p->depth)
		return refuse_word(p, "a parenthesis is not closed");
	return p->frames[0].wants ? refuse_word(p, "a condition is missing after it") : 0;
}

#define CLOSED                                                                           \
	(STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_LISTEN) |                              \
	 STATE_BIT(STATE_BOUND_INACTIVE))
#define BUCKET                                                                           \
	(STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_NEW_SYN_RECV) |                     \
	 STATE_BIT(STATE_TIME_WAIT))

uint32_t expr_parse_states(const char *word)
{
	static const struct {
		const char *word;
		uint32_t states;
	} sets[] = {
		{ "all", STATE_ALL },
		{ "connected", STATE_ALL & ~CLOSED },
		{ "synchronized", STATE_ALL & ~CLOSED & ~STATE_BIT(STATE_SYN_SENT) },
		{ "bucket", BUCKET },
		{ "big", STATE_ALL & ~BUCKET },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		if (strcasecmp(word, sets[i].word) == 0)
			return sets[i].states;
	return state_bits(word, strlen(word));
}

/* Parses [state STATE]... [exclude STATE]...: each "state" adds states, and each
 * "exclude" removes states. */
static int parse_states(struct parser *p)
{
	for (;;) {
		int r = next_token(p);
		const bool is_excluded =
			strcmp(p->token, "exclude") == 0 || strcmp(p->token, "excl") == 0;

		if (r < 0 || (!is_excluded && strcmp(p->token, "state") != 0))
			return r;
		r = next_token(p);
		if (r < 0)
			return r;
		const uint32_t bits = expr_parse_states(p->token);
		if (!bits)
			return refuse_word(p, "no such state");
		if (!p->has_states)
			p->states = is_excluded ? STATE_ALL : 0;
		p->has_states = true;
		p->states = is_excluded ? p->states & ~bits : p->states | bits;
	}
}

int filter_add_expr(struct filter *f, const char *const words[], size_t count,
		    port_of_fn port_of, const char **ret_why, const char **ret_word)
{
	if (!count)
		return 0;
	if (!f->expr)
		f->expr = calloc(1, sizeof(*f->expr));
	if (!f->expr)
		return -ENOMEM;

	const size_t before = f->expr->len;
	struct parser p = {
		.words = words,
		.count = count,
		.at = words[0],
		.has_states = f->has_states,
		.states = f->states,
		.expr = f->expr,
		.names = { f->family, port_of, f->protocol_of },
		.frames = { { .join = EXPR_AND } },
	};
	int r = parse_states(&p);
	if (r == 0)
		r = parse_expr(&p);
	/* The new expression is joined with the earlier expression by "and", because a
	 * socket must meet both expressions. */
	if (r == 0 && before && f->expr->len > before)
		r = add_node(&p, &(struct expr_node){ .kind = EXPR_AND,
						      .left = (uint16_t)(before - 1) });
	if (r < 0)
		expr_truncate(f->expr, before);
	if (!f->expr->len)
		f->expr = expr_free(f->expr);
	if (r == -EINVAL) {
		*ret_why = p.why;
		*ret_word = words[p.word];
	}
	if (r < 0)
		return r;
	f->has_states = p.has_states;
	f->states = p.states;
	return 0;
}
